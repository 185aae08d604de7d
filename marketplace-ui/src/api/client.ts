import createClient from "openapi-fetch";
import { asProblem, readProblem } from "./problem";
import type { components, paths } from "./schema";
import { accessToken } from "./session";

export type Schemas = components["schemas"];
export type Plugin = Schemas["Plugin"];

/** `fetch` as the signed-in user; whatever is no success is thrown as a {@link Problem}. */
export async function call(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init);
  const token = await accessToken();
  if (token) request.headers.set("authorization", `Bearer ${token}`);
  const response = await fetch(request).catch((error: unknown) => {
    throw error instanceof DOMException ? error : asProblem(error);
  });
  if (!response.ok && response.status !== 304) throw await readProblem(response);
  return response;
}

/** The typed client: `api.GET("/api/v1/plugins/{plugin}", { params: { path: { plugin } } })`. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: call });

/** The body of an answer; refusals have been thrown before. */
export async function body<T>(answer: Promise<{ data?: T }>): Promise<T> {
  return (await answer).data as T;
}

/** The address of a file in a plugin's workspace. */
export function fileUrl(plugin: string, path: string): string {
  return `/api/v1/plugins/${plugin}/workspace/files/${path.split("/").map(encodeURIComponent).join("/")}`;
}
