// One sentence at the top of the window about what just happened, with one thing to do. Inside an open dialog while there is one.
import { make } from "./dom";

/** A link opens in a new tab, so that the page with what was typed stays. */
export type Act = { text: string; href: string } | { text: string; run: () => void };

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
    if (act.href)
      parts.push(make("a", { class: "said__act", href: act.href, target: "_blank", rel: "opener" }, act.text));
  } else if (act) {
    const button = make("button", { type: "button", class: "said__act" }, act.text);
    button.addEventListener("click", act.run);
    parts.push(button);
  }
  bar.replaceChildren(...parts, close);
}

export function hush(): void {
  document.querySelector("[data-said]")?.remove();
}
