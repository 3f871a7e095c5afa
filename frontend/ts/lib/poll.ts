// Asking the server for news until there is some.
import { jsonOf } from "./http";

const HIDDEN_MS = 12_000;
/** Whoever is asked to rest less than this waits for something that comes any moment, seen or not. */
const SOON_MS = 1000;
const HIDDEN_SOON_MS = 1500;
const SLOWEST_MS = 30_000;
const CHANNEL = "yzd-poll";

/** How long to rest before the next question: longer in a tab that nobody sees (not much in the last stretch), ever longer after failures. */
export function restMs(usual: number, failures: number, isHidden: boolean): number {
  const rest = Math.min(usual * 2 ** Math.min(failures, 10), SLOWEST_MS);
  return isHidden ? Math.max(rest, usual < SOON_MS ? HIDDEN_SOON_MS : HIDDEN_MS) : rest;
}

/** The address with what is shown already, so that the server may answer 204. */
export function withSeen(url: string, seen: string, base: string): string {
  if (!seen) return url;
  const full = new URL(url, base);
  full.searchParams.set("seen", seen);
  return full.pathname + full.search;
}

/** Asks `data-poll` every `data-poll-ms` (default 1500): `{"go": url}` closes the dialog around and navigates, `{"text": …}` is shown in
 * `[data-poll-text]`, `{"state": …}` (or `{"mark": …}`, which says more) is sent along as `seen` from then on, `{"rest_ms": …}` is how long to rest from then on, `{"stop": true}` ends, 204 is no news. A tab comes to
 * the front, or another tab of this site has got its news: it asks at once. */
export function poll(element: HTMLElement): void {
  const usual = (): number => Number(element.dataset["pollMs"] ?? 1500);
  const others = "BroadcastChannel" in window ? new BroadcastChannel(CHANNEL) : null;
  let timer = 0;
  let failures = 0;
  let isAsking = false;

  const finish = (): void => {
    window.clearTimeout(timer);
    document.removeEventListener("visibilitychange", wake);
    others?.close();
  };
  const ask = async (): Promise<void> => {
    if (isAsking) return;
    if (!element.isConnected) return finish();
    isAsking = true;
    try {
      if (await isOver(element, others)) return finish();
      failures = 0;
    } catch {
      failures += 1;
    } finally {
      isAsking = false;
    }
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), restMs(usual(), failures, document.visibilityState === "hidden"));
  };
  const wake = (): void => {
    if (document.visibilityState === "visible") void ask();
  };
  document.addEventListener("visibilitychange", wake);
  others?.addEventListener("message", () => void ask());
  timer = window.setTimeout(() => void ask(), usual());
}

/** One question; true when there is nothing more to ask. Rejects when the server or the network fails. */
async function isOver(element: HTMLElement, others: BroadcastChannel | null): Promise<boolean> {
  const url = withSeen(element.dataset["poll"] ?? "", element.dataset["pollState"] ?? "", location.href);
  const response = await fetch(url, {
    credentials: "same-origin",
    cache: "no-store",
    headers: { Accept: "application/json" },
  });
  if (response.status === 204) return false;
  if (response.status === 403 || response.status === 404) return true;
  if (!response.ok) throw new Error(`status ${response.status}`);
  const answer = await jsonOf(response);
  if (typeof answer["go"] === "string") {
    others?.postMessage("go");
    goOn(element, answer["go"]);
    return true;
  }
  const seen = answer["mark"] ?? answer["state"];
  if (typeof seen === "string") element.dataset["pollState"] = seen;
  if (typeof answer["rest_ms"] === "number") element.dataset["pollMs"] = String(answer["rest_ms"]);
  const place = element.querySelector("[data-poll-text]");
  if (place && typeof answer["text"] === "string") place.textContent = answer["text"];
  return answer["stop"] === true;
}

function goOn(element: HTMLElement, url: string): void {
  const dialog = element.closest("dialog");
  if (dialog) {
    delete dialog.dataset["closeHref"];
    dialog.close();
  }
  window.location.assign(url);
}
