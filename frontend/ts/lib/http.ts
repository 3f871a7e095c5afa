// Requests to our own server: the page's token and owner go along, refusals are announced, an old token is renewed once.
import { announce, ourHeaders, refusalOf, renew } from "./account";
import { meta } from "./dom";

/** Headers of a request that this module does not make itself. */
export { ourHeaders as csrfHeader };

async function send(url: string, body: FormData | URLSearchParams, signal?: AbortSignal): Promise<Response> {
  return fetch(url, {
    method: "POST",
    body,
    credentials: "same-origin",
    headers: { ...ourHeaders(), Accept: "application/json", "X-Requested-With": "XMLHttpRequest" },
    ...(signal ? { signal } : {}),
  });
}

/** POST of form data; the caller reads the answer. `isAsked`: somebody pressed a button for it. Rejects when the network does. */
export async function post(
  url: string,
  body: FormData | URLSearchParams,
  signal?: AbortSignal,
  isAsked = false,
): Promise<Response> {
  let response = await send(url, body, signal);
  let refusal = response.ok ? null : refusalOf(response.status, await response.clone().text());
  if (refusal?.reason === "token" && (await renew())) {
    if (body.has("csrfmiddlewaretoken")) body.set("csrfmiddlewaretoken", meta("csrf-token"));
    response = await send(url, body, signal);
    refusal = response.ok ? null : refusalOf(response.status, await response.clone().text());
  }
  if (refusal) announce(refusal, isAsked);
  return response;
}

/** Announces the refusal that an answer of another kind of request holds; whether it was one. */
export function heard(status: number, text: string): boolean {
  const refusal = refusalOf(status, text);
  if (refusal) announce(refusal);
  return refusal !== null;
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
