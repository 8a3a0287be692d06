import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter } from "react-router";
import { beforeEach, describe, expect, it, vi } from "vitest";

import "./messages.ts";
import { Verdict } from "./Verdict.tsx";
import type { Verification } from "./verification.ts";

const ADA = { id: "ada-id", username: "ada", display_name: "Ada L." };
const BEN = { id: "ben-id", username: "ben", display_name: "Ben" };
const MAP: Verification["map"] = {
  columns: 10,
  rows: 5,
  width: 160,
  height: 80,
  cells: [
    [8, 4, 0.9],
    [9, 4, 0.2],
  ],
};

vi.mock(import("@/lib/session.ts"), async (original) => ({
  ...(await original()),
  useUser: () => ({ ...ADA, role: "user" as const, disabled: false, created_at: "2026-01-01T00:00:00Z" }),
}));

function show(verification: Partial<Verification> & Pick<Verification, "verdict">) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  return render(
    <QueryClientProvider client={client}>
      <MemoryRouter>
        <Verdict
          verification={{ made_at: "2026-01-02T03:04:05Z", made_by: ADA, ...verification }}
          source={{ file: new File(["x"], "x.png") }}
        />
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

describe("the answer about a picture", () => {
  beforeEach(() =>
    vi.stubGlobal(
      "Worker",
      class extends EventTarget {
        postMessage() {}
      },
    ),
  );

  it("says that a file is unchanged, by whom it was made, and leads its maker to the job", () => {
    show({ verdict: "unchanged", job: "j-1" });
    expect(screen.getByRole("heading", { name: "Unchanged" })).toBe(document.activeElement);
    expect(screen.getByText("You")).toBeTruthy();
    expect(screen.getByRole("link", { name: /job that made it/ }).getAttribute("href")).toBe("/jobs/j-1");
  });

  it("names another maker, and leads nobody else to the job", () => {
    show({ verdict: "unchanged", made_by: BEN, job: null });
    expect(screen.getByText("Ben")).toBeTruthy();
    expect(screen.getByText("@ben")).toBeTruthy();
    expect(screen.queryByRole("link")).toBeNull();
  });

  it("says what was done to a picture that was only passed on", () => {
    show({ verdict: "recompressed", changes: ["scaled", "recompressed"] });
    expect(screen.getByRole("heading", { name: "The same picture, changed as a whole" })).toBeTruthy();
    expect(screen.getByText("another size, compressed again")).toBeTruthy();
    expect(screen.queryByRole("radiogroup")).toBeNull();
  });

  it("tells where and how much an altered picture was changed, and marks it in two ways", () => {
    const { container } = show({ verdict: "altered", map: MAP });
    expect(screen.getByText("4% of the picture")).toBeTruthy();
    expect(screen.getByText("at the bottom right")).toBeTruthy();
    const legend = within(screen.getByRole("list", { name: "How it is marked" }));
    expect(legend.getByText("changed a lot")).toBeTruthy();
    const fills = [...container.querySelectorAll("svg[viewBox='0 0 160 80'] > rect")].map((rect) =>
      rect.getAttribute("fill"),
    );
    expect(new Set(fills).size).toBe(2);
  });

  it("takes the marks away and shows the original to who may see it", async () => {
    const { container } = show({ verdict: "altered", map: MAP, blob: "b-1" });
    const marks = () => container.querySelector("svg[viewBox='0 0 160 80']");
    expect(marks()).not.toBeNull();
    await userEvent.click(screen.getByRole("radio", { name: "Unmarked" }));
    expect(marks()).toBeNull();
    await userEvent.click(screen.getByRole("radio", { name: "Original" }));
    expect(screen.getByRole("img", { name: /as it was made/ })).toBeTruthy();
  });

  it("offers no original to who may not see it", () => {
    show({ verdict: "altered", map: MAP, blob: null });
    expect(screen.queryByRole("radio", { name: "Original" })).toBeNull();
  });

  it("says that a picture was cut where nothing else was changed", () => {
    show({ verdict: "altered", changes: ["cropped"], map: null });
    expect(screen.getByText(/a part was cut away/)).toBeTruthy();
    expect(screen.getByText("cut at the edges")).toBeTruthy();
  });

  it("blames nobody where nothing is known", () => {
    show({ verdict: "unknown", made_by: null, made_at: null });
    expect(screen.getByText("it was not made here;")).toBeTruthy();
    expect(screen.queryByText("Made by")).toBeNull();
  });
});
