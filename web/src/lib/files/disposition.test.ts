import { describe, expect, it } from "vitest";

import { filenameOf } from "./disposition.ts";

describe("the name in a Content-Disposition", () => {
  it("is read in its extended form, which holds any language", () => {
    const header = `attachment; filename="_____.txt"; filename*=UTF-8''%D8%B1%D8%B3%D8%A7%D9%84%D8%A9.txt`;
    expect(filenameOf(header)).toBe("رسالة.txt");
  });

  it("is read in its plain form where that is all there is", () => {
    expect(filenameOf('attachment; filename="two words; and more.pdf"')).toBe("two words; and more.pdf");
    expect(filenameOf("inline; filename=plain.png")).toBe("plain.png");
    expect(filenameOf('attachment; filename="a \\"quoted\\" name"')).toBe('a "quoted" name');
  });

  it("falls back to the plain form when the extended one is broken", () => {
    expect(filenameOf(`attachment; filename="plain.txt"; filename*=UTF-8''%E0%A4%A`)).toBe("plain.txt");
  });

  it("never leads into a folder", () => {
    expect(filenameOf(`attachment; filename*=UTF-8''..%2F..%2Fetc%2Fpasswd`)).toBe("passwd");
    expect(filenameOf('attachment; filename="C:\\\\Windows\\\\evil.exe"')).toBe("evil.exe");
  });

  it("is null where there is none", () => {
    expect(filenameOf(null)).toBeNull();
    expect(filenameOf("attachment")).toBeNull();
    expect(filenameOf('attachment; filename=""')).toBeNull();
  });
});
