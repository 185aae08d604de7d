import { asProblem, Problem } from "./problem";
import { accessToken } from "./session";

export type Progress = (sent: number, total: number) => void;

/** Sends bytes and tells how far it is, which `fetch` cannot. */
export async function upload<T>(
  method: "POST" | "PUT",
  url: string,
  data: Blob | FormData,
  onProgress: Progress,
  signal?: AbortSignal,
): Promise<T> {
  const token = await accessToken();
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    request.responseType = "json";
    if (token) request.setRequestHeader("authorization", `Bearer ${token}`);
    if (data instanceof Blob)
      request.setRequestHeader("content-type", data.type || "application/octet-stream");
    request.upload.onprogress = ({ loaded, total }) => onProgress(loaded, total);
    request.onload = () => {
      if (request.status < 300) return resolve(request.response as T);
      const { code = "http", detail = "", errors = [], request_id } = request.response ?? {};
      reject(new Problem(request.status, code, detail || `${request.status}`, errors, request_id));
    };
    request.onerror = () => reject(asProblem(new TypeError()));
    request.onabort = () => reject(new DOMException("", "AbortError"));
    signal?.addEventListener("abort", () => request.abort());
    request.send(data);
  });
}
