import { createParser } from "eventsource-parser";

import { currentToken, refreshToken } from "../session.ts";

/** One server-sent event, its data already read as JSON. */
export interface LiveEvent {
  event: string;
  id: string | undefined;
  data: unknown;
}

export interface Following {
  onEvent: (event: LiveEvent) => void;
  /** Told when the connection stands, and when it is lost. */
  onConnection?: (isConnected: boolean) => void;
  signal: AbortSignal;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
// The server says something every 15 s.
const SILENCE_MS = 40_000;

/**
 * Follows a stream of events until the signal, or until the server ends it for good (204, 404, 403). What breaks is
 * taken up again after the last event seen, so nothing is lost or doubled. `EventSource` would do the same, but
 * cannot be given an access token.
 */
export async function follow(path: string, { onEvent, onConnection, signal }: Following): Promise<void> {
  let lastId: string | undefined;
  let pause = FIRST_PAUSE_MS;
  const isOver = () => signal.aborted;
  while (!isOver()) {
    try {
      const hasEnded = await readOnce(
        path,
        lastId,
        signal,
        (event) => {
          pause = FIRST_PAUSE_MS;
          lastId = event.id ?? lastId;
          onEvent(event);
        },
        () => onConnection?.(true),
      );
      if (hasEnded) return;
    } catch {
      // Cut off: the loop comes back.
    }
    if (isOver()) return;
    onConnection?.(false);
    await sleep(pause, signal);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
}

async function readOnce(
  path: string,
  lastId: string | undefined,
  signal: AbortSignal,
  onEvent: (event: LiveEvent) => void,
  onOpen: () => void,
): Promise<boolean> {
  const silence = new AbortController();
  const whole = AbortSignal.any([signal, silence.signal]);
  let alarm = setTimeout(() => silence.abort(), SILENCE_MS);
  // A connection that the device has left stays silent instead of breaking.
  const leave = () => silence.abort();
  window.addEventListener("offline", leave);
  try {
    const sentWith = currentToken();
    const answer = await fetch(`/api${path}`, {
      headers: {
        Accept: "text/event-stream",
        ...(sentWith ? { Authorization: `Bearer ${sentWith}` } : {}),
        ...(lastId ? { "Last-Event-ID": lastId } : {}),
      },
      signal: whole,
    });
    if (answer.status === 401) return (await refreshToken(sentWith)) === null;
    if (answer.status === 204 || answer.status === 403 || answer.status === 404) return true;
    if (!answer.ok || !answer.body) throw new Error("no stream");
    onOpen();
    const parser = createParser({
      onEvent: ({ event, id, data }) => onEvent({ event: event ?? "message", id, data: parse(data) }),
    });
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return false;
      clearTimeout(alarm);
      alarm = setTimeout(() => silence.abort(), SILENCE_MS);
      parser.feed(value);
    }
  } finally {
    clearTimeout(alarm);
    window.removeEventListener("offline", leave);
    silence.abort();
  }
}

function parse(text: string): unknown {
  return text === "" ? null : (JSON.parse(text) as unknown);
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      window.removeEventListener("online", done);
      resolve();
    }
    signal.addEventListener("abort", done);
    window.addEventListener("online", done);
  });
}
