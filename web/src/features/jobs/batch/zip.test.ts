import { unzipSync } from "fflate";
import { describe, expect, it } from "vitest";

import { distinctNames } from "./names.ts";
import { zipped } from "./zip.ts";

const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

describe("one ZIP of many results", () => {
  it("holds every file under a name of its own", async () => {
    const packed: number[] = [];
    const files = [
      ["sea.png", "one"],
      ["Sea.png", "two"],
      ["meer-ü.jpg", ""],
    ].map(([name = "", content = ""]) => ({
      fetch: async () => ({ name, content: await new Response(content).blob() }),
    }));
    const zip = await zipped(files, (count) => packed.push(count));
    const found = unzipSync(new Uint8Array(await zip.arrayBuffer()));
    expect(Object.keys(found)).toEqual(["sea.png", "Sea-2.png", "meer-ü.jpg"]);
    expect(text(found["sea.png"])).toBe("one");
    expect(text(found["Sea-2.png"])).toBe("two");
    expect(found["meer-ü.jpg"]).toHaveLength(0);
    expect(packed).toEqual([1, 2, 3]);
  });

  it("throws what one of its files throws", async () => {
    const gone = { fetch: () => Promise.reject(new Error("gone")) };
    await expect(zipped([gone], () => undefined)).rejects.toThrow("gone");
  });
});

describe("names for one folder", () => {
  it("get numbers where they are taken, before their endings", () => {
    expect(distinctNames(["a.png", "b", "a.png", "b", "a.png", ".x", ".x"])).toEqual([
      "a.png",
      "b",
      "a-2.png",
      "b-2",
      "a-3.png",
      ".x",
      ".x-2",
    ]);
  });
});
