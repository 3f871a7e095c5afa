// Noticing that the server can be reached again: a phone says "online" before its network carries anything.
import { restMs } from "./poll";

const USUAL_MS = 2000;

/** Calls `back` once, when `url` answers. Asks when the network is said to be there again and when the page comes to the front; else ever
 * more rarely, and not at all while the phone itself says that there is no network. */
export function whenBack(url: string, back: () => void): void {
  let timer = 0;
  let failures = 0;
  let isAsking = false;
  let isOver = false;

  const ask = async (): Promise<void> => {
    if (isAsking || isOver) return;
    isAsking = true;
    isOver = navigator.onLine && (await answers(url));
    isAsking = false;
    if (isOver) return back();
    failures += 1;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), restMs(USUAL_MS, failures, document.visibilityState === "hidden"));
  };
  const askAnew = (): void => {
    failures = 0;
    void ask();
  };
  window.addEventListener("online", askAnew);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") askAnew();
  });
  timer = window.setTimeout(() => void ask(), USUAL_MS);
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { cache: "no-store", credentials: "omit" })).ok;
  } catch {
    return false;
  }
}
