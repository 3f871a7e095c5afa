// 「显示密码」: a button named by `data-peek` (the id of its field).
import { byId } from "./dom";

export function enablePeek(root: ParentNode): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>("[data-peek]")) {
    const field = byId<HTMLInputElement>(button.dataset["peek"]);
    if (!field) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      const isShown = field.type === "password";
      field.type = isShown ? "text" : "password";
      button.setAttribute("aria-pressed", String(isShown));
    });
  }
}

/** Show a sentence at a field, or take it away with "". */
export function fieldError(field: HTMLInputElement, sentence: string): void {
  const place = byId(`${field.id}-error`);
  const text = place?.querySelector("span");
  if (!place || !text) return;
  text.textContent = sentence;
  place.hidden = !sentence;
  field.toggleAttribute("aria-invalid", Boolean(sentence));
  if (sentence) field.setAttribute("aria-invalid", "true");
}
