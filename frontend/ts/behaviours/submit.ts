// Every POST form outlives what may happen to it: it is sent in the background, so that no error page takes the place of what was typed.
// The server answers where to go on ({"go": …} instead of a redirect), with a page, or with a reason (lib/account.ts). What the network
// lost is sent again when it is back; the form's number makes a second sending one act. Without scripts each is a plain form.
import { BACK, announce, ourHeaders, refusalOf, renew } from "../lib/account";
import type { Root } from "../lib/dom";
import { goOn, meanwhile, stateOf } from "../lib/meanwhile";
import { hush, say as sayAtFoot } from "../lib/said";
import { stepAnswer, stepSentence, type StepAnswer } from "../lib/step_answer";

type Enhance = (root: Root) => void;
type Sent = { answer: StepAnswer; page: Document | null; url: string };
type Going = { form: HTMLFormElement; button: HTMLElement | null };

const SLOW_MS = 6_000;
const LONGEST_MS = 60_000;
const FORMS =
  'form[method="post"]:not([target]):not([data-island]):not([data-upload]):not([hx-post]):not([data-native])';
/** On the form: it was done. */
export const DONE = "submit:done";
/** On the form: it was not, and the form is still here. */
export const STAYED = "submit:stayed";

let isWatching = false;
let isSending = false;
let isShowingAnswer = false;
/** What is to be sent when the network, or the login, is back. */
let waiting: Going | null = null;
const numbers = new WeakMap<HTMLFormElement, { number: string; content: string }>();

/** Whether the page that is being enhanced came as the answer to a form. */
export const isAnswer = (): boolean => isShowingAnswer;

export function isOurs(form: HTMLFormElement): boolean {
  return form.matches(FORMS);
}

function addressOf({ form, button }: Going): string {
  // Not form.action: a button may bear that name.
  return button?.getAttribute("formaction") || form.getAttribute("action") || location.href;
}

function bodyOf({ form, button }: Going): FormData {
  const body = new FormData(form);
  if (button instanceof HTMLButtonElement && button.name) body.append(button.name, button.value);
  return body;
}

/** The same content has the same number; whether it was sent before. */
function numberOf(form: HTMLFormElement, body: FormData): { number: string; isAgain: boolean } {
  const content = JSON.stringify(
    [...body]
      .filter(([name]) => name !== "csrfmiddlewaretoken")
      .map(([name, value]) => [name, value instanceof File ? value.name : value]),
  );
  const known = numbers.get(form);
  if (known?.content === content) return { number: known.number, isAgain: true };
  const number = [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
  numbers.set(form, { number, content });
  return { number, isAgain: false };
}

async function post(going: Going, isRetry = false): Promise<Sent> {
  const body = bodyOf(going);
  const { number, isAgain } = numberOf(going.form, body);
  const stop = new AbortController();
  const longest = window.setTimeout(() => stop.abort(), LONGEST_MS);
  const url = addressOf(going);
  try {
    const response = await fetch(url, {
      method: "POST",
      body:
        going.form.enctype === "multipart/form-data"
          ? body
          : new URLSearchParams([...body].map(([name, value]) => [name, String(value)])),
      credentials: "same-origin",
      headers: {
        ...ourHeaders(),
        Accept: "text/html",
        "X-Submit": number,
        ...(isAgain ? { "X-Submit-Again": "1" } : {}),
      },
      signal: stop.signal,
    });
    const text = await response.text();
    const refusal = refusalOf(response.status, text);
    if (refusal?.reason === "token" && !isRetry && (await renew())) return await post(going, true);
    if (refusal) {
      if (refusal.reason === "token") sayAtFoot("页面已过期，您填的内容都在这里，请再提交一次");
      else announce(refusal, true);
      return { answer: { kind: "refused" }, page: null, url };
    }
    if (response.headers.get("Content-Type")?.includes("json")) {
      const { go, error } = jsonOf(text);
      if (typeof error === "string") {
        sayAtFoot(error);
        return { answer: { kind: "refused" }, page: null, url };
      }
      return { answer: stepAnswer(response.status, go, false), page: null, url };
    }
    const page = new DOMParser().parseFromString(text, "text/html");
    return { answer: stepAnswer(response.status, undefined, isToBeShown(response.status, page, url)), page, url };
  } catch {
    return { answer: { kind: "lost" }, page: null, url };
  } finally {
    window.clearTimeout(longest);
  }
}

function jsonOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** A page that holds the form again, or that the server made of it; not one that only says what went wrong. */
function isToBeShown(status: number, page: Document, url: string): boolean {
  return status < 400 || formFor(page, url) !== undefined;
}

/** The form of a page that is sent to this address, by itself or by one of its buttons. */
function formFor(page: Document, url: string): HTMLFormElement | undefined {
  const path = new URL(url, location.href).pathname;
  return [...page.querySelectorAll<HTMLFormElement>('form[method="post"]')].find((form) => {
    const addresses = [
      form.getAttribute("action") ?? path,
      ...[...form.querySelectorAll("[formaction]")].map((button) => button.getAttribute("formaction") ?? ""),
    ];
    return addresses.some((address) => new URL(address || path, location.href).pathname === path);
  });
}

function say(text: string): void {
  const place = document.querySelector<HTMLElement>("[data-step-said]");
  if (!place) return text ? sayAtFoot(text) : hush();
  place.hidden = text === "";
  if (place.textContent !== text) place.textContent = text;
}

/** The page that came, in place of the one that was sent. */
function show(page: Document, url: string, enhance: Enhance): void {
  for (const form of page.querySelectorAll("form")) if (!form.getAttribute("action")) form.setAttribute("action", url);
  for (const name of ["csrf-token", "account", "server-time"]) {
    const fresh = page.querySelector<HTMLMetaElement>(`meta[name="${name}"]`);
    const old = document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`);
    if (fresh && old) old.content = fresh.content;
    else if (fresh) document.head.append(document.adoptNode(fresh));
  }
  document.title = page.title;
  document.body.replaceWith(document.adoptNode(page.body));
  window.scrollTo(0, 0);
  isShowingAnswer = true;
  enhance(document);
  isShowingAnswer = false;
  if (document.querySelector("[hx-get], [hx-post]")) void import("../lib/htmx").then((module) => module.processAll());
  if (document.activeElement === document.body)
    document.querySelector<HTMLElement>("main")?.focus({ preventScroll: true });
}

/** What an error page says, for the reader who keeps the form instead of it. */
function saidBy(page: Document | null): string {
  const parts = [
    ...(page?.querySelectorAll(".error-page__title, .error-page__text, .app-said__title, .app-said__text") ?? []),
  ];
  return parts
    .slice(0, 2)
    .map((part) => part.textContent?.trim().replace(/[。]$/, "") ?? "")
    .filter(Boolean)
    .join("：");
}

/** What the pressed button is called; Enter presses a nameless one, which stands for the form's own. */
function nameOf({ form, button }: Going): string {
  const own = [...form.elements].find(
    (one) => one instanceof HTMLButtonElement && !one.hasAttribute("formaction") && one.textContent.trim(),
  );
  return button?.textContent?.trim() || own?.textContent?.trim() || "提交";
}

async function send(going: Going, enhance: Enhance): Promise<void> {
  const { form, button } = going;
  if (isSending || !form.isConnected) return;
  isSending = true;
  waiting = null;
  say("");
  button?.setAttribute("aria-busy", "true");
  const name = nameOf(going);
  const slow = window.setTimeout(() => say(stepSentence("slow", name)), SLOW_MS);
  const [sent, at] = [stateOf(form), document.activeElement];
  const { answer, page, url } = await post(going);
  window.clearTimeout(slow);
  if (answer.kind === "go") {
    say("");
    form.dispatchEvent(new CustomEvent(DONE, { bubbles: true }));
    // Busy until the next page is there, or this one is come back to.
    window.addEventListener("pageshow", () => release(button), { once: true });
    window.setTimeout(() => release(button), 15_000);
    return goTo(answer.url);
  }
  release(button);
  if (answer.kind === "page" && page) {
    if (!holdsAgain(page, going)) form.dispatchEvent(new CustomEvent(DONE, { bubbles: true }));
    const since = meanwhile(form, sent, at);
    show(page, url, enhance);
    const again = formFor(document, url);
    if (again) goOn(again, since);
    return;
  }
  form.dispatchEvent(new CustomEvent(STAYED, { bubbles: true }));
  if (answer.kind === "refused" || answer.kind === "lost") waiting = going;
  if (answer.kind === "refused") return;
  const said = answer.kind === "trouble" ? saidBy(page) : "";
  const kind = answer.kind === "lost" && !navigator.onLine ? "offline" : answer.kind === "lost" ? "lost" : "trouble";
  say(said ? `${said}。您填的内容都在这里，还没有提交` : stepSentence(kind, name));
}

function holdsAgain(page: Document, going: Going): boolean {
  return isToBeShown(400, page, addressOf(going));
}

function goTo(address: string): void {
  const target = new URL(address, location.href);
  const isHere = target.pathname === location.pathname && target.search === location.search && target.hash !== "";
  window.location.assign(target);
  // An address that differs by its anchor alone would not be loaded.
  if (isHere) window.location.reload();
}

function release(button: HTMLElement | null): void {
  isSending = false;
  button?.removeAttribute("aria-busy");
}

function watch(enhance: Enhance): void {
  // At the document: what an island of the form sends itself is prevented by then.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !(form instanceof HTMLFormElement) || !isOurs(form)) return;
    if (event.submitter?.hasAttribute("formtarget") || event.submitter?.getAttribute("formmethod") === "get") return;
    event.preventDefault();
    void send({ form, button: event.submitter }, enhance);
  });
  // Who goes on typing decides when it is sent.
  document.addEventListener("input", (event) => {
    if (!waiting || !event.isTrusted || !(event.target instanceof Node) || !waiting.form.contains(event.target)) return;
    say(stepSentence("changed", nameOf(waiting)));
    waiting = null;
  });
  // A link would only lead to the page for times without a network, and what was typed would be gone.
  document.addEventListener("click", (event) => {
    if (navigator.onLine || event.defaultPrevented || !(event.target instanceof Element)) return;
    const link = event.target.closest<HTMLAnchorElement>("a[href]");
    if (!link || link.target === "_blank" || link.origin !== location.origin || link.pathname === location.pathname)
      return;
    if (!document.querySelector(FORMS)) return;
    event.preventDefault();
    say(stepSentence("away", ""));
  });
  const again = (): void => {
    if (waiting) void send(waiting, enhance);
    else if (document.querySelector("[data-step-said], [data-said]")?.textContent?.startsWith(stepSentence("away", "")))
      say("");
  };
  window.addEventListener("online", again);
  document.addEventListener(BACK, again);
}

export function enhanceSubmit(enhance: Enhance): void {
  if (isWatching) return;
  isWatching = true;
  watch(enhance);
}
