// What somebody does in a form while its answer is on its way: the page that comes as the answer knows nothing of it, and takes the place
// of the field under their hands. Words typed since are put into the new form, and the next key goes where the last one went.

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
/** By name and place among the fields of that name: rows of a form share their names. */
type State = Map<string, string>;
export type Meanwhile = { changed: State; at: { key: string; start: number | null; end: number | null } | null };

const NEVER = ["hidden", "file", "submit", "button", "reset", "image"];

const isTick = (field: Field): field is HTMLInputElement =>
  field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type);

function fieldsOf(form: HTMLFormElement): Map<string, Field> {
  const found = new Map<string, Field>();
  const seen: Record<string, number> = {};
  for (const field of form.elements) {
    if (!(
      field instanceof HTMLTextAreaElement ||
      field instanceof HTMLSelectElement ||
      (field instanceof HTMLInputElement && !NEVER.includes(field.type))
    ))
      continue;
    if (!field.name) continue;
    const place = (seen[field.name] ??= 0);
    seen[field.name] = place + 1;
    found.set(`${field.name}#${place}`, field);
  }
  return found;
}

const valueOf = (field: Field): string => (isTick(field) ? String(field.checked) : field.value);

/** Everything in the form as it is now, to be compared with when the answer is there. */
export function stateOf(form: HTMLFormElement): State {
  return new Map([...fieldsOf(form)].map(([key, field]) => [key, valueOf(field)]));
}

/** What was changed since the form was sent, and the field somebody is in: gone on to since, or typed in since. */
export function meanwhile(form: HTMLFormElement, sent: State, atSending: Element | null): Meanwhile {
  const changed = new Map([...stateOf(form)].filter(([key, value]) => sent.get(key) !== value));
  const now = document.activeElement;
  const key = [...fieldsOf(form)].find(([, field]) => field === now)?.[0] ?? "";
  const isIn = key !== "" && (now !== atSending || changed.has(key));
  const hasCursor = now instanceof HTMLTextAreaElement || now instanceof HTMLInputElement;
  // Numbers, dates and ticks have no cursor: null.
  return {
    changed,
    at: isIn ? { key, start: hasCursor ? now.selectionStart : null, end: hasCursor ? now.selectionEnd : null } : null,
  };
}

/** Does the same in the form that came; fields that it no longer has are left. */
export function goOn(form: HTMLFormElement, { changed, at }: Meanwhile): void {
  const fields = fieldsOf(form);
  for (const [key, value] of changed) {
    const field = fields.get(key);
    if (!field) continue;
    if (isTick(field)) field.checked = value === "true";
    else field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    if (isTick(field) || field instanceof HTMLSelectElement)
      field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  const field = at ? fields.get(at.key) : undefined;
  if (!at || !field) return;
  field.focus();
  if (field instanceof HTMLSelectElement || at.start === null) return;
  field.setSelectionRange(at.start, at.end);
}
