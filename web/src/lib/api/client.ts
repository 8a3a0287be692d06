import axios, { type InternalAxiosRequestConfig } from "axios";

import { currentToken, refreshToken } from "../session.ts";
import { problemOf } from "./problem.ts";

interface Sent extends InternalAxiosRequestConfig {
  /** The token that this request was sent with. */
  sentWith?: string | null;
  isSecondTry?: boolean;
}

/** The one client of the API: signs requests, refreshes once on 401, and throws Problems. */
export const api = axios.create({ baseURL: "/api", timeout: 30_000 });

api.interceptors.request.use((request: Sent) => {
  request.sentWith = currentToken();
  if (request.sentWith) request.headers.set("Authorization", `Bearer ${request.sentWith}`);
  return request;
});

api.interceptors.response.use(undefined, async (error: unknown) => {
  const request: Sent | undefined = axios.isAxiosError(error) ? error.config : undefined;
  const isRefused = axios.isAxiosError(error) && error.response?.status === 401;
  if (!request || !isRefused || request.isSecondTry) throw problemOf(await readable(error));
  let token: string | null;
  try {
    token = await refreshToken(request.sentWith);
  } catch (away) {
    throw problemOf(away);
  }
  if (token === null) throw problemOf(error);
  request.isSecondTry = true;
  return api.request(request);
});

/** A problem document arrives as a Blob where a picture was asked for. */
async function readable(error: unknown): Promise<unknown> {
  if (axios.isAxiosError(error) && error.response?.data instanceof Blob) {
    try {
      error.response.data = JSON.parse(await error.response.data.text()) as unknown;
    } catch {
      // No document after all: the status alone speaks.
    }
  }
  return error;
}
