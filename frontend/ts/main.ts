// Entry of all pages. Everything here only enhances: each page works without it.
// An element names its island: <div data-island="calculator"> → islands/calculator.ts, export `mount`.
import { enhanceCodes } from "./behaviours/codes";
import { enhanceDialogs } from "./behaviours/dialog";
import { enhanceFileWords } from "./behaviours/file_words";
import { enhanceForms } from "./behaviours/forms";
import { enhancePage } from "./behaviours/page";
import { enhanceRefresh } from "./behaviours/refresh";
import { enhanceKeep } from "./behaviours/keep";
import { enhanceSubmit } from "./behaviours/submit";
import { enhanceTime } from "./behaviours/time";
import { loginOpensBy, tellBack } from "./lib/account";
import { each, type Root } from "./lib/dom";
import { sayWhatWasLeft } from "./lib/said";

type Island = { mount: (element: HTMLElement) => void };

const islands = import.meta.glob<Island>("./islands/*.ts");
const HTMX = "[hx-get], [hx-post], [hx-put], [hx-delete], [hx-boost]";
// What this page still fetches. Browser tests wait for it, as people do who read before they click; nothing else hangs on it.
const arriving: Promise<unknown>[] = [];

function enhance(root: Root): void {
  enhanceDialogs(root, enhance);
  enhanceForms(root);
  enhanceFileWords(root);
  enhanceCodes(root);
  enhanceTime(root);
  enhancePage(root);
  enhanceRefresh(root, enhance);
  if (root.querySelector("form[data-autosave-url]")) {
    arriving.push(import("./behaviours/autosave").then((module) => module.enhanceAutosave(root)));
  }
  if (root.querySelector("form[data-upload], [data-drop]")) {
    arriving.push(import("./behaviours/upload").then((module) => module.enhanceUploads(root, enhance)));
  }
  if (root.querySelector('form[method="post"]')) {
    enhanceSubmit(enhance);
    arriving.push(enhanceKeep(root));
  }
  each(root, "island", "[data-island]", (element) => {
    const load = islands[`./islands/${element.dataset["island"] ?? ""}.ts`];
    if (load) arriving.push(load().then((island) => island.mount(element)));
  });
}

enhance(document);
tellBack();
sayWhatWasLeft();
loginOpensBy((address) => void import("./behaviours/login_here").then((module) => module.logInHere(address, enhance)));
if (document.querySelector(HTMX)) arriving.push(import("./lib/htmx").then((module) => module.start(enhance)));
void Promise.allSettled(arriving).then(() => {
  document.documentElement.dataset["enhanced"] = "";
});
