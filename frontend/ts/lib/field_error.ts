// An error that a script learnt, told at its field as the server's pages tell it (templates/components/forms.html).
import { byId, make } from "./dom";

const SIGN =
  '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="8.5"/><path d="M12 7.5v5.5M12 16v.2"/></svg>';

/** Says `sentence` at the field, marks it invalid and puts the focus on it; typing there takes it away again. */
export function tellAt(input: HTMLInputElement, sentence: string): void {
  const field = input.closest(".field");
  if (!field) return;
  const id = `${input.id}-error`;
  const old = byId(id);
  const error = make("p", { class: "field__error", id });
  error.innerHTML = SIGN;
  error.append(make("span", {}, sentence));
  if (old) old.replaceWith(error);
  else (field.querySelector(".field__control") ?? input).before(error);
  const described = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && one !== id);
  field.classList.add("field--error");
  input.setAttribute("aria-invalid", "true");
  input.setAttribute("aria-describedby", [id, ...described].join(" "));
  input.focus();
  const take = (): void => {
    error.remove();
    field.classList.remove("field--error");
    input.removeAttribute("aria-invalid");
    if (described.length > 0) input.setAttribute("aria-describedby", described.join(" "));
    else input.removeAttribute("aria-describedby");
  };
  input.addEventListener("input", take, { once: true });
}
