// Dialogs: of the page (`data-dialog-open="id"`), opened by the server (`data-open`), or a route of their own
// (`<a data-dialog href>` loads that page's `[data-dialog-content]`). Without scripts each is a plain page or a link.
import { byId, each, make, type Root } from "../lib/dom";

type Enhance = (root: Root) => void;

let opened = 0;

function show(dialog: HTMLDialogElement): void {
  dialog.removeAttribute("open");
  dialog.showModal();
  const first = dialog.querySelector<HTMLElement>("[autofocus], [data-autofocus], .dialog__title");
  first?.focus();
}

async function load(link: HTMLAnchorElement, enhance: Enhance): Promise<void> {
  link.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(link.href, { credentials: "same-origin", headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const content = page.querySelector<HTMLElement>("[data-dialog-content]");
    if (!response.ok || !content) {
      window.location.assign(response.redirected ? response.url : link.href);
      return;
    }
    open(content, response.url, enhance);
  } catch {
    window.location.assign(link.href);
  } finally {
    link.removeAttribute("aria-busy");
  }
}

/** A dialog made of the content of a route's page, over the present page. */
export function open(content: HTMLElement, url: string, enhance: Enhance): HTMLDialogElement {
  const title = content.querySelector<HTMLElement>(".dialog__title");
  const dialog = make("dialog", { class: content.className });
  dialog.classList.remove("dialog--page");
  if (title) {
    // Of this dialog alone: the page underneath, or a dialog below, may have a title of that name.
    if (!title.id || document.getElementById(title.id)) title.id = `dialog-title-${(opened += 1)}`;
    dialog.setAttribute("aria-labelledby", title.id);
  }
  // Forms without an action post to the route they came from, not to the page underneath.
  for (const form of content.querySelectorAll("form")) {
    if (!form.hasAttribute("action")) form.action = url;
  }
  dialog.append(...content.childNodes);
  const head = dialog.querySelector(".dialog__head");
  if (head && !head.querySelector(".dialog__close")) head.append(closeButton());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  enhance(dialog);
  show(dialog);
  return dialog;
}

/** What the server opened has no opener to go back to: the focus goes to the field at fault, else to the form. */
function toFault(): void {
  const main = document.querySelector("main");
  const form = main?.querySelector('form[method="post"]');
  const to =
    form?.querySelector<HTMLElement>("[aria-invalid=true]") ??
    form?.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea");
  to?.focus();
}

function closeButton(): HTMLElement {
  const button = make("button", {
    type: "button",
    class: "dialog__close",
    "data-dialog-close": "",
    "aria-label": "关闭",
  });
  button.innerHTML = '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M7 7l10 10M17 7L7 17"/></svg>';
  return button;
}

export function enhanceDialogs(root: Root, enhance: Enhance): void {
  each<HTMLAnchorElement>(root, "dialog", "a[data-dialog]", (link) => {
    link.setAttribute("aria-haspopup", "dialog");
    link.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
      event.preventDefault();
      void load(link, enhance);
    });
  });
  each(root, "dialog-open", "[data-dialog-open]", (opener) => {
    opener.addEventListener("click", (event) => {
      const dialog = byId<HTMLDialogElement>(opener.dataset["dialogOpen"]);
      if (!dialog) return;
      event.preventDefault();
      show(dialog);
    });
  });
  each(root, "dialog-close", "[data-dialog-close]", (closer) => {
    closer.addEventListener("click", (event) => {
      const dialog = closer.closest("dialog");
      if (!dialog) return;
      event.preventDefault();
      dialog.close();
    });
  });
  each<HTMLDialogElement>(root, "dialog-auto", "dialog", (dialog) => {
    dialog.addEventListener("close", () => {
      const target = dialog.dataset["closeHref"];
      if (target) window.location.assign(target);
      else if (dialog.hasAttribute("data-open")) toFault();
    });
    if (dialog.hasAttribute("data-open")) show(dialog);
  });
}
