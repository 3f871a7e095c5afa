// Keeps what is being typed on this device, encrypted, until it was taken: a reload, a closed tab, a login in between lose nothing.
// The key comes with the page, for this person and this enterprise alone; it is never stored, so that nobody else can read what is.
// Visitors' words stay in this tab. Never kept: passwords, codes, numbers of people and accounts, consents, files.
import { account } from "../lib/account";
import { each, make, type Root } from "../lib/dom";
import { close, isFresh, open, type Entry } from "../lib/kept_box";
import { DONE, isAnswer, isOurs } from "./submit";

const QUIET_MS = 300;
const PREFIX = "yzd-kept:";
const TAB_KEY = "yzd-kept-key";
const CONSENTS = ["grants", "agree", "consent", "consents"];

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
type Words = Record<string, string[]>;

function store(): Storage | null {
  try {
    return account().owner ? localStorage : sessionStorage;
  } catch {
    return null;
  }
}

function key(): string {
  const own = account().key;
  if (own) return own;
  const box = store();
  if (!box) return "";
  let made = box.getItem(TAB_KEY);
  if (!made) {
    made = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))));
    box.setItem(TAB_KEY, made);
  }
  return made;
}

function nameOf(form: HTMLFormElement): string {
  const action = new URL(form.getAttribute("action") || location.pathname, location.href).pathname;
  return `${PREFIX}${account().owner || "visitor"}:${action}#${form.id}`;
}

function isKept(field: Element, never: RegExp): field is Field {
  if (!(
    field instanceof HTMLInputElement ||
    field instanceof HTMLTextAreaElement ||
    field instanceof HTMLSelectElement
  ))
    return false;
  if (
    !field.name ||
    field.disabled ||
    field.closest("[data-never-kept]") ||
    never.test(field.name) ||
    CONSENTS.includes(field.name)
  )
    return false;
  if (field.autocomplete === "one-time-code" || field.autocomplete.startsWith("cc-")) return false;
  return (
    !(field instanceof HTMLInputElement) ||
    !["hidden", "file", "password", "submit", "button", "reset", "image"].includes(field.type)
  );
}

function fieldsOf(form: HTMLFormElement): Field[] {
  const rule = account().never;
  // Without the rule nothing is kept.
  if (!rule) return [];
  const never = new RegExp(rule);
  return [...form.elements].filter((field) => isKept(field, never)) as Field[];
}

const isTick = (field: Field): field is HTMLInputElement =>
  field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio");

function isChanged(field: Field): boolean {
  if (isTick(field)) return field.checked !== field.defaultChecked;
  if (field instanceof HTMLSelectElement)
    return [...field.options].some((option) => option.selected !== option.defaultSelected) && field.selectedIndex > 0;
  return field.value !== field.defaultValue;
}

function wordsOf(fields: Field[]): Words {
  const words: Words = {};
  for (const field of fields) {
    const values = (words[field.name] ??= []);
    if (isTick(field)) {
      if (field.checked) values.push(field.value);
    } else if (field instanceof HTMLSelectElement)
      values.push(...[...field.selectedOptions].map((option) => option.value));
    else values.push(field.value);
  }
  return words;
}

/** Puts the words into the form, but not over what was typed while they were being opened; whether anything was different. */
function putBack(fields: Field[], words: Words): boolean {
  let isDifferent = false;
  const used: Record<string, number> = {};
  const touched = new Set(fields.filter(isChanged).map((field) => field.name));
  for (const field of fields) {
    const values = words[field.name];
    if (!values || touched.has(field.name)) continue;
    let differs = false;
    if (isTick(field)) {
      differs = field.checked !== values.includes(field.value);
      field.checked = values.includes(field.value);
    } else if (field instanceof HTMLSelectElement) {
      const value = values[0] ?? "";
      if ([...field.options].some((option) => option.value === value)) {
        differs = field.value !== value;
        field.value = value;
      }
    } else {
      const at = used[field.name] ?? 0;
      used[field.name] = at + 1;
      const value = values[at] ?? "";
      differs = field.value !== value;
      field.value = value;
    }
    if (!differs) continue;
    isDifferent = true;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  return isDifferent;
}

function read(name: string): Entry | null {
  try {
    return JSON.parse(store()?.getItem(name) ?? "null") as Entry | null;
  } catch {
    return null;
  }
}

async function mount(form: HTMLFormElement): Promise<void> {
  const name = nameOf(form);
  let timer = 0;
  const forget = (): void => {
    window.clearTimeout(timer);
    store()?.removeItem(name);
  };
  const keep = async (): Promise<void> => {
    const fields = fieldsOf(form);
    if (!fields.some(isChanged)) return forget();
    const entry = await close(key(), name, wordsOf(fields));
    try {
      if (entry) store()?.setItem(name, JSON.stringify(entry));
    } catch {
      // Full, or switched off: the words are still in the form.
    }
  };
  form.addEventListener(DONE, forget);
  form.addEventListener("autosave:saved", forget);
  // A page that came as the answer holds what was sent, which is newer than what was kept.
  const isTyped = !isAnswer() && (await bringBack(form, name, forget));
  const later = (): void => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void keep(), QUIET_MS);
  };
  form.addEventListener("input", later);
  // Typed before this listened, by whoever was quicker than the script.
  if (isTyped) later();
  window.addEventListener("pagehide", () => {
    window.clearTimeout(timer);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && form.isConnected && fieldsOf(form).some(isChanged)) void keep();
  });
}

/** Fills in what was kept; whether somebody had typed before that. */
async function bringBack(form: HTMLFormElement, name: string, forget: () => void): Promise<boolean> {
  const entry = read(name);
  const words = entry && isFresh(entry, Date.now()) ? await open(key(), name, entry) : null;
  const isTyped = fieldsOf(form).some(isChanged);
  if (entry && !words) forget();
  if (words && putBack(fieldsOf(form), words)) tell(form, forget);
  return isTyped;
}

function tell(form: HTMLFormElement, forget: () => void): void {
  const away = make("button", { type: "button", class: "button button--text button--sm" }, "不要这些内容");
  const told = make(
    "div",
    { class: "alert alert--warn", role: "status", "data-kept-told": "" },
    "您上次填写、还没有提交的内容已填回。",
    away,
  );
  away.addEventListener("click", () => {
    form.reset();
    forget();
    told.remove();
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });
  form.prepend(told);
}

function wipe(): void {
  for (const box of [localStorage, sessionStorage]) {
    for (const name of Object.keys(box)) if (name.startsWith(PREFIX)) box.removeItem(name);
  }
}

function dropOld(): void {
  for (const name of Object.keys(store() ?? {})) {
    if (!name.startsWith(PREFIX)) continue;
    const entry = read(name);
    if (!entry || !isFresh(entry, Date.now())) store()?.removeItem(name);
  }
}

let isWatching = false;

function watch(): void {
  isWatching = true;
  dropOld();
  // Logging out leaves nothing behind, readable or not.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form instanceof HTMLFormElement && /\/logout\/$/.test(form.getAttribute("action") ?? "")) wipe();
  });
  // 「返回」: browsers put what was typed back by the order of fields, whoever's form it is now. Ours know whose it was.
  window.addEventListener("pageshow", (event) => {
    const [entry] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    if (event.persisted || entry?.type !== "back_forward") return;
    for (const form of document.querySelectorAll<HTMLFormElement>('form[method="post"]'))
      if (isOurs(form)) form.reset();
  });
}

export async function enhanceKeep(root: Root): Promise<void> {
  if (!("subtle" in crypto) || !store()) return;
  if (!isWatching) watch();
  const mounting: Promise<void>[] = [];
  each<HTMLFormElement>(root, "keep", 'form[method="post"]', (form) => {
    if (isOurs(form)) mounting.push(mount(form));
  });
  await Promise.all(mounting);
}
