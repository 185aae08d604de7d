import i18next from "i18next";
import type { components } from "./schema";

export type FieldError = components["schemas"]["FieldError"];

/** A refusal of the platform, as an error. Its `code` is stable; its words are the reader's where the UI has them. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly errors: FieldError[];
  readonly requestId: string | undefined;
  /** Seconds after which to try again, where the platform said so. */
  readonly retryAfter: number | undefined;

  constructor(
    status: number,
    code: string,
    detail: string,
    errors: FieldError[] = [],
    requestId?: string,
    retryAfter?: number,
  ) {
    super(detail);
    this.name = "Problem";
    this.status = status;
    this.code = code;
    this.errors = errors;
    this.requestId = requestId;
    this.retryAfter = retryAfter;
  }

  /** What happened and what to do, in the reader's language where it is known there. */
  get words(): string {
    return i18next.t(`problems:${this.code.replaceAll(".", "_")}`, { defaultValue: this.message });
  }

  /** What is wrong with one field of a form. */
  field(name: string): string | undefined {
    const error = this.errors.find((error) => error.field === name);
    return error && i18next.t(`problems:${error.code.replaceAll(".", "_")}`, { defaultValue: error.detail });
  }
}

/** Reads an answer that is no success. */
export async function readProblem(response: Response): Promise<Problem> {
  const requestId = response.headers.get("x-request-id") ?? undefined;
  const body: Partial<components["schemas"]["Problem"]> | null = await response.json().catch(() => null);
  if (!body?.code) {
    return new Problem(response.status, "http", `${response.status} ${response.statusText}`, [], requestId);
  }
  const { code, detail = "", errors = [], request_id } = body;
  const retryAfter = Number(response.headers.get("retry-after")) || undefined;
  return new Problem(response.status, code, detail, errors, request_id ?? requestId, retryAfter);
}

/** Any thrown value, as a problem. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  // What `fetch` throws when nobody answers.
  if (error instanceof TypeError) return new Problem(0, "unreachable", i18next.t("problems:unreachable"));
  return new Problem(0, "unknown", error instanceof Error ? error.message : String(error));
}
