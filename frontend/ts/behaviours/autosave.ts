// Saves a long form while it is being filled in. Nothing typed is lost when saving fails: it stays in the form, is told,
// and is tried again with the next change or when the network is back.
import { BACK } from "../lib/account";
import { isFormChanged } from "../lib/changed";
import { serverNow } from "../lib/clock";
import { each, type Root } from "../lib/dom";
import { jsonOf, post } from "../lib/http";

/** On the form: the server has everything that is in it. */
export const SAVED = "autosave:saved";
const STAYED = "submit:stayed";
const QUIET_MS = 1200;

function clockText(): string {
  return new Date(serverNow()).toLocaleTimeString("zh-CN", {
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
    timeZone: "Asia/Shanghai",
  });
}

function mount(form: HTMLFormElement): void {
  const url = form.dataset["autosaveUrl"];
  const status = form.querySelector("[data-autosave-status]");
  if (!url) return;
  let timer = 0;
  let isSaving = false;
  let isDirty = false;
  let isSubmitted = false;
  /** Not before something is done about it: a login, another enterprise, a reload. */
  let isHeld = false;

  const say = (text: string): void => {
    if (status) status.textContent = text;
  };

  const save = async (): Promise<void> => {
    if (isSaving || !isDirty || isSubmitted) return;
    isSaving = true;
    isDirty = false;
    isHeld = false;
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    try {
      const response = await post(url, body);
      const answer = await jsonOf(response);
      if (response.ok) {
        say(`草稿已保存 ${typeof answer["saved_at"] === "string" ? answer["saved_at"] : clockText()}`);
        if (!isDirty) form.dispatchEvent(new CustomEvent(SAVED, { bubbles: true }));
        if (typeof answer["version"] === "number") setVersion(form, answer["version"]);
      } else {
        isDirty = response.status >= 500 || typeof answer["reason"] === "string";
        isHeld = response.status < 500;
        say(sentence(response.status, answer["error"]));
      }
    } catch {
      isDirty = true;
      say("网络没有连上，草稿暂时没有保存，填写的内容都在本页");
    }
    isSaving = false;
    if (isDirty && !isHeld) schedule(5000);
  };

  const schedule = (ms = QUIET_MS): void => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void save(), ms);
  };

  form.addEventListener("input", () => {
    isDirty = true;
    schedule();
  });
  form.addEventListener("submit", () => {
    isSubmitted = true;
    window.clearTimeout(timer);
  });
  const goOn = (): void => {
    isSubmitted = false;
    if (isDirty) schedule();
  };
  window.addEventListener("pageshow", goOn);
  form.addEventListener(STAYED, goOn);
  document.addEventListener(BACK, () => void save());
  window.addEventListener("online", () => void save());
  // What was typed before this script was there counts too.
  if (isFormChanged(form)) {
    isDirty = true;
    schedule();
  }
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") void save();
  });
}

/** What became of the draft, and what to do; never that it is saved. */
function sentence(status: number, error: unknown): string {
  if (typeof error === "string" && error) return `${error.replace(/。$/, "")}。草稿还没有保存`;
  if (status === 404) return "这份草稿已不在，可能已提交或删除，没有保存。您填写的内容都在本页";
  if (status === 403) return "您现在不能修改这份草稿，没有保存。您填写的内容都在本页";
  return "草稿暂时没有保存，填写的内容都在本页，稍后会再试";
}

function setVersion(form: HTMLFormElement, version: number): void {
  const field = form.elements.namedItem("version");
  if (field instanceof HTMLInputElement) field.value = String(version);
}

export function enhanceAutosave(root: Root): void {
  each<HTMLFormElement>(root, "autosave", "form[data-autosave-url]", mount);
}
