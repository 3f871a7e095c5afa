// The login over the page whose session is over: its own forms (`[data-in-place]` of the login's pages) in a dialog, stage by stage,
// with SMS code, certificate or TOTP. Where that cannot be, a link opens the login in a new tab, as it does without this module.
import { goOn } from "../lib/account";
import { make, type Root } from "../lib/dom";
import { say } from "../lib/said";
import { open } from "./dialog";

type Enhance = (root: Root) => void;

const PART = "[data-in-place]";
const TITLE = "重新登录";
const LEAD = "登录已失效。登录后接着办，您填写的内容还在。";
const NO_NETWORK = "网络没有连上，还没有登录，请检查网络后重试";
const AT_LAST = "这一步请在新标签页完成，完成后回到这里接着办，您填写的内容还在";

let dialog: HTMLDialogElement | null = null;

/** Opens the login of `address` over the page; a second call while it is open does nothing. */
export async function logInHere(address: string, enhance: Enhance): Promise<void> {
  if (dialog?.open) return;
  const page = await pageOf(fetch(address, ASKED));
  if (await isOver(page)) return;
  const part = page?.querySelector<HTMLElement>(PART);
  if (!part) return inNewTab(address);
  // What the part says of itself: proving one's person is not logging in again.
  const { inPlaceTitle: title = TITLE, inPlaceLead: leading = LEAD } = part.dataset;
  const content = make("div", { class: "dialog" });
  const head = make("div", { class: "dialog__head" }, make("h2", { class: "dialog__title", tabindex: "-1" }, title));
  const body = make("div", { "data-login-here": "" }, taken(part, address));
  const said = make("p", { class: "field__error", role: "alert", "data-login-said": "", hidden: "" });
  const lead = make("p", { class: "dialog__lead" }, leading);
  content.append(head, lead, make("div", { class: "dialog__body" }, said, body));
  dialog = open(content, address, enhance);
  body.querySelector<HTMLElement>("input:not([type=hidden])")?.focus();
  listen(dialog, address, enhance);
}

const ASKED: RequestInit = { credentials: "same-origin", cache: "no-store", headers: { Accept: "text/html" } };

async function pageOf(answer: Promise<Response>): Promise<Document | null> {
  try {
    return new DOMParser().parseFromString(await (await answer).text(), "text/html");
  } catch {
    return null;
  }
}

/** Somebody is logged in already, in another tab. */
async function isOver(page: Document | null): Promise<boolean> {
  return page?.querySelector("[data-session-back]") ? (await goOn(true)) !== "nobody" : false;
}

function inNewTab(address: string): void {
  close();
  say(AT_LAST, { text: TITLE, href: address });
}

function close(): void {
  dialog?.close();
  dialog = null;
}

/** The part for use over this page: no id twice, forms that are sent from here, links that leave in a new tab. */
function taken(part: HTMLElement, address: string): HTMLElement {
  const own = document.adoptNode(part);
  for (const element of own.querySelectorAll<HTMLElement>("[id]")) {
    if (!document.getElementById(element.id)) continue;
    const [old, fresh] = [element.id, `here-${element.id}`];
    element.id = fresh;
    for (const name of ["for", "form", "aria-describedby", "aria-labelledby"])
      for (const other of own.querySelectorAll(`[${name}~="${CSS.escape(old)}"]`))
        other.setAttribute(name, (other.getAttribute(name) ?? "").replace(old, fresh));
    for (const link of own.querySelectorAll(`a[href="#${CSS.escape(old)}"]`)) link.setAttribute("href", `#${fresh}`);
  }
  for (const form of own.querySelectorAll("form")) {
    if (!form.getAttribute("action")) form.setAttribute("action", address);
    form.dataset["native"] = "";
  }
  for (const link of own.querySelectorAll("a"))
    if (!link.hasAttribute("data-in-place-link") && !link.getAttribute("href")?.startsWith("#")) link.target = "_blank";
  return own;
}

function listen(over: HTMLDialogElement, address: string, enhance: Enhance): void {
  const show = (page: Document | null, url: string): void => {
    const part = page?.querySelector<HTMLElement>(PART);
    const body = over.querySelector("[data-login-here]");
    if (!part || !body) return inNewTab(address);
    body.replaceChildren(taken(part, url));
    enhance(body);
    body.querySelector<HTMLElement>("[aria-invalid=true], input:not([type=hidden])")?.focus();
  };
  const onward = async (url: string): Promise<void> => {
    const after = await goOn(true);
    if (after === "on" || after === "other" || after === "gone") return close();
    const page = await pageOf(fetch(url, ASKED));
    if (!page) return tell(over, NO_NETWORK);
    show(page, url);
  };
  over.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !(form instanceof HTMLFormElement) || form.method === "dialog") return;
    event.preventDefault();
    void send(over, form, event.submitter, onward, show);
  });
  over.addEventListener("login:done", (event) => {
    event.preventDefault();
    void onward(address);
  });
  over.addEventListener("click", (event) => {
    const link =
      event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-in-place-link]") : null;
    if (!link) return;
    event.preventDefault();
    void pageOf(fetch(link.href, ASKED)).then((page) => (page ? show(page, link.href) : tell(over, NO_NETWORK)));
  });
}

async function send(
  over: HTMLElement,
  form: HTMLFormElement,
  button: HTMLElement | null,
  onward: (url: string) => Promise<void>,
  show: (page: Document | null, url: string) => void,
): Promise<void> {
  if (over.dataset["sending"]) return;
  over.dataset["sending"] = "1";
  button?.setAttribute("aria-busy", "true");
  tell(over, "");
  const url = button?.getAttribute("formaction") || form.action;
  const body = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));
  try {
    const response = await fetch(url, {
      method: "POST",
      body,
      credentials: "same-origin",
      headers: { Accept: "text/html", "X-Submit": "login" },
    });
    const text = await response.text();
    if (!response.headers.get("Content-Type")?.includes("json"))
      return show(new DOMParser().parseFromString(text, "text/html"), url);
    const { go, error, reason } = JSON.parse(text) as Record<string, unknown>;
    if (typeof go === "string") return await onward(go);
    // Somebody logged in in another tab meanwhile: the login's page says so, or is there with a token of now.
    if (reason === "token") return await onward(url);
    tell(over, typeof error === "string" ? error : "没有登录成功，请再试一次");
  } catch {
    tell(over, NO_NETWORK);
  } finally {
    delete over.dataset["sending"];
    button?.removeAttribute("aria-busy");
  }
}

function tell(over: HTMLElement, text: string): void {
  const place = over.querySelector<HTMLElement>("[data-login-said]");
  if (!place) return;
  place.textContent = text;
  place.hidden = text === "";
}
