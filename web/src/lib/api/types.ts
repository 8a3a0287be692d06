import type { components } from "./schema.d.ts";

/** The shapes of the API, generated from its own description (`make web-types`). */
export type Schemas = components["schemas"];

/** A page of a list. */
export interface Page<T> {
  items: T[];
  next_cursor?: string | null;
}
