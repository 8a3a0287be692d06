import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it } from "vitest";

import "./messages.ts";

import { channelOf, MOST_STEPS, type Step } from "./journey.ts";
import { JourneyBuilder } from "./JourneyBuilder.tsx";

function Built() {
  const [steps, setSteps] = useState<readonly Step[]>([{ kind: "jpeg", amount: 75 }]);
  return (
    <>
      <JourneyBuilder steps={steps} onChange={setSteps} />
      <output>{channelOf(steps) ?? "none"}</output>
    </>
  );
}

const channel = () => screen.getByText((_, element) => element?.tagName === "OUTPUT").textContent;

it("builds a journey step by step", async () => {
  const user = userEvent.setup();
  render(<Built />);
  await user.selectOptions(screen.getByRole("combobox", { name: "Step 1" }), "Scale by");
  await user.click(screen.getByRole("button", { name: "Add a step" }));
  expect(channel()).toBe("resize:0.5,jpeg:75");

  const quality = screen.getByRole("spinbutton", { name: "JPEG quality" });
  await user.clear(quality);
  await user.type(quality, "60");
  expect(channel()).toBe("resize:0.5,jpeg:60");

  await user.click(screen.getByRole("button", { name: "Remove step 1: scaled by 0.5" }));
  expect(channel()).toBe("jpeg:60");
});

it("says what a step may be, and offers no seventh", async () => {
  const user = userEvent.setup();
  render(<Built />);
  const quality = screen.getByRole("spinbutton", { name: "JPEG quality" });
  await user.clear(quality);
  await user.type(quality, "5");
  expect(screen.getByRole("alert").textContent).toBe("JPEG quality: from 10 to 100");
  expect(channel()).toBe("none");

  const add = screen.getByRole("button", { name: "Add a step" });
  for (let step = 1; step < MOST_STEPS; step++) await user.click(add);
  expect(within(screen.getByRole("list")).getAllByRole("listitem")).toHaveLength(MOST_STEPS);
  expect(screen.queryByRole("button", { name: "Add a step" })).toBeNull();
});
