// Saves a long form while it is being filled in. Nothing typed is lost when saving fails: it stays in the form, is told,
// and is tried again with the next change or when the network is back.
import { serverNow } from "../lib/clock";
import { each, type Root } from "../lib/dom";
import { jsonOf, post } from "../lib/http";

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

  const say = (text: string): void => {
    if (status) status.textContent = text;
  };

  const save = async (): Promise<void> => {
    if (isSaving || !isDirty || isSubmitted) return;
    isSaving = true;
    isDirty = false;
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    try {
      const response = await post(url, body);
      const answer = await jsonOf(response);
      if (response.ok) {
        say(`草稿已保存 ${typeof answer["saved_at"] === "string" ? answer["saved_at"] : clockText()}`);
        if (typeof answer["version"] === "number") setVersion(form, answer["version"]);
      } else {
        isDirty = response.status >= 500;
        say(typeof answer["error"] === "string" ? answer["error"] : "草稿暂时没有保存，填写的内容都在本页，稍后会再试");
      }
    } catch {
      isDirty = true;
      say("网络没有连上，草稿暂时没有保存，填写的内容都在本页");
    }
    isSaving = false;
    if (isDirty) schedule(5000);
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
  window.addEventListener("pageshow", () => (isSubmitted = false));
  window.addEventListener("online", () => void save());
  // What was typed before this script was there counts too.
  if (isChanged(form)) {
    isDirty = true;
    schedule();
  }
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") void save();
  });
}

function isChanged(form: HTMLFormElement): boolean {
  return [...form.elements].some((field) => {
    if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
    if (!(field instanceof HTMLInputElement) || field.type === "hidden" || field.type === "file") return false;
    return field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
  });
}

function setVersion(form: HTMLFormElement, version: number): void {
  const field = form.elements.namedItem("version");
  if (field instanceof HTMLInputElement) field.value = String(version);
}

export function enhanceAutosave(root: Root): void {
  each<HTMLFormElement>(root, "autosave", "form[data-autosave-url]", mount);
}
