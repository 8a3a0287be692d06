import { describe, expect, it } from "vitest";

import { reconciledList, withAllRead, withNews, type Conversation } from "./listing.ts";
import type { Message } from "./thread.ts";

const person = (id: string) => ({ id, username: id, display_name: id });

function message(other: string, seq: number, minute: number, isMine = false): Message {
  return {
    id: `${other}-${seq}`,
    seq,
    conversation: `c-${other}`,
    from: person(isMine ? "me" : other),
    to: person(isMine ? other : "me"),
    text: "text",
    image: null,
    client_id: null,
    created_at: `2026-05-03T10:${String(minute).padStart(2, "0")}:00Z`,
    delivered_at: null,
    read_at: null,
  };
}

function conversation(other: string, seq: number, minute: number, unread = 0): Conversation {
  const last = message(other, seq, minute);
  return {
    id: last.conversation,
    with: person(other),
    last_message: last,
    unread,
    updated_at: last.created_at,
  };
}

const idsOf = (list: readonly Conversation[]) => list.map(({ id }) => id);

describe("the list of conversations", () => {
  const list = [conversation("ada", 4, 20), conversation("bob", 7, 10, 1)];

  it("puts a conversation with news on top and counts it", () => {
    const told = withNews(list, message("bob", 8, 30), "me");
    expect(idsOf(told)).toEqual(["c-bob", "c-ada"]);
    expect(told[0]?.unread).toBe(2);
  });

  it("counts a message once", () => {
    const once = withNews(list, message("bob", 8, 30), "me");
    expect(withNews(once, message("bob", 8, 30), "me")[0]?.unread).toBe(2);
  });

  it("does not count what I wrote", () => {
    expect(withNews(list, message("ada", 5, 30, true), "me")[0]?.unread).toBe(0);
  });

  it("begins a conversation with whoever writes first", () => {
    const told = withNews(list, message("eve", 1, 30), "me");
    expect(told[0]).toMatchObject({ id: "c-eve", with: { id: "eve" }, unread: 1 });
  });

  it("forgets the count of what I have read", () => {
    expect(withAllRead(list, "c-bob").map(({ unread }) => unread)).toEqual([0, 0]);
  });

  it("keeps what an answer is too old to know", () => {
    const heard = withNews(list, message("bob", 8, 30), "me");
    const merged = reconciledList(heard, list);
    expect(idsOf(merged)).toEqual(["c-bob", "c-ada"]);
    expect(merged[0]?.last_message?.seq).toBe(8);
  });

  it("takes the server's word for the rest", () => {
    const merged = reconciledList(list, [conversation("bob", 7, 10, 0)]);
    expect(merged.find(({ id }) => id === "c-bob")?.unread).toBe(0);
  });
});
