// One sentence at the top of the window about what just happened, with one thing to do. Inside an open dialog while there is one.
import { make } from "./dom";

const AFTERWARDS = "yzd-said";

/** A link opens in a new tab, so that the page with what was typed stays; where `here` is given, a plain click does that instead. */
export type Act = { text: string; href: string; here?: () => void } | { text: string; run: () => void };

function place(): HTMLElement {
  const home = [...document.querySelectorAll<HTMLDialogElement>("dialog[open]")].at(-1) ?? document.body;
  let bar = document.querySelector<HTMLElement>("[data-said]");
  if (!bar) bar = make("div", { class: "said", "data-said": "", role: "alert" });
  if (bar.parentElement !== home) home.append(bar);
  return bar;
}

export function say(text: string, act?: Act): void {
  const bar = place();
  const words = make("p", { class: "said__text" }, text);
  const close = make("button", { type: "button", class: "said__close", "aria-label": "关闭提示" }, "×");
  close.addEventListener("click", hush);
  const parts: HTMLElement[] = [words];
  if (act && "href" in act) {
    if (act.href) parts.push(linkOf(act.text, act.href, act.here));
  } else if (act) {
    const button = make("button", { type: "button", class: "said__act" }, act.text);
    button.addEventListener("click", act.run);
    parts.push(button);
  }
  bar.replaceChildren(...parts, close);
}

function linkOf(text: string, href: string, here?: () => void): HTMLElement {
  const link = make("a", { class: "said__act", href, target: "_blank", rel: "opener" }, text);
  if (here)
    link.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
      event.preventDefault();
      here();
    });
  return link;
}

/** Said on the page that this tab shows next. */
export function sayAfterwards(text: string): void {
  try {
    sessionStorage.setItem(AFTERWARDS, text);
  } catch {
    // Nothing is said then.
  }
}

export function sayWhatWasLeft(): void {
  try {
    const text = sessionStorage.getItem(AFTERWARDS);
    sessionStorage.removeItem(AFTERWARDS);
    if (text) say(text);
  } catch {
    // Storage is switched off.
  }
}

export function hush(): void {
  document.querySelector("[data-said]")?.remove();
}
