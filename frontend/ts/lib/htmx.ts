// htmx 2 under our content security policy: no eval, no injected styles, our CSRF header.
import htmx from "htmx.org";

import type { Root } from "./dom";
import { csrfHeader } from "./http";

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
  htmx.onLoad((element) => {
    if (element instanceof Element) enhance(element);
  });
  // Loaded late, htmx has missed DOMContentLoaded on fast pages.
  htmx.process(document.body);
}
