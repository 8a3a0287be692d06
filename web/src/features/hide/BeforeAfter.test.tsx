import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";

import "./messages.ts";

import { BeforeAfter } from "./BeforeAfter.tsx";

it("is moved by the keys that sliders have, and stays within the picture", async () => {
  const user = userEvent.setup();
  render(<BeforeAfter before="blob:before" after="blob:after" />);
  const slider = screen.getByRole("slider");
  const now = () => Number(slider.getAttribute("aria-valuenow"));
  expect(now()).toBe(50);
  slider.focus();
  await user.keyboard("{ArrowRight}");
  expect(now()).toBe(52);
  await user.keyboard("{PageDown}{ArrowLeft}");
  expect(now()).toBe(40);
  await user.keyboard("{End}{PageUp}");
  expect(now()).toBe(100);
  await user.keyboard("{Home}{ArrowDown}");
  expect(now()).toBe(0);
  expect(slider.getAttribute("aria-valuetext")).toBe("0% of the picture as it was");
});
