// The phone app's frame: the service worker, installing, and trying again when there was no network.
import { whenBack } from "../lib/back_online";

type InstallEvent = Event & { prompt: () => Promise<void> };

const HINT_KEY = "yzd-install-hint";

function keepWorker({ worker, scope }: DOMStringMap): void {
  if (!worker || !("serviceWorker" in navigator) || !window.isSecureContext) return;
  navigator.serviceWorker.register(worker, scope ? { scope, updateViaCache: "none" } : {}).catch(() => undefined);
}

function isInstalled(): boolean {
  return (
    window.matchMedia("(display-mode: standalone)").matches ||
    (navigator as { standalone?: boolean }).standalone === true
  );
}

function isPutAway(): boolean {
  try {
    return localStorage.getItem(HINT_KEY) === "closed";
  } catch {
    return false;
  }
}

/** The hint 「添加到主屏幕」: hidden once installed or closed; its button asks the browser where the browser lets it. */
function installHint(hint: HTMLElement): void {
  if (isInstalled() || isPutAway()) {
    hint.hidden = true;
    return;
  }
  const close = hint.querySelector<HTMLElement>("[data-install-close]");
  if (close) close.hidden = false;
  close?.addEventListener("click", () => {
    hint.hidden = true;
    try {
      localStorage.setItem(HINT_KEY, "closed");
    } catch {
      // Without storage the hint comes back next time.
    }
  });
  const button = hint.querySelector<HTMLElement>("[data-install]");
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", () => void (event as InstallEvent).prompt(), { once: true });
  });
  window.addEventListener("appinstalled", () => (hint.hidden = true));
}

function tryAgain(button: HTMLElement): void {
  button.hidden = false;
  button.addEventListener("click", () => location.reload());
  whenBack("/healthz", () => location.reload());
}

export function mount(body: HTMLElement): void {
  keepWorker(body.dataset);
  const hint = body.querySelector<HTMLElement>("[data-install-hint]");
  if (hint) installHint(hint);
  const retry = body.querySelector<HTMLElement>("[data-retry]");
  if (retry) tryAgain(retry);
}
