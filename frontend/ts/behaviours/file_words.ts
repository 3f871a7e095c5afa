// File fields in our own words: browsers write 「Choose File, No file chosen」 in their own language. The field itself stays, over the
// words, for mouse, keyboard and label; without scripts it shows as the browser draws it.
import { each, make, type Root } from "../lib/dom";

/** What was chosen, in words. */
export function chosenWords(names: string[]): string {
  if (names.length === 0) return "没有选择文件";
  return names.length === 1 ? names[0]! : `已选择 ${names.length} 个文件`;
}

export function enhanceFileWords(root: Root): void {
  each<HTMLInputElement>(root, "file-words", "input.upload__input[type=file]", (input) => {
    const button = make("span", { class: "button button--line button--sm" }, "选择文件");
    const name = make("span", { class: "file-words__name" });
    const tell = (): void => {
      name.textContent = chosenWords([...(input.files ?? [])].map((file) => file.name));
    };
    const frame = make("span", { class: "file-words" });
    input.before(frame);
    frame.append(input, make("span", { class: "file-words__shown", "aria-hidden": "true" }, button, name));
    input.addEventListener("change", tell);
    // islands/documents.ts sends what was chosen at once and empties the field.
    input.addEventListener("emptied", tell);
    input.form?.addEventListener("reset", () => window.setTimeout(tell));
    tell();
  });
}
