import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { AxiosError, type AxiosResponse, type InternalAxiosRequestConfig } from "axios";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { api } from "@/lib/api/client.ts";

import "./messages.ts";
import { Users } from "./Users.tsx";
import type { Account } from "./users.ts";

function account(username: string, changed: Partial<Account> = {}): Account {
  return {
    id: `${username}-id`,
    username,
    display_name: username.toUpperCase(),
    role: "user",
    disabled: false,
    created_at: "2026-01-01T00:00:00Z",
    last_seen_at: null,
    ...changed,
  };
}

const OWN = account("vera", { role: "admin" });

vi.mock(import("@/lib/session.ts"), async (original) => ({ ...(await original()), useUser: () => OWN }));

/** The server: pages of accounts, and what it says to a change. */
let pages: Record<string, { items: Account[]; next_cursor: string | null }>;
let refusal: { status: number; code: string } | null;
let sent: { method: string; url: string; params: unknown; body: unknown }[];

function answer(request: InternalAxiosRequestConfig): Promise<AxiosResponse> {
  const url = request.url ?? "";
  const body = request.data === undefined ? null : (JSON.parse(request.data as string) as Partial<Account>);
  sent.push({ method: request.method ?? "", url, params: request.params, body });
  const reply = (status: number, data: unknown): AxiosResponse => ({
    status,
    data,
    statusText: "",
    headers: {},
    config: request,
  });
  if (request.method === "get") {
    const { cursor } = request.params as { cursor: string };
    return Promise.resolve(reply(200, pages[cursor]));
  }
  if (refusal) {
    const document = { ...refusal, title: refusal.code };
    return Promise.reject(
      new AxiosError("", "ERR_BAD_REQUEST", request, null, reply(refusal.status, document)),
    );
  }
  const of = Object.values(pages).flatMap(({ items }) => items);
  const found = of.find(({ id }) => url.endsWith(id));
  return Promise.resolve(reply(200, { ...found, ...body }));
}

async function show() {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={client}>
      <Users />
    </QueryClientProvider>,
  );
  await screen.findByRole("list", { name: "Users" });
  return userEvent.setup();
}

const actionsOf = (name: string) => within(screen.getByRole("group", { name: `What to do with ${name}` }));
const changes = () => sent.filter(({ method }) => method === "patch");

describe("the list of users", () => {
  beforeEach(() => {
    pages = { "": { items: [account("ada"), OWN], next_cursor: null } };
    refusal = null;
    sent = [];
    api.defaults.adapter = answer;
  });

  it("disables nobody before it was confirmed, and shows it then", async () => {
    const user = await show();
    await user.click(actionsOf("ADA").getByRole("button", { name: "Disable" }));
    expect(changes()).toEqual([]);
    const dialog = within(screen.getByRole("dialog", { name: "Disable ADA?" }));
    await user.click(dialog.getByRole("button", { name: "Disable" }));
    expect(await actionsOf("ADA").findByRole("button", { name: "Enable" })).toBeTruthy();
    expect(changes()).toEqual([
      { method: "patch", url: "/auth/users/ada-id", params: undefined, body: { disabled: true } },
    ]);
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("changes nothing when the question is cancelled", async () => {
    const user = await show();
    await user.click(actionsOf("ADA").getByRole("button", { name: "Make administrator" }));
    await user.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Cancel" }));
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(changes()).toEqual([]);
  });

  it("lets somebody in again without a question", async () => {
    pages = { "": { items: [account("ada", { disabled: true }), OWN], next_cursor: null } };
    const user = await show();
    await user.click(actionsOf("ADA").getByRole("button", { name: "Enable" }));
    expect(await actionsOf("ADA").findByRole("button", { name: "Disable" })).toBeTruthy();
    expect(changes().map(({ body }) => body)).toEqual([{ disabled: false }]);
  });

  it("says in words that the last administrator stays one", async () => {
    refusal = { status: 409, code: "last_admin" };
    const user = await show();
    await user.click(actionsOf("VERA").getByRole("button", { name: "Take the role away" }));
    const dialog = within(screen.getByRole("dialog"));
    expect(dialog.getByText("This is your own account.")).toBeTruthy();
    await user.click(dialog.getByRole("button", { name: "Take the role away" }));
    expect((await dialog.findByRole("alert")).textContent).toBe("The last administrator cannot be removed.");
    expect(actionsOf("VERA").getByRole("button", { name: "Take the role away" })).toBeTruthy();
  });

  it("shows more when there is more", async () => {
    pages = {
      "": { items: [account("ada")], next_cursor: "ada" },
      ada: { items: [account("ben")], next_cursor: null },
    };
    const user = await show();
    await user.click(screen.getByRole("button", { name: "Show more" }));
    expect(await screen.findByText("@ben")).toBeTruthy();
    expect(screen.getByText("@ada")).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Show more" })).toBeNull();
  });

  it("asks the server once for what was typed", async () => {
    const user = await show();
    await user.type(screen.getByRole("searchbox", { name: "Find by name" }), "ad");
    await vi.waitFor(() => {
      expect(sent.map(({ params }) => params)).toContainEqual({ query: "ad", cursor: "" });
    });
    expect(sent.map(({ params }) => params)).not.toContainEqual({ query: "a", cursor: "" });
  });
});
