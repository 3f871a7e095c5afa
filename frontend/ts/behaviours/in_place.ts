// A form whose refusal is shown in the page it was sent from (form[data-in-place]): registering and logging in. Sent by the browser,
// each refusal would be a page of the history that 「返回」 cannot show again (the answer to a POST is never stored), and what was
// typed would be gone. The server answers where to go on ({"go": …} to the header X-Step) or with the page again.
import { each, make, type Root } from "../lib/dom";
import { jsonOf } from "../lib/http";

type Enhance = (root: Root) => void;

const LOST = "网络没有连上，您填的内容都在这里，请稍后再提交一次";
const TROUBLE = "平台暂时没有办成，您填的内容都在这里，请稍后再提交一次";

function say(form: HTMLFormElement, sentence: string): void {
  const old = form.querySelector("[data-in-place-said]");
  const alert = make("p", { class: "alert alert--warn", role: "alert", "data-in-place-said": "" }, sentence);
  if (old) old.replaceWith(alert);
  else form.prepend(alert);
}

function show(page: Document, enhance: Enhance): void {
  const token = page.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content;
  const mine = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]');
  if (token && mine) mine.content = token;
  document.title = page.title;
  document.body.replaceWith(document.adoptNode(page.body));
  window.scrollTo(0, 0);
  enhance(document);
  if (document.querySelector("[hx-get], [hx-post]")) void import("../lib/htmx").then((module) => module.processAll());
}

async function send(form: HTMLFormElement, button: HTMLElement | null, enhance: Enhance): Promise<void> {
  const body = new FormData(form);
  if (button instanceof HTMLButtonElement && button.name) body.append(button.name, button.value);
  let response: Response;
  try {
    response = await fetch(form.getAttribute("action") ?? location.href, {
      method: "POST",
      body,
      credentials: "same-origin",
      headers: { Accept: "text/html", "X-Step": "1" },
    });
  } catch {
    say(form, LOST);
    return;
  }
  if (response.headers.get("Content-Type")?.includes("json")) {
    const go = (await jsonOf(response))["go"];
    if (typeof go === "string" && /^\/(?!\/)/.test(go)) window.location.assign(go);
    else say(form, TROUBLE);
    return;
  }
  if (response.redirected) {
    window.location.assign(response.url);
    return;
  }
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (page.querySelector("form[data-in-place]")) show(page, enhance);
  else say(form, TROUBLE);
}

export function enhanceInPlace(root: Root, enhance: Enhance): void {
  each<HTMLFormElement>(root, "in-place", "form[data-in-place]", (form) => {
    let isBusy = false;
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      event.preventDefault();
      if (isBusy) return;
      isBusy = true;
      const button = event.submitter;
      button?.setAttribute("aria-busy", "true");
      void send(form, button, enhance).finally(() => {
        isBusy = false;
        button?.removeAttribute("aria-busy");
      });
    });
  });
}
