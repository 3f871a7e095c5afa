// Countdowns to an instant, and polling for news, both by the server's clock.
import { duration, serverNow } from "../lib/clock";
import { each, type Root } from "../lib/dom";
import { jsonOf } from "../lib/http";

function countdowns(root: Root): void {
  each(root, "countdown", "[data-countdown]", (element) => {
    const until = Date.parse(element.dataset["countdown"] ?? "");
    if (Number.isNaN(until)) return;
    const tick = (): void => {
      if (!element.isConnected) return;
      const left = (until - serverNow()) / 1000;
      element.textContent = duration(left);
      if (left > 0) window.setTimeout(tick, 1000);
      else element.dispatchEvent(new CustomEvent("countdown:end", { bubbles: true }));
    };
    tick();
  });
}

/** Asks `data-poll` every `data-poll-ms` (default 1500) while the page is seen: `{"go": url}` navigates, `{"text": …}` is shown in
 * `[data-poll-text]`, `{"stop": true}` ends. Failures are tried again, ever more slowly. */
function polls(root: Root): void {
  each(root, "poll", "[data-poll]", (element) => {
    const usual = Number(element.dataset["pollMs"] ?? 1500);
    let wait = usual;
    const ask = async (): Promise<void> => {
      if (!element.isConnected) return;
      if (document.visibilityState === "hidden") {
        document.addEventListener("visibilitychange", () => void ask(), { once: true });
        return;
      }
      try {
        const response = await fetch(element.dataset["poll"] ?? "", {
          credentials: "same-origin",
          cache: "no-store",
          headers: { Accept: "application/json" },
        });
        const answer = await jsonOf(response);
        if (typeof answer["go"] === "string") {
          window.location.assign(answer["go"]);
          return;
        }
        const place = element.querySelector("[data-poll-text]");
        if (place && typeof answer["text"] === "string") place.textContent = answer["text"];
        if (answer["stop"] === true || response.status === 404 || response.status === 403) return;
        wait = response.ok ? usual : Math.min(wait * 2, 30_000);
      } catch {
        wait = Math.min(wait * 2, 30_000);
      }
      window.setTimeout(() => void ask(), wait);
    };
    window.setTimeout(() => void ask(), usual);
  });
}

export function enhanceTime(root: Root): void {
  countdowns(root);
  polls(root);
}
