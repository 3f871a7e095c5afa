// A long select with a box above it that narrows it while somebody types. Without scripts the select alone does, with its groups.
// data-words: value → words beside the label; data-find: what stands in the box.
import { make } from "../lib/dom";

type Group = { label: string; options: { value: string; label: string; words: string }[] };

export function mount(select: HTMLElement): void {
  if (!(select instanceof HTMLSelectElement)) return;
  const words = JSON.parse(select.dataset["words"] ?? "{}") as Record<string, string>;
  const groups = read(select, words);
  const box = make("input", {
    class: "input find-option",
    type: "search",
    autocomplete: "off",
    placeholder: select.dataset["find"] ?? "",
    "aria-label": select.dataset["find"] ?? "查找",
    "aria-controls": select.id,
    "data-never-kept": "",
  });
  const said = make("p", { class: "visually-hidden", role: "status" }, "");
  select.before(box, said);
  box.addEventListener("input", (event) => {
    event.stopPropagation();
    const found = narrow(select, groups, box.value.trim().toLowerCase());
    said.textContent = box.value.trim() ? (found ? `找到 ${found} 项` : "没有找到，请换个说法") : "";
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") box.value = "";
    if (event.key !== "Enter") return;
    event.preventDefault();
    const first = [...select.options].find((option) => option.value);
    if (!first || !box.value.trim()) return;
    choose(select, first.value);
  });
}

function read(select: HTMLSelectElement, words: Record<string, string>): Group[] {
  return [...select.children].map((child) => {
    const options = child instanceof HTMLOptGroupElement ? [...child.children] : [child];
    return {
      label: child instanceof HTMLOptGroupElement ? child.label : "",
      options: options
        .filter((option): option is HTMLOptionElement => option instanceof HTMLOptionElement)
        .map(({ value, text }) => ({ value, label: text, words: `${text} ${words[value] ?? ""}`.toLowerCase() })),
    };
  });
}

/** Draws what fits the text; the chosen one stays chosen while it is there. Returns how many fit. */
function narrow(select: HTMLSelectElement, groups: Group[], text: string): number {
  const chosen = select.value;
  const shown = new Set<string>();
  const parts: HTMLElement[] = [];
  for (const group of groups) {
    const options = group.options.filter(
      (option) =>
        option.value && option.value !== chosen && option.words.includes(text) && (!text || !shown.has(option.value)),
    );
    for (const option of options) shown.add(option.value);
    if (!options.length) continue;
    const part = make("optgroup", { label: group.label });
    part.append(...options.map((option) => new Option(option.label, option.value)));
    parts.push(part);
  }
  const kept = groups.flatMap((group) => group.options).find((option) => option.value === chosen);
  const first = kept ? new Option(kept.label, kept.value, true, true) : new Option("请选择", "", true, true);
  select.replaceChildren(first, ...parts);
  return shown.size;
}

function choose(select: HTMLSelectElement, value: string): void {
  select.value = value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
  select.focus();
}
