// Confirming what was read: each field says 「已修改」 as soon as it differs from what OCR read (R6, R8). The server says the same
// when the page is shown again.
export function mount(root: HTMLElement): void {
  for (const field of root.querySelectorAll<HTMLElement>(".ocr-field[data-read]")) {
    const input = field.querySelector<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>(
      "input, select, textarea",
    );
    const edited = field.querySelector<HTMLElement>("[data-edited]");
    const check = field.querySelector<HTMLElement>("[data-check]");
    const was = field.querySelector<HTMLElement>("[data-was]");
    const read = field.dataset["read"] ?? "";
    if (!input) continue;
    const update = (): void => {
      const isEdited = input.value.trim() !== read;
      field.classList.toggle("ocr-field--edited", isEdited);
      field.classList.toggle("ocr-field--check", !isEdited && check !== null);
      if (edited) edited.hidden = !isEdited;
      if (was) was.hidden = !isEdited;
      if (check) check.hidden = isEdited;
    };
    input.addEventListener("input", update);
    input.addEventListener("change", update);
    // Changed before this script was there. What the page came with, the server has marked.
    if (isChanged(input)) update();
  }
}

function isChanged(input: HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement): boolean {
  if (input instanceof HTMLSelectElement) return [...input.options].some((one) => one.selected !== one.defaultSelected);
  return input.value !== input.defaultValue;
}
