import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Problem } from "@/lib/api/problem.ts";
import type { Schemas } from "@/lib/api/types.ts";
import type { Message } from "@/lib/people/thread.ts";

import { Outbox, type Draft } from "./outbox.ts";

type Sent = Schemas["NewMessage"];

const OFFLINE = new Problem("offline", 0, "away", null);
const REFUSED = new Problem("not_a_contact", 403, "no", null);

function draft(text: string, facts: Partial<Draft> = {}): Draft {
  return { conversation: "c", to: "bob", text, picture: null, ...facts };
}

/** A server that answers what it is told to, request by request. */
function server() {
  const sent: Sent[] = [];
  const uploads: string[] = [];
  const arrived: Message[] = [];
  const answers: (Problem | null)[] = [];
  const outbox = new Outbox({
    upload: (picture, onProgress) => {
      uploads.push(picture.name);
      onProgress(1);
      return Promise.resolve(`blob of ${picture.name}`);
    },
    send: (message) => {
      sent.push(message);
      const problem = answers.shift();
      const stored = { client_id: message.client_id, text: message.text } as Message;
      return problem ? Promise.reject(problem) : Promise.resolve(stored);
    },
    onSent: (message) => arrived.push(message),
  });
  return { outbox, sent, uploads, arrived, answers };
}

const statesOf = (outbox: Outbox) => outbox.entries.value.map(({ state }) => state);

describe("the outbox", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const settled = () => vi.advanceTimersByTimeAsync(0);

  it("sends in the order of writing and holds nothing back", async () => {
    const { outbox, sent, arrived } = server();
    outbox.add(draft("one"));
    outbox.add(draft("two"));
    await settled();
    expect(sent.map(({ text }) => text)).toEqual(["one", "two"]);
    expect(arrived).toHaveLength(2);
    expect(outbox.entries.value).toEqual([]);
  });

  it("tries again by itself what a lost connection stopped, under the same id", async () => {
    const { outbox, sent, answers } = server();
    answers.push(OFFLINE, OFFLINE, null);
    outbox.add(draft("one"));
    await settled();
    expect(statesOf(outbox)).toEqual(["waiting"]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(sent).toHaveLength(3);
    expect(new Set(sent.map(({ client_id }) => client_id)).size).toBe(1);
    expect(outbox.entries.value).toEqual([]);
  });

  it("keeps the order while it waits, and goes on at once when there is a connection", async () => {
    const { outbox, sent, answers } = server();
    answers.push(OFFLINE);
    outbox.add(draft("one"));
    outbox.add(draft("two"));
    await settled();
    expect(statesOf(outbox)).toEqual(["waiting", "waiting"]);
    outbox.wake();
    await settled();
    expect(sent.map(({ text }) => text)).toEqual(["one", "one", "two"]);
  });

  it("shows what the server refuses, sends the others, and tries again when told to", async () => {
    const { outbox, sent, answers } = server();
    answers.push(REFUSED);
    outbox.add(draft("one"));
    outbox.add(draft("two"));
    await settled();
    expect(statesOf(outbox)).toEqual(["failed"]);
    expect(outbox.entries.value[0]?.problem).toBe(REFUSED);
    outbox.wake();
    await settled();
    expect(statesOf(outbox)).toEqual(["failed"]);
    outbox.retry(sent[0]?.client_id ?? "");
    await settled();
    expect(sent.map(({ text }) => text)).toEqual(["one", "two", "one"]);
    expect(outbox.entries.value).toEqual([]);
  });

  it("does not try again what was heard of meanwhile", async () => {
    const { outbox, sent, answers } = server();
    answers.push(OFFLINE);
    outbox.add(draft("one"));
    await settled();
    outbox.drop(sent[0]?.client_id ?? "");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent).toHaveLength(1);
  });

  it("uploads a picture once, however often its message is tried", async () => {
    const { outbox, sent, uploads, answers } = server();
    answers.push(OFFLINE, null);
    outbox.add(draft("", { picture: new File(["…"], "dogs.png") }));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(uploads).toEqual(["dogs.png"]);
    expect(sent.map(({ image, text }) => [image, text])).toEqual([
      ["blob of dogs.png", null],
      ["blob of dogs.png", null],
    ]);
  });

  it("lets one conversation wait without the others", async () => {
    const { outbox, arrived, answers } = server();
    answers.push(OFFLINE);
    outbox.add(draft("to bob"));
    outbox.add(draft("to eve", { conversation: "d", to: "eve" }));
    await settled();
    expect(arrived.map(({ text }) => text)).toEqual(["to eve"]);
  });

  it("forgets everything when the session ends", async () => {
    const { outbox, sent, answers } = server();
    answers.push(OFFLINE);
    outbox.add(draft("one"));
    await settled();
    outbox.clear();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent).toHaveLength(1);
    expect(outbox.entries.value).toEqual([]);
  });
});
