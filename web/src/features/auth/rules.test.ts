import { describe, expect, it } from "vitest";

import { faultsOf } from "./rules.ts";

describe("a new account", () => {
  it("has no faults with a plain name and ten characters", () => {
    expect(faultsOf("ada.l-1", "correct ho")).toEqual({});
  });

  it.each(["ab", "with space", "ümlaut", "a".repeat(33)])("refuses the name %s", (name) => {
    expect(faultsOf(name, "correct horse").username).toBe("nameUnfit");
  });

  it("refuses a short password, and one that is the name", () => {
    expect(faultsOf("ada", "short").password).toBe("passwordShort");
    expect(faultsOf("ada.lovelace", "Ada.Lovelace").password).toBe("passwordIsName");
  });
});
