import { describe, expect, it } from "vitest";

import type { Message } from "@/lib/people/thread.ts";

import { dayName, daysOf, goesOn, shortMoment } from "./days.ts";

/** A message at a time where the reader is. */
function at(month: number, day: number, hour: number, minute = 0, from = "ada"): Message {
  const who = (id: string) => ({ id, username: id, display_name: id });
  return {
    id: `${month}-${day}-${hour}-${minute}`,
    seq: 1,
    conversation: "c",
    from: who(from),
    to: who("me"),
    text: "text",
    image: null,
    client_id: null,
    created_at: new Date(2026, month - 1, day, hour, minute).toISOString(),
    delivered_at: null,
    read_at: null,
  };
}

describe("days", () => {
  it("part messages at the reader's midnight", () => {
    const days = daysOf([at(5, 3, 9), at(5, 3, 23, 59), at(5, 4, 0), at(5, 4, 12)]);
    expect(days.map(({ messages }) => messages.length)).toEqual([2, 2]);
  });

  it("hold a message whose clock ran behind with those around it", () => {
    const days = daysOf([at(5, 4, 0, 1), at(5, 3, 23, 59), at(5, 4, 0, 2)]);
    expect(days.map(({ messages }) => messages.length)).toEqual([3]);
  });

  it("stay whole when the clocks are put forward", () => {
    const now = new Date(2026, 2, 30, 0, 30);
    expect(dayName(new Date(2026, 2, 29), now)).toBe("yesterday");
  });

  it("are called as people call them", () => {
    const now = new Date(2026, 4, 8, 15);
    expect(dayName(new Date(2026, 4, 8), now)).toBe("today");
    expect(dayName(new Date(2026, 4, 7), now)).toBe("yesterday");
    expect(dayName(new Date(2026, 4, 4), now)).toBe("Monday");
    expect(dayName(new Date(2026, 4, 1), now)).toBe("May 1, 2026");
  });

  it("are short in the list", () => {
    const now = new Date(2026, 4, 8, 15);
    expect(shortMoment(new Date(2026, 4, 7, 9).toISOString(), now)).toBe("Thu");
    expect(shortMoment(new Date(2026, 3, 7, 9).toISOString(), now)).toBe("4/7/26");
  });
});

describe("a message goes on", () => {
  it("after one of the same writer, minutes before", () => {
    expect(goesOn(at(5, 3, 9, 0), at(5, 3, 9, 4))).toBe(true);
  });

  it("not after a pause, after somebody else, or at the start", () => {
    expect(goesOn(at(5, 3, 9, 0), at(5, 3, 9, 5))).toBe(false);
    expect(goesOn(at(5, 3, 9, 0, "bob"), at(5, 3, 9, 1))).toBe(false);
    expect(goesOn(undefined, at(5, 3, 9))).toBe(false);
  });
});
