// A step that outlives a lost connection (form[data-step]): sent in the background, so that no error page of the browser takes the place
// of what was typed. The server answers where to go on ({"go": …} instead of a redirect), or with the page again. Sending twice does
// a step once: what the network lost is sent again when it is back. Without scripts the form is a plain form.
import type { Root } from "../lib/dom";
import { jsonOf } from "../lib/http";
import { stepAnswer, stepSentence, type StepAnswer } from "../lib/step_answer";

type Enhance = (root: Root) => void;
type Sent = { answer: StepAnswer; page: Document | null };

const SLOW_MS = 6_000;
const LONGEST_MS = 60_000;
const FRAME = ".phone";

let isWatching = false;
let isSending = false;
/** What is to be sent when the network is back. */
let waiting: { form: HTMLFormElement; button: HTMLElement | null } | null = null;

async function post(form: HTMLFormElement, button: HTMLElement | null): Promise<Sent> {
  const body = new FormData(form);
  if (button instanceof HTMLButtonElement && button.name) body.append(button.name, button.value);
  const stop = new AbortController();
  const longest = window.setTimeout(() => stop.abort(), LONGEST_MS);
  try {
    // Not form.action: a button may bear that name.
    const response = await fetch(form.getAttribute("action") ?? location.href, {
      method: "POST",
      body,
      credentials: "same-origin",
      headers: { Accept: "text/html", "X-Submit": "1" },
      signal: stop.signal,
    });
    if (response.headers.get("Content-Type")?.includes("json")) {
      return { answer: stepAnswer(response.status, (await jsonOf(response))["go"], false), page: null };
    }
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const hasStep = page.querySelector(`${FRAME} form[data-step]`) !== null;
    return { answer: stepAnswer(response.status, undefined, hasStep), page };
  } catch {
    return { answer: { kind: "lost" }, page: null };
  } finally {
    window.clearTimeout(longest);
  }
}

function say(text: string): void {
  const place = document.querySelector<HTMLElement>("[data-step-said]");
  if (!place) return;
  place.hidden = text === "";
  if (place.textContent !== text) place.textContent = text;
}

/** The page that came, in place of the one that was sent. */
function show(page: Document, enhance: Enhance): void {
  const fresh = page.querySelector<HTMLElement>(FRAME);
  const old = document.querySelector(FRAME);
  if (!fresh || !old) return;
  document.title = page.title;
  old.replaceWith(document.adoptNode(fresh));
  window.scrollTo(0, 0);
  enhance(fresh);
  if (!fresh.contains(document.activeElement)) fresh.querySelector<HTMLElement>("main")?.focus({ preventScroll: true });
}

async function send(form: HTMLFormElement, button: HTMLElement | null, enhance: Enhance): Promise<void> {
  if (isSending || !form.isConnected) return;
  isSending = true;
  waiting = null;
  say("");
  button?.setAttribute("aria-busy", "true");
  const name = button?.textContent?.trim() ?? "下一步";
  const slow = window.setTimeout(() => say(stepSentence("slow", name)), SLOW_MS);
  const { answer, page } = await post(form, button);
  window.clearTimeout(slow);
  if (answer.kind === "go") {
    say("");
    // Busy until the next page is there, or this one is come back to.
    window.addEventListener("pageshow", () => release(button), { once: true });
    window.setTimeout(() => release(button), 15_000);
    window.location.assign(answer.url);
    return;
  }
  release(button);
  if (answer.kind === "page" && page) return show(page, enhance);
  const isOffline = answer.kind === "lost" && !navigator.onLine;
  if (answer.kind === "lost") waiting = { form, button };
  say(stepSentence(isOffline ? "offline" : answer.kind === "lost" ? "lost" : "trouble", name));
}

function release(button: HTMLElement | null): void {
  isSending = false;
  button?.removeAttribute("aria-busy");
}

export function enhanceSteps(enhance: Enhance): void {
  if (isWatching) return;
  isWatching = true;
  // At the document: what an island of the form sends itself is prevented by then.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !(form instanceof HTMLFormElement) || !form.matches("[data-step]")) return;
    event.preventDefault();
    void send(form, event.submitter, enhance);
  });
  // Who goes on typing decides when it is sent.
  document.addEventListener("input", (event) => {
    if (!waiting || !(event.target instanceof Node) || !waiting.form.contains(event.target)) return;
    say(stepSentence("changed", waiting.button?.textContent?.trim() ?? "下一步"));
    waiting = null;
  });
  // A link would only lead to the page for times without a network, and what was typed would be gone.
  document.addEventListener("click", (event) => {
    if (navigator.onLine || event.defaultPrevented || !(event.target instanceof Element)) return;
    const link = event.target.closest<HTMLAnchorElement>("a[href]");
    if (!link || link.target === "_blank" || link.origin !== location.origin || link.pathname === location.pathname) return;
    if (!document.querySelector("form[data-step]")) return;
    event.preventDefault();
    say(stepSentence("away", ""));
  });
  window.addEventListener("online", () => {
    if (waiting) void send(waiting.form, waiting.button, enhance);
    else if (document.querySelector("[data-step-said]")?.textContent === stepSentence("away", "")) say("");
  });
}
