// A GET form that renews one part of the page in place (form[data-refresh="name"] inside [data-part="name"]), also within a dialog that
// was opened over another page. Without scripts it is a plain form that leads to the page.
import { each, type Root } from "../lib/dom";

type Enhance = (root: Root) => void;

const LOST = "没有连上网络，暂时没有刷新，请稍后再试";

async function renew(form: HTMLFormElement, enhance: Enhance): Promise<void> {
  const selector = `[data-part="${CSS.escape(form.dataset["refresh"] ?? "")}"]`;
  const old = form.closest(selector);
  const said = old?.parentElement?.querySelector<HTMLElement>("[data-refresh-said]");
  const url = new URL(form.action);
  url.search = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)])).toString();
  let response: Response;
  try {
    response = await fetch(url, { credentials: "same-origin", cache: "no-store", headers: { Accept: "text/html" } });
  } catch {
    if (said) said.textContent = LOST;
    return;
  }
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.querySelector<HTMLElement>(selector);
  if (!response.ok || !old || !fresh) {
    // Verified meanwhile, logged out, or an error: the page itself says so.
    window.location.assign(response.url || url);
    return;
  }
  old.replaceWith(document.adoptNode(fresh));
  enhance(fresh);
  fresh.querySelector<HTMLElement>("form[data-refresh] [type=submit]")?.focus();
  if (said) said.textContent = form.dataset["refreshed"] ?? "";
}

export function enhanceRefresh(root: Root, enhance: Enhance): void {
  each<HTMLFormElement>(root, "refresh", "form[data-refresh]", (form) => {
    let isBusy = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (isBusy) return;
      isBusy = true;
      event.submitter?.setAttribute("aria-busy", "true");
      void renew(form, enhance).finally(() => {
        isBusy = false;
        event.submitter?.removeAttribute("aria-busy");
      });
    });
  });
}
