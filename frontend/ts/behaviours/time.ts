// Countdowns to an instant, and polling for news, both by the server's clock.
import { duration, serverNow } from "../lib/clock";
import { each, type Root } from "../lib/dom";
import { poll } from "../lib/poll";

/** Over: inside `[data-expires]`, what is marked `data-expired` appears and what is marked `data-unexpired` goes. */
function end(element: HTMLElement): void {
  const box = element.closest("[data-expires]");
  box?.querySelectorAll<HTMLElement>("[data-expired]").forEach((part) => (part.hidden = false));
  box?.querySelectorAll<HTMLElement>("[data-unexpired]").forEach((part) => (part.hidden = true));
  element.dispatchEvent(new CustomEvent("countdown:end", { bubbles: true }));
}

function countdowns(root: Root): void {
  each(root, "countdown", "[data-countdown]", (element) => {
    const until = Date.parse(element.dataset["countdown"] ?? "");
    if (Number.isNaN(until)) return;
    const tick = (): void => {
      if (!element.isConnected) return;
      const left = (until - serverNow()) / 1000;
      element.textContent = duration(left);
      if (left > 0) window.setTimeout(tick, 1000);
      else end(element);
    };
    tick();
  });
}

function polls(root: Root): void {
  each(root, "poll", "[data-poll]", poll);
}

export function enhanceTime(root: Root): void {
  countdowns(root);
  polls(root);
}
