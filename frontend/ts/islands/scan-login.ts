// The open QR of 「手机扫码登录」: asks how it stands while somebody looks at the page, and goes on once the phone has confirmed.
import { jsonOf } from "../lib/http";
import { restMs } from "../lib/poll";

const EVERY_MS = 2000;
const OPEN = new Set(["waiting", "scanned", "confirmed"]);
const LOOKED_AT = "visible";

/** Shows the parts of this state alone. */
function show(root: HTMLElement, state: string): void {
  root.dataset["state"] = state;
  for (const part of root.querySelectorAll<HTMLElement>("[data-scan-when]"))
    part.hidden = !(part.dataset["scanWhen"] ?? "").split(" ").includes(state);
  const veil = root.querySelector(`[data-scan-when~="${state}"] .qr__veil`);
  const said = root.querySelector("[data-scan-said]");
  if (said) said.textContent = [...(veil?.children ?? [])].map((part) => part.textContent).join(" ");
}

export function mount(root: HTMLElement): void {
  let timer = 0;
  let failures = 0;
  let isAsking = false;
  let isOver = false;

  const finish = (): void => {
    isOver = true;
    window.clearTimeout(timer);
    document.removeEventListener("visibilitychange", wake);
  };
  const take = (state: string): void => {
    if (state !== root.dataset["state"]) show(root, state);
    if (OPEN.has(state) && state !== "confirmed") return;
    finish();
    if (state === "confirmed") root.querySelector<HTMLFormElement>("[data-scan-finish]")?.requestSubmit();
  };
  const ask = async (): Promise<void> => {
    if (isAsking || isOver) return;
    if (!root.isConnected) return finish();
    if (document.visibilityState !== LOOKED_AT) return; // the tab asks again when it comes to the front
    isAsking = true;
    try {
      take(await stateOf(root));
      failures = 0;
    } catch {
      failures += 1;
    } finally {
      isAsking = false;
    }
    if (!isOver) timer = window.setTimeout(() => void ask(), restMs(EVERY_MS, failures, false));
  };
  const wake = (): void => {
    window.clearTimeout(timer);
    void ask();
  };
  document.addEventListener("visibilitychange", wake);
  root.addEventListener("countdown:end", wake);
  const first = root.dataset["state"] ?? "";
  if (first && !OPEN.has(first)) finish();
  else if (first === "confirmed") take("confirmed");
  else timer = window.setTimeout(() => void ask(), EVERY_MS);
  root.dataset["asks"] = "";
}

/** What the server says of the code. Rejects when it or the network fails. */
async function stateOf(root: HTMLElement): Promise<string> {
  const now = root.dataset["state"] ?? "";
  const url = `${root.dataset["status"] ?? ""}?seen=${encodeURIComponent(now)}`;
  const response = await fetch(url, {
    credentials: "same-origin",
    cache: "no-store",
    headers: { Accept: "application/json" },
  });
  if (response.status === 204) return now;
  if (!response.ok) throw new Error(`status ${response.status}`);
  const { state } = await jsonOf(response);
  return typeof state === "string" ? state : "expired";
}
