import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { AxiosRequestConfig } from "axios";
import { StrictMode } from "react";
import { createMemoryRouter, RouterProvider } from "react-router";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { api } from "@/lib/api/client.ts";
import type { Job } from "@/lib/jobs/job.ts";

import { RevealPage } from "./RevealPage.tsx";

const nothing: Job = {
  id: "j-1",
  kind: "extract",
  status: "succeeded",
  answer: "no_message",
  attempts: 1,
  created_at: "2026-01-01T00:00:00Z",
};

interface Asked {
  path: string;
  body: unknown;
  key: unknown;
}
let asked: Asked[];

/** A server that finds nothing, and has no pictures. */
function server() {
  let jobs = 0;
  vi.spyOn(api, "post").mockImplementation((path: string, body: unknown, config?: AxiosRequestConfig) => {
    asked.push({ path, body, key: config?.headers?.["Idempotency-Key"] });
    return Promise.resolve({ data: { ...nothing, id: `j-${++jobs}` } });
  });
  vi.spyOn(api, "get").mockImplementation((path: string) =>
    path.startsWith("/jobs/")
      ? Promise.resolve({ data: { ...nothing, id: path.slice("/jobs/".length) }, headers: {} })
      : Promise.reject(new Error("no pictures here")),
  );
}

function open(address: string) {
  const router = createMemoryRouter([{ path: "/reveal", element: <RevealPage /> }], {
    initialEntries: [address],
  });
  render(
    <StrictMode>
      <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
  return router;
}

beforeEach(() => {
  asked = [];
  server();
});
afterEach(() => vi.restoreAllMocks());

it("looks once into a picture that a link names, and keeps the look in its address", async () => {
  const router = open("/reveal?blob=b-1");
  await screen.findByRole("heading", { name: "No hidden message was found" });
  expect(new Set(asked.map(({ key }) => key)).size).toBe(1);
  expect(asked[0]).toMatchObject({ path: "/extract", body: { image: "b-1" } });
  expect(new URLSearchParams(router.state.location.search).get("blob")).toBe("b-1");
  expect(new URLSearchParams(router.state.location.search).get("job")).toMatch(/^j-/);
});

it("looks again with a passphrase, which never shows in the address", async () => {
  const user = userEvent.setup();
  const router = open("/reveal?blob=b-1&job=j-old");
  await user.click(await screen.findByRole("button", { name: "Try with a passphrase" }));
  await user.type(screen.getByLabelText("Passphrase"), "under the stone{Enter}");
  await screen.findByText(/not with this passphrase either/);
  expect(asked).toMatchObject([{ path: "/extract", body: { image: "b-1", passphrase: "under the stone" } }]);
  expect(router.state.location.search).toBe("?blob=b-1&job=j-1");
});

it("begins anew with another picture", async () => {
  const user = userEvent.setup();
  const router = open("/reveal?blob=b-1&job=j-old");
  await user.click(await screen.findByRole("button", { name: "Look into another picture" }));
  await screen.findByRole("button", { name: "Drop a picture, paste it or choose it" });
  await waitFor(() => expect(router.state.location.search).toBe(""));
  expect(asked).toEqual([]);
});
