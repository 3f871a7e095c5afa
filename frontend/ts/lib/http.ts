// Requests to our own server, with its CSRF token where the page carries one.
import { meta } from "./dom";

/** Header that names the page's CSRF token; empty on pages without one. */
export function csrfHeader(): Record<string, string> {
  const token = meta("csrf-token");
  return token ? { "X-CSRFToken": token } : {};
}

/** POST of form data; the caller reads the answer. Rejects when the network does. */
export function post(url: string, body: FormData | URLSearchParams, signal?: AbortSignal): Promise<Response> {
  return fetch(url, {
    method: "POST",
    body,
    credentials: "same-origin",
    headers: { ...csrfHeader(), Accept: "application/json", "X-Requested-With": "XMLHttpRequest" },
    ...(signal ? { signal } : {}),
  });
}

/** The JSON object of an answer, or an empty one when it holds something else. */
export async function jsonOf(response: Response): Promise<Record<string, unknown>> {
  try {
    const data: unknown = await response.json();
    return typeof data === "object" && data !== null ? (data as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
