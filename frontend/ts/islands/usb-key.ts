// 「CA登录」: lists the certificates that the key agent of this PC finds, has it sign, and sends the form. The PIN is the agent's business.
// The agent is asked once somebody presses 「检测 USBKEY」, or at once where the browser has allowed it before: asking makes it ask the person.
import { jsonOf, post } from "../lib/http";
import { make } from "../lib/dom";
import { keyTrouble, type KeyRow, keyRows } from "../lib/usb_key";

const LIST_MS = 15_000;
const SIGN_MS = 100_000;
const PERMISSIONS = ["loopback-network", "local-network-access"];

export function mount(root: HTMLElement): void {
  const list = root.querySelector<HTMLElement>("[data-key-list]");
  const said = root.querySelector<HTMLElement>("[data-key-said]");
  const find = root.querySelector<HTMLButtonElement>("[data-key-find]");
  const login = root.querySelector<HTMLButtonElement>("[data-key-login]");
  const again = root.querySelector<HTMLButtonElement>("[data-key-again]");
  if (!(root instanceof HTMLFormElement) || !list || !said || !find || !login || !again) return;
  const agent = root.dataset["agent"] ?? "";
  let rows: KeyRow[] = [];
  let isBusy = false;
  let isSigned = false;

  const tell = (text: string): void => {
    said.textContent = text;
  };
  const show = (found: KeyRow[]): void => {
    rows = found;
    list.replaceChildren(...found.map((row, at) => item(row, at, found)));
    list.hidden = login.hidden = found.length === 0;
    find.hidden = found.length > 0;
    again.hidden = found.length === 0;
  };
  const detect = async (): Promise<void> => {
    if (isBusy) return;
    isBusy = true;
    tell("正在检测…");
    show([]);
    try {
      const found = keyRows(await asked(`${agent}/v1/certificates`, {}, LIST_MS));
      show(found);
      tell(found.length ? "" : "请插入USBKEY");
    } catch (error: unknown) {
      tell(await words(error));
    } finally {
      isBusy = false;
    }
  };
  const sign = async (): Promise<void> => {
    const picked = rows[Number(new FormData(root).get("picked") ?? -1)];
    if (isBusy) return;
    if (!picked) return tell("请选择证书");
    isBusy = true;
    login.setAttribute("aria-disabled", "true");
    tell("请在密钥助手的窗口里输入 PIN 码");
    try {
      const challenge = await challengeOf(root.dataset["challengeUrl"] ?? "");
      const body = JSON.stringify({ handle: picked.handle, challenge });
      const init = { method: "POST", headers: { "Content-Type": "application/json" }, body };
      const signed = await asked(`${agent}/v1/sign`, init, SIGN_MS);
      fill(root, { ...signed, challenge });
      isSigned = true;
      tell("正在登录");
      root.requestSubmit();
    } catch (error: unknown) {
      tell(await words(error));
    } finally {
      isBusy = false;
      login.removeAttribute("aria-disabled");
    }
  };

  root.addEventListener(
    "submit",
    (event) => {
      if (isSigned) {
        isSigned = false; // the form goes on its way once; another press signs anew
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      void sign();
    },
    { capture: true },
  );
  find.addEventListener("click", () => void detect());
  again.addEventListener("click", () => void detect());
  root.hidden = false;
  root.dataset["ready"] = "";
  if (!window.isSecureContext) {
    tell("当前网址不是 https，浏览器不允许网页与本机的密钥助手通信，请用手机号登录。");
    find.hidden = true;
    return;
  }
  void permission().then((state) => {
    if (state === "granted") void detect();
  });
}

/** A trouble that the agent named. */
class AgentTrouble extends Error {
  constructor(
    readonly code: string,
    readonly triesLeft: number | null,
  ) {
    super(code);
  }
}

/** The agent's answer. Raises AgentTrouble for what it refuses; TypeError or an abort where nobody answers. */
async function asked(url: string, init: RequestInit, limitMs: number): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    ...init,
    mode: "cors",
    credentials: "omit",
    cache: "no-store",
    signal: AbortSignal.timeout(limitMs),
  });
  const answer = await jsonOf(response);
  if (response.ok) return answer;
  const left = answer["tries_left"];
  throw new AgentTrouble(String(answer["error"] ?? ""), typeof left === "number" ? left : null);
}

async function challengeOf(url: string): Promise<string> {
  const response = await post(url, new URLSearchParams(), AbortSignal.timeout(LIST_MS));
  const answer = await jsonOf(response);
  const challenge = answer["challenge"];
  if (typeof challenge === "string") return challenge;
  throw new Error(typeof answer["error"] === "string" ? answer["error"] : "平台没有给出要签的内容，请稍后再试");
}

/** What the browser has decided about this page and the PC's own addresses; "" where it does not say. */
async function permission(): Promise<string> {
  for (const name of PERMISSIONS) {
    try {
      return (await navigator.permissions.query({ name: name as PermissionName })).state;
    } catch {
      continue; // Firefox and Safari know no such permission and ask nothing
    }
  }
  return "";
}

async function words(error: unknown): Promise<string> {
  if (error instanceof AgentTrouble) return keyTrouble(error.code, error.triesLeft);
  if (error instanceof DOMException && error.name === "TimeoutError") return keyTrouble("timeout", null);
  if (error instanceof TypeError) return keyTrouble((await permission()) === "denied" ? "denied" : "no_agent", null);
  return error instanceof Error ? error.message : keyTrouble("", null);
}

function item(row: KeyRow, at: number, all: KeyRow[]): HTMLElement {
  const radio = make("input", { class: "radio", type: "radio", name: "picked", value: String(at) });
  radio.checked =
    at ===
    Math.max(
      0,
      all.findIndex((one) => one.isForSigning),
    );
  return make(
    "label",
    { class: "choice-list__item choice-list__item--plain" },
    radio,
    make(
      "span",
      {},
      make("span", { class: "choice-list__name" }, row.name),
      make("span", { class: "choice-list__text" }, row.text),
    ),
  );
}

function fill(form: HTMLFormElement, values: Record<string, unknown>): void {
  for (const name of ["certificate", "signature", "time", "challenge"]) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement) field.value = String(values[name] ?? "");
  }
}
