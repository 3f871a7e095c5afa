// htmx 2 under our content security policy: no eval, no injected styles, our CSRF header.
import htmx from "htmx.org";

import { isFormChanged } from "./changed";
import { byId, type Root } from "./dom";
import { csrfHeader, heard } from "./http";
import { findAgain, markOf, type Mark } from "./same_place";

/** Configures htmx and enhances what it brings in. */
export function start(enhance: (root: Root) => void): void {
  Object.assign(htmx.config, {
    allowEval: false,
    allowScriptTags: false,
    includeIndicatorStyles: false,
    selfRequestsOnly: true,
    historyCacheSize: 0,
    refreshOnHistoryMiss: true,
    scrollIntoViewOnBoost: false,
  });
  document.addEventListener("htmx:configRequest", (event) => {
    const { headers, verb } = (event as CustomEvent<{ headers: Record<string, string>; verb: string }>).detail;
    if (verb !== "get") Object.assign(headers, csrfHeader());
  });
  keepFocus();
  // htmx swaps nothing in for 4xx; the reader is told why.
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail;
    heard(xhr.status, xhr.responseText);
  });
  htmx.onLoad((element) => {
    if (element instanceof Element) enhance(element);
  });
  // Loaded late, htmx has missed DOMContentLoaded on fast pages.
  htmx.process(document.body);
  catchUp();
}

/** A part that follows a form, and has missed what was chosen in it before htmx was there. */
function catchUp(): void {
  for (const part of document.querySelectorAll<HTMLElement>('[hx-trigger*="missed"]')) {
    const form = part instanceof HTMLFormElement ? part : byId(part.getAttribute("hx-include")?.slice(1));
    if (form instanceof HTMLFormElement && isFormChanged(form)) htmx.trigger(part, "missed", {});
  }
}

/** What came into the page without htmx. */
export function processAll(): void {
  htmx.process(document.body);
  catchUp();
}

/**
 * Whoever worked with the keyboard inside a part that is renewed stays at the same place in the new part, or at its heading; what
 * its status line says is said by one outside of it, since a status that is swapped in is not announced.
 */
function keepFocus(): void {
  let mark: Mark | null = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const target = (event as CustomEvent<{ target?: Element }>).detail.target ?? null;
    const at = document.activeElement;
    mark = target && at && at !== target && target.contains(at) ? { ...markOf(target, at), targetId: target.id } : null;
  });
  document.addEventListener("htmx:afterSettle", () => {
    const was = mark;
    mark = null;
    if (!was) return;
    const part = was.targetId ? document.getElementById(was.targetId) : null;
    if (!part) return;
    announce(part.querySelector('[role="status"]')?.textContent ?? "");
    if (document.activeElement && document.activeElement !== document.body) return;
    const again = findAgain(part, was);
    if (again) again.focus({ preventScroll: true });
    else {
      const heading = part.querySelector<HTMLElement>("h1, h2, h3") ?? part;
      if (heading instanceof HTMLElement) {
        heading.tabIndex = -1;
        heading.focus({ preventScroll: true });
      }
    }
  });
}

function announce(text: string): void {
  let line = document.getElementById("renewed-status");
  if (!line) {
    line = document.createElement("p");
    line.id = "renewed-status";
    line.className = "visually-hidden";
    line.setAttribute("role", "status");
    document.body.append(line);
  }
  line.textContent = text.trim().replace(/\s+/g, " ");
}
