// Whether a field says something else than what its page came with: chosen before the scripts were there, or given back by the browser.

/** Fields that a person fills; hidden ones and files are none. */
export function isFieldChanged(field: Element): boolean {
  if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
  if (field instanceof HTMLSelectElement) return field.selectedIndex !== cameAt(field);
  if (!(field instanceof HTMLInputElement) || field.type === "hidden" || field.type === "file") return false;
  return ["checkbox", "radio"].includes(field.type)
    ? field.checked !== field.defaultChecked
    : field.value !== field.defaultValue;
}

export function isFormChanged(form: HTMLFormElement): boolean {
  return [...form.elements].some(isFieldChanged);
}

/** Selects and ticks as the page came with them. */
export function putBackChoices(fields: Element[]): void {
  for (const field of fields) {
    if (field instanceof HTMLSelectElement) field.selectedIndex = cameAt(field);
    else if (field instanceof HTMLInputElement && isTick(field)) field.checked = field.defaultChecked;
  }
}

export function isTick(field: Element): field is HTMLInputElement {
  return field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio");
}

/** The option a select came with; without one marked, the first is it. */
function cameAt(field: HTMLSelectElement): number {
  return Math.max(
    [...field.options].findIndex((option) => option.defaultSelected),
    field.options.length ? 0 : -1,
  );
}
