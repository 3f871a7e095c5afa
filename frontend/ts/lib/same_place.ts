// Finding an element again in a part of the page that was renewed: by its id, else by what it is called and which one of these it is.

export type Mark = { id: string; tag: string; words: string; nth: number; targetId: string };

/** What an element is called, without counts that change: its label, name and value, or its words. */
function wordsOf(element: Element): string {
  const given = element.getAttribute("aria-label") ?? "";
  const name = element.getAttribute("name") ?? "";
  const value =
    element instanceof HTMLInputElement && element.type !== "text" && element.type !== "search" ? element.value : "";
  const text =
    element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? "" : (element.textContent ?? "");
  return [given, name, value, text].join("|").replace(/[\d\s,，（）()✓×]/g, "");
}

function alike(part: Element, tag: string, words: string): HTMLElement[] {
  return [...part.querySelectorAll<HTMLElement>(tag)].filter((one) => wordsOf(one) === words);
}

export function markOf(part: Element, element: Element): Mark {
  const [tag, words] = [element.tagName.toLowerCase(), wordsOf(element)];
  return {
    id: element.id,
    tag,
    words,
    nth: alike(part, tag, words).indexOf(element as HTMLElement),
    targetId: part.id,
  };
}

export function findAgain(part: Element, mark: Mark): HTMLElement | null {
  if (mark.id) {
    const same = part.querySelector<HTMLElement>(`#${CSS.escape(mark.id)}`);
    if (same) return same;
  }
  const found = alike(part, mark.tag, mark.words);
  return found[mark.nth] ?? found[0] ?? null;
}
