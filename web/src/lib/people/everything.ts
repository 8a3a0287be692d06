import { api } from "../api/client.ts";
import type { Page } from "../api/types.ts";

const PAGE = 200;
// Far more than a person has; a list without an end must not hold the page up.
const MOST_PAGES = 25;

/** Reads a list to its end, page by page. */
export async function readAll<T>(path: string, signal: AbortSignal): Promise<T[]> {
  const found: T[] = [];
  let cursor: string | null | undefined;
  for (let page = 0; page < MOST_PAGES && cursor !== null; page++) {
    const params = { limit: PAGE, ...(cursor ? { cursor } : {}) };
    const { data } = await api.get<Page<T>>(path, { signal, params });
    found.push(...data.items);
    cursor = data.next_cursor ?? null;
  }
  return found;
}
