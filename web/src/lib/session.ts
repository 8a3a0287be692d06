import axios from "axios";
import { useSyncExternalStore } from "react";

import type { Schemas } from "./api/types.ts";
import { keepPreference, readPreference } from "./preferences.ts";

/** Who is signed in. `unknown` until the server was asked, once, when the page opens. */
export type Session =
  { status: "unknown" } | { status: "anonymous" } | { status: "signed-in"; user: Schemas["UserView"] };

const listeners = new Set<() => void>();
const tabs = new BroadcastChannel("cloak.session");
const http = axios.create({ baseURL: "/api/auth", timeout: 20_000 });
const leaving = new Set<() => void>();

let session: Session = { status: "unknown" };
// The access token lives here alone; the refresh token in a cookie that no script can read.
let accessToken: string | null = null;
let refreshing: Promise<string | null> | null = null;

/** The session as it is, as a hook. */
export function useSession(): Session {
  return useSyncExternalStore(subscribe, () => session);
}

/** The user signed in, for pages that nobody else sees. */
export function useUser(): Schemas["UserView"] {
  const found = useSession();
  if (found.status !== "signed-in") throw new Error("this page needs somebody signed in");
  return found.user;
}

/** Asks once whether this browser is still signed in; nobody who never was is asked for. */
export async function startSession(): Promise<void> {
  tabs.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    if (data === "signed-out") become(null);
    if (data === "signed-in" && session.status !== "signed-in") void refreshToken();
  });
  if (readPreference("signed-in") === null) become(null);
  else await refreshToken().catch(() => become(null));
}

/** Begins a session; throws the server's refusal. */
export async function signIn(username: string, password: string): Promise<void> {
  const answer = await http.post<Schemas["SignedInView"]>("/session", { username, password });
  become(answer.data);
  tabs.postMessage("signed-in");
}

/** Makes an account and begins its first session; throws the server's refusal. */
export async function signUp(username: string, password: string, displayName: string): Promise<void> {
  const body = { username, password, ...(displayName ? { display_name: displayName } : {}) };
  await http.post("/register", body);
  await signIn(username, password);
}

/** Ends the session, here and in all tabs. */
export async function signOut(): Promise<void> {
  await http.delete("/session").catch(() => undefined); // the tabs forget it in any case
  become(null);
  tabs.postMessage("signed-out");
}

/** Shows a change that the person made to their own account. */
export function updateUser(user: Schemas["UserView"]): void {
  if (session.status === "signed-in") publish({ status: "signed-in", user });
}

/** Calls back whenever a session ends, to forget what belonged to it. */
export function onSignedOut(callback: () => void): () => void {
  leaving.add(callback);
  return () => leaving.delete(callback);
}

/** The present access token. */
export function currentToken(): string | null {
  return accessToken;
}

/**
 * A new access token for the one that was refused, or null when the session is over. Tabs take turns, and
 * callers of one tab share a request. Throws when the server cannot be reached: that ends no session.
 */
export function refreshToken(refused?: string | null): Promise<string | null> {
  if (refused !== undefined && refused !== accessToken) return Promise.resolve(accessToken);
  refreshing ??= inTurn(refresh).finally(() => {
    refreshing = null;
  });
  return refreshing;
}

async function inTurn(task: () => Promise<string | null>): Promise<string | null> {
  return await navigator.locks.request("cloak.refresh", task);
}

async function refresh(): Promise<string | null> {
  try {
    const answer = await http.post<Schemas["SignedInView"]>("/session/refresh");
    become(answer.data);
  } catch (error) {
    const status = axios.isAxiosError(error) ? error.response?.status : undefined;
    if (status !== 401 && status !== 403) throw error;
    become(null);
  }
  return accessToken;
}

function become(view: Schemas["SignedInView"] | null): void {
  const wasSignedIn = session.status === "signed-in";
  accessToken = view?.access_token ?? null;
  keepPreference("signed-in", view ? "1" : null);
  publish(view ? { status: "signed-in", user: view.user } : { status: "anonymous" });
  if (wasSignedIn && !view) for (const callback of leaving) callback();
}

function publish(next: Session): void {
  session = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
