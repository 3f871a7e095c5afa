// One picture to the server with progress. The picture stays in the caller's hands: what the network lost can be sent again.
import { refusalOf } from "./account";
import { csrfHeader, heard } from "./http";

/** What the server made of it. `go`: where to go on; `unclear`: read badly, another picture would help; `waiting`: kept, not read yet;
 * `again`: not taken until the reader has logged in, or has the right enterprise; the picture is still good. */
export type Answer =
  | { state: "done"; go: string }
  | { state: "unclear"; sentence: string; go: string }
  | { state: "waiting"; sentence: string; retryS: number }
  | { state: "refused"; sentence: string; go: string }
  | { state: "again"; sentence: string }
  | { state: "lost" };

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** Reads status and body of an answer; status 0 is a lost connection. Only addresses of our own site are gone to. */
export function parseAnswer(status: number, body: string): Answer {
  if (status === 0 || status === 502 || status === 503 || status === 504) return { state: "lost" };
  let data: Record<string, unknown> = {};
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === "object" && parsed !== null) data = parsed as Record<string, unknown>;
  } catch {
    // An error page.
  }
  const go = /^\/(?!\/)/.test(text(data["go"])) ? text(data["go"]) : "";
  const sentence = text(data["sentence"]) || text(data["error"]);
  if (status < 300 && data["state"] === "done" && go) return { state: "done", go };
  if (status < 300 && data["state"] === "unclear") return { state: "unclear", sentence, go };
  if (status < 300 && data["state"] === "waiting") {
    const seconds = Number(data["retry_s"]);
    return { state: "waiting", sentence, retryS: seconds > 0 && seconds < 60 ? seconds : 3 };
  }
  const refusal = refusalOf(status, body);
  if (refusal) return { state: "again", sentence: refusal.error };
  if (status === 413) return { state: "refused", sentence: "照片太大，没有上传，请重新拍照", go };
  return { state: "refused", sentence: sentence || "没有上传成功，请稍后重试", go };
}

/** POSTs the form; never rejects. `onProgress` gets 0…100. */
export function sendForm(url: string, body: FormData, onProgress: (percent: number) => void): Promise<Answer> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.timeout = 90_000;
    for (const [name, value] of Object.entries(csrfHeader())) request.setRequestHeader(name, value);
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress(Math.round((event.loaded / event.total) * 100));
    });
    request.addEventListener("load", () => {
      heard(request.status, request.responseText);
      resolve(parseAnswer(request.status, request.responseText));
    });
    for (const name of ["error", "timeout", "abort"]) request.addEventListener(name, () => resolve({ state: "lost" }));
    request.send(body);
  });
}
