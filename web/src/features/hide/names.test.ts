import { expect, it } from "vitest";

import { resultName } from "./names.ts";

it("names the result after the cover, by what it has become", () => {
  expect(resultName("holiday.jpeg", "image/jpeg")).toBe("holiday-cloak.jpg");
  expect(resultName("my.best.photo.JPG", "image/png")).toBe("my.best.photo-cloak.png");
  expect(resultName("صورة", "image/png")).toBe("صورة-cloak.png");
  expect(resultName(".png", "image/png")).toBe("picture-cloak.png");
});
