import axios from "axios";
import i18next from "i18next";

import type { Schemas } from "./types.ts";

/** Why something did not work: the server's problem document (RFC 9457), or what the browser knows. */
export class Problem extends Error {
  readonly code: string;
  readonly status: number;
  readonly requestId: string | null;
  /** What the code needs besides, such as `wanted_bytes` and `capacity_bytes`. */
  readonly facts: Record<string, unknown>;

  constructor(code: string, status: number, message: string, requestId: string | null, facts = {}) {
    super(message);
    this.name = "Problem";
    this.code = code;
    this.status = status;
    this.requestId = requestId;
    this.facts = facts;
  }

  /** Tells whether the same request may work later. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 502;
  }
}

/** Reads any failure as a Problem. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (!axios.isAxiosError(error)) return new Problem("unexpected", -1, String(error), null);
  if (error.code === "ERR_CANCELED") return new Problem("cancelled", -1, "cancelled", null);
  const answer = error.response;
  if (!answer)
    return new Problem(error.code === "ECONNABORTED" ? "too_slow" : "offline", 0, error.message, null);
  const body = readBody(answer.data);
  if (!body) return new Problem("unexpected", answer.status, error.message, null);
  return new Problem(body.code, answer.status, body.detail, body.request_id, body);
}

type ProblemDocument = Schemas["Problem"] & Record<string, unknown>;

function readBody(data: unknown): ProblemDocument | null {
  if (typeof data !== "object" || data === null || !("code" in data)) return null;
  return data as ProblemDocument;
}

/** One readable sentence, in the reader's language where its code is known. */
export function sentenceOf(error: unknown): string {
  const problem = problemOf(error);
  const key = `problems.${problem.code}`;
  // Facts of a problem are numbers and names to be shown; the catalogue says which.
  if (isKnown(key)) return i18next.t(key, { ...problem.facts });
  return i18next.language === "en" && problem.message ? problem.message : i18next.t("problems.unexpected");
}

/** All problems read alike to the type checker: one key stands for them. */
function isKnown(key: string): key is "problems.unexpected" {
  return i18next.exists(key);
}
