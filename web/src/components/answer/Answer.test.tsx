import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { createMemoryRouter, RouterProvider } from "react-router";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { api } from "@/lib/api/client.ts";
import { Problem } from "@/lib/api/problem.ts";
import type { Job } from "@/lib/jobs/job.ts";
import { Secret } from "@/lib/secret.ts";

import { Answer } from "./Answer.tsx";

const looked: Job = {
  id: "j-1",
  kind: "extract",
  status: "succeeded",
  attempts: 1,
  created_at: "2026-01-01T00:00:00Z",
};
const found: Job = { ...looked, answer: "payload" };

let queryClient: QueryClient;

function show(answer: React.ReactNode) {
  const router = createMemoryRouter([{ path: "*", element: answer }]);
  return render(
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
}

/** What the server answers when it is asked to open, one after the other; gives what it was asked. */
function opening(...answers: (Problem | { data: Blob; headers: Record<string, string> })[]) {
  const asked: unknown[] = [];
  const left = [...answers];
  vi.spyOn(api, "post").mockImplementation((_path, body) => {
    asked.push(body);
    const next = left.shift();
    return next === undefined || next instanceof Problem
      ? Promise.reject(next ?? new Error("asked too often"))
      : Promise.resolve(next);
  });
  return asked;
}

const text = (content: string) => ({
  data: new Blob([JSON.stringify({ kind: "text", text: content })], { type: "application/json" }),
  headers: { "content-type": "application/json" },
});
const refused = (code: string) => new Problem(code, 422, code, null);

beforeEach(() => {
  queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } });
});
afterEach(() => {
  queryClient.clear();
  vi.restoreAllMocks();
});

describe("a message that was found", () => {
  it("is shown as it was written, in its own direction", async () => {
    opening(text("مرحبا\n  <b>x</b>"));
    show(<Answer job={found} />);
    const region = await screen.findByRole("region", { name: "Hidden message" });
    expect(region.textContent).toBe("مرحبا\n  <b>x</b>");
    expect(region.getAttribute("dir")).toBe("auto");
    expect(screen.getByRole("button", { name: "Copy the message" })).toBeTruthy();
  });

  it("is gone from memory when its page is left, and so is the passphrase", async () => {
    opening(text("found"));
    const secret = new Secret("under the stone");
    const { unmount } = show(<Answer job={found} secret={secret} />);
    await screen.findByText("found");
    expect(secret.read()).toBeUndefined();
    unmount();
    await waitFor(() => expect(queryClient.getQueryCache().getAll()).toHaveLength(0));
    expect(queryClient.getMutationCache().getAll()).toHaveLength(0);
  });

  it("is a file with its name, type and size, even where it is JSON", async () => {
    opening({
      data: new Blob(['{"text": "not the message"}'], { type: "application/json" }),
      headers: {
        "cloak-payload-kind": "file",
        "content-disposition": "attachment; filename=\"_.json\"; filename*=UTF-8''%C3%BC.json",
      },
    });
    show(<Answer job={found} />);
    await screen.findByText("ü.json");
    expect(screen.getByText("application/json · 27 bytes")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Save" })).toBeTruthy();
  });
});

describe("a message that is locked", () => {
  it("asks for its passphrase, again after a wrong one, and opens", async () => {
    const user = userEvent.setup();
    const asked = opening(refused("passphrase_required"), refused("wrong_key"), text("nine"));
    show(<Answer job={found} />);
    await screen.findByRole("heading", { name: "There is a hidden message, and it is locked" });
    await user.type(screen.getByLabelText("Passphrase"), "wrong");
    await user.keyboard("{Enter}");
    await screen.findByRole("heading", { name: "That passphrase does not open it" });
    await user.clear(screen.getByLabelText("Passphrase"));
    await user.type(screen.getByLabelText("Passphrase"), "right");
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await screen.findByText("nine");
    expect(asked).toEqual([{}, { passphrase: "wrong" }, { passphrase: "right" }]);
  });

  it("opens at once with a passphrase that is known already", async () => {
    const asked = opening(text("nine"));
    show(<Answer job={found} secret={new Secret("right")} />);
    await screen.findByText("nine");
    expect(asked).toEqual([{ passphrase: "right" }]);
  });

  it("for people is for others where the account has no key", async () => {
    opening(refused("recipient_key_required"));
    vi.spyOn(api, "get").mockRejectedValue(new Problem("key_not_found", 404, "", null));
    show(<Answer job={found} />);
    await screen.findByRole("heading", { name: "This message is locked for other people" });
  });
});

describe("a picture without a readable message", () => {
  it("may hold a covert one, to be tried with a passphrase", async () => {
    const user = userEvent.setup();
    const onPassphrase = vi.fn<(secret: Secret) => void>();
    show(<Answer job={{ ...looked, answer: "no_message" }} onPassphrase={onPassphrase} />);
    await screen.findByRole("heading", { name: "No hidden message was found" });
    await user.click(screen.getByRole("button", { name: "Try with a passphrase" }));
    await user.type(screen.getByLabelText("Passphrase"), "under the stone{Enter}");
    expect(onPassphrase.mock.calls.map(([secret]) => secret.read())).toEqual(["under the stone"]);
  });

  it("says so when a passphrase did not help either", async () => {
    show(<Answer job={{ ...looked, answer: "no_message" }} wasWithPassphrase />);
    await screen.findByText(/not with this passphrase either/);
    expect(screen.getByRole("link", { name: "Look again with a passphrase" }).getAttribute("href")).toBe(
      "/reveal",
    );
  });

  it("says how damaged it is, and to get the original", async () => {
    show(<Answer job={{ ...looked, answer: "damaged", corrected_share: 0.123 }} />);
    await screen.findByText(/12\.3% of what was read had to be corrected/);
    expect(screen.getByText(/Ask the sender to send it “as a file”/)).toBeTruthy();
  });

  it("names what is needed to read it", async () => {
    show(<Answer job={{ ...looked, answer: "needs_model", needs_model: "robust-9" }} />);
    await screen.findByText("robust-9");
  });

  it("is damaged, too, where only its opening shows that", async () => {
    opening(refused("damaged_payload"));
    show(<Answer job={found} />);
    await screen.findByRole("heading", { name: "There was a message, but too little of it is left" });
  });
});
