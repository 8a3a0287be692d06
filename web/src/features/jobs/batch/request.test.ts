import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Problem } from "@/lib/api/problem.ts";
import { Secret } from "@/lib/secret.ts";

import { fieldsOf, patiently } from "./request.ts";

describe("the request for one picture of a batch", () => {
  it("hides a text so that it survives the chosen journey", () => {
    const form = fieldsOf(
      { payload: { text: "nine" }, journey: "social", secret: new Secret("stone") },
      "b-1",
    );
    expect(Object.fromEntries(form)).toEqual({
      cover: "b-1",
      mode: "robust",
      channel: "social",
      passphrase: "stone",
      text: "nine",
    });
  });

  it("hides a file covertly where pictures are sent as files, and locks nothing without a passphrase", () => {
    const file = new File(["x"], "ü.txt");
    const form = fieldsOf({ payload: { file }, journey: "file", secret: null }, "b-1");
    expect(form.get("mode")).toBe("covert");
    expect(form.get("channel")).toBe("lossless");
    expect(form.has("passphrase")).toBe(false);
    expect((form.get("file") as File).name).toBe("ü.txt");
  });
});

describe("patience", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const busy = new Problem("busy", 503, "busy", null);

  it("outlasts what passes", async () => {
    const task = vi.fn<() => Promise<string>>().mockRejectedValueOnce(busy).mockRejectedValueOnce(busy);
    task.mockResolvedValue("done");
    const result = patiently(task, new AbortController().signal);
    await vi.advanceTimersByTimeAsync(3_000);
    await expect(result).resolves.toBe("done");
    expect(task).toHaveBeenCalledTimes(3);
  });

  it("ends at once with a refusal that stays", async () => {
    const task = () => Promise.reject(new Problem("payload_too_large", 422, "", null));
    await expect(patiently(task, new AbortController().signal)).rejects.toMatchObject({
      code: "payload_too_large",
    });
  });

  it("ends when it is stopped while it waits", async () => {
    const stopping = new AbortController();
    const task = vi.fn<() => Promise<string>>().mockRejectedValue(busy);
    const result = patiently(task, stopping.signal);
    await vi.advanceTimersByTimeAsync(10);
    stopping.abort();
    await expect(result).rejects.toBe(busy);
    expect(task).toHaveBeenCalledTimes(1);
  });
});
