import { describe, expect, it } from "vitest";

import { messagesOf, reconciled, withMark, withMessage, type Message, type Thread } from "./thread.ts";

const ADA = { id: "ada", username: "ada", display_name: "Ada" };
const BOB = { id: "bob", username: "bob", display_name: "Bob" };

function message(seq: number, facts: Partial<Message> = {}): Message {
  return {
    id: `m-${seq}`,
    seq,
    conversation: "c",
    from: ADA,
    to: BOB,
    text: `text ${seq}`,
    image: null,
    client_id: null,
    created_at: "2026-05-03T10:00:00Z",
    delivered_at: null,
    read_at: null,
    ...facts,
  };
}

/** Pages as the server gives them: each newest first, the last one without a cursor at seq 1. */
function thread(...pages: number[][]): Thread {
  return {
    pages: pages.map((seqs) => {
      const lowest = Math.min(...seqs);
      return { items: seqs.map((seq) => message(seq)), next_cursor: lowest > 1 ? String(lowest) : null };
    }),
    pageParams: pages.map(() => undefined),
  };
}

const seqsOf = (loaded: Thread) => messagesOf(loaded).map(({ seq }) => seq);

describe("a message that arrives", () => {
  it("is appended at the end", () => {
    expect(seqsOf(withMessage(thread([5, 4], [3, 2, 1]), message(6)))).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("is there once, however often it is told", () => {
    const once = withMessage(thread([5, 4]), message(6));
    expect(seqsOf(withMessage(once, message(6)))).toEqual([4, 5, 6]);
  });

  it("takes the place of its seq where a later one was faster", () => {
    expect(seqsOf(withMessage(withMessage(thread([4]), message(6)), message(5)))).toEqual([4, 5, 6]);
  });

  it("finds its place on the page that holds its seq", () => {
    const loaded = withMessage(thread([6, 5], [4, 2]), message(3));
    expect(loaded.pages.map(({ items }) => items.map(({ seq }) => seq))).toEqual([
      [6, 5],
      [4, 3, 2],
    ]);
  });

  it("is left to history where it is older than all that is loaded", () => {
    expect(seqsOf(withMessage(thread([6, 5]), message(2)))).toEqual([5, 6]);
  });

  it("keeps the marks that were known of it", () => {
    const read = withMark(thread([2, 1]), "read_at", { upTo: 2, at: "now", isMeant: () => true });
    expect(messagesOf(withMessage(read, message(2))).at(-1)?.read_at).toBe("now");
  });
});

describe("a mark", () => {
  it("reaches what is meant up to its seq, and what is read was delivered", () => {
    const marked = withMark(thread([3, 2, 1]), "read_at", { upTo: 2, at: "now", isMeant: () => true });
    expect(messagesOf(marked).map(({ read_at }) => read_at)).toEqual(["now", "now", null]);
    expect(messagesOf(marked).map(({ delivered_at }) => delivered_at)).toEqual(["now", "now", null]);
  });

  it("leaves out what is not meant, and a time that stands", () => {
    const once = withMark(thread([2, 1]), "delivered_at", {
      upTo: 2,
      at: "first",
      isMeant: ({ seq }) => seq === 1,
    });
    const twice = withMark(once, "delivered_at", { upTo: 2, at: "second", isMeant: () => true });
    expect(messagesOf(twice).map(({ delivered_at }) => delivered_at)).toEqual(["first", "second"]);
  });
});

describe("an answer that an event has overtaken", () => {
  it("loses no message that was heard of meanwhile", () => {
    const heard = withMessage(thread([2, 1]), message(3));
    expect(seqsOf(reconciled(heard, thread([2, 1])))).toEqual([1, 2, 3]);
  });

  it("loses none while history is loaded", () => {
    const heard = withMessage(thread([4, 3]), message(5));
    expect(seqsOf(reconciled(heard, thread([4, 3], [2, 1])))).toEqual([1, 2, 3, 4, 5]);
  });

  it("takes no mark back", () => {
    const read = withMark(thread([2, 1]), "read_at", { upTo: 2, at: "now", isMeant: () => true });
    expect(messagesOf(reconciled(read, thread([2, 1]))).map(({ read_at }) => read_at)).toEqual([
      "now",
      "now",
    ]);
  });

  it("brings what was missed, in order and once", () => {
    const gap = withMessage(thread([2, 1]), message(5));
    expect(seqsOf(reconciled(gap, thread([5, 4, 3, 2, 1])))).toEqual([1, 2, 3, 4, 5]);
  });
});
