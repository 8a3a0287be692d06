import axios, { AxiosError, type AxiosResponse, type InternalAxiosRequestConfig } from "axios";
import { beforeEach, describe, expect, it, vi } from "vitest";

const USER = { id: "u1", username: "ada", display_name: "Ada", role: "user" };

/** A server of which one token at a time is good; what it was asked is kept. */
class Server {
  good = "first";
  renewals = 0;
  isAway = false;
  isOver = false;
  asked: string[] = [];

  answer = async (request: InternalAxiosRequestConfig): Promise<AxiosResponse> => {
    await Promise.resolve();
    const path = `${request.baseURL ?? ""}${request.url ?? ""}`;
    this.asked.push(path);
    if (path === "/api/auth/session/refresh") return this.renew(request);
    const isGood = request.headers.get("Authorization") === `Bearer ${this.good}`;
    return isGood ? reply(request, 200, { path }) : refuse(request, 401, "token_expired");
  };

  private renew(request: InternalAxiosRequestConfig): AxiosResponse {
    if (this.isAway) throw new AxiosError("away", "ERR_NETWORK", request);
    if (this.isOver) return refuse(request, 401, "invalid_refresh_token");
    this.renewals += 1;
    this.good = `renewed-${this.renewals}`;
    return reply(request, 200, { access_token: this.good, user: USER });
  }
}

function reply(config: InternalAxiosRequestConfig, status: number, data: unknown): AxiosResponse {
  return { config, status, data, statusText: "", headers: {} };
}

function refuse(config: InternalAxiosRequestConfig, status: number, code: string): never {
  const answer = reply(config, status, { code, title: code, detail: code, status, request_id: "r1" });
  throw new AxiosError(code, "ERR_BAD_REQUEST", config, null, answer);
}

async function started(server: Server) {
  vi.resetModules();
  axios.defaults.adapter = server.answer;
  const session = await import("../session.ts");
  const { api } = await import("./client.ts");
  await session.refreshToken();
  return { api, session };
}

describe("a request whose token has expired", () => {
  let server: Server;

  beforeEach(() => {
    server = new Server();
    const locks = { request: (_name: string, task: () => unknown) => task() };
    Object.defineProperty(navigator, "locks", { value: locks, configurable: true });
  });

  it("is sent again once with a new token", async () => {
    const { api } = await started(server);
    server.good = "another";
    expect((await api.get("/jobs")).status).toBe(200);
    expect(server.asked.filter((path) => path === "/api/jobs")).toHaveLength(2);
  });

  it("shares one renewal with those that were refused beside it", async () => {
    const { api } = await started(server);
    server.good = "another";
    await Promise.all([api.get("/jobs"), api.get("/contacts"), api.get("/uploads")]);
    expect(server.renewals).toBe(2); // the one at the start, and one for all three
  });

  it("ends the session when there is no new one", async () => {
    const { api, session } = await started(server);
    server.good = "another";
    server.isOver = true;
    await expect(api.get("/jobs")).rejects.toMatchObject({ code: "token_expired", status: 401 });
    expect(session.currentToken()).toBeNull();
  });

  it("ends no session while the server is away", async () => {
    const { api, session } = await started(server);
    server.good = "another";
    server.isAway = true;
    await expect(api.get("/jobs")).rejects.toMatchObject({ code: "offline" });
    expect(session.currentToken()).toBe("renewed-1");
  });
});
