// Forms: error summary, counters, GET filters that send themselves.
import { isFieldChanged, isTick, putBackChoices } from "../lib/changed";
import { byId, each, type Root } from "../lib/dom";

/** Puts the focus on what went wrong, and lets a summary's links reach radio groups too. */
function errorSummaries(root: Root): void {
  each(root, "autofocus", ".error-summary[data-autofocus]", (summary) => summary.focus());
  each<HTMLAnchorElement>(root, "error-link", ".error-summary__link", (link) => {
    link.addEventListener("click", (event) => {
      const target = byId(link.hash.slice(1));
      if (!target) return;
      event.preventDefault();
      target.scrollIntoView({ block: "center" });
      target.focus({ preventScroll: true });
    });
  });
}

function counters(root: Root): void {
  each<HTMLTextAreaElement>(root, "counter", "[data-counter]", (area) => {
    const counter = document.querySelector(`[data-counter-for="${CSS.escape(area.id)}"]`);
    const update = (): void => {
      // The server counts line ends as two characters, as forms send them.
      const length = area.value.replace(/\r?\n/g, "\r\n").length;
      if (counter) counter.textContent = `${length} / ${area.maxLength}`;
    };
    area.addEventListener("input", update);
    update();
  });
}

/**
 * GET filters that send themselves. A closed select changed by keys does not: arrows pass through values, and a page that reloads at
 * each would throw one out (WCAG 3.2.2). Enter sends then, or the form's button, which is made where the form shows none.
 */
function autosubmit(root: Root): void {
  each(root, "autosubmit", "[data-autosubmit]", (element) => {
    const form = element instanceof HTMLFormElement ? element : element.closest("form");
    if (!form) return;
    const fields: Element[] = element instanceof HTMLSelectElement ? [element] : choicesOf(element);
    for (const field of fields) if (field instanceof HTMLSelectElement) byHandOrKeys(field, form);
    element.addEventListener("change", (event) => {
      if (event.target instanceof HTMLSelectElement && event.target.dataset["byKeys"] === "1") return;
      form.requestSubmit();
    });
    chosenEarly(fields, form);
  });
}

function choicesOf(element: HTMLElement): Element[] {
  return [...element.querySelectorAll("select, input[type=checkbox], input[type=radio]")];
}

/** What was chosen before this script was there is sent now; what the browser gives back of an earlier visit is not what the list shows. */
function chosenEarly(fields: Element[], form: HTMLFormElement): void {
  const [visit] = performance.getEntriesByType("navigation");
  const isNew = !(visit instanceof PerformanceNavigationTiming) || visit.type === "navigate";
  if (isNew && fields.some(isFieldChanged)) form.requestSubmit();
  // Browsers give fields back before or after this script runs, but before they show the page.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted || !isNew) putBackChoices(fields);
  });
}

/**
 * A list opened by keys or pointer tells of one change, when the choice is made: by Enter, Space or Tab. A closed one tells of one
 * at every arrow and letter.
 */
function byHandOrKeys(select: HTMLSelectElement, form: HTMLFormElement): void {
  const before = select.value;
  select.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && select.value !== before) {
      event.preventDefault();
      form.requestSubmit();
      return;
    }
    if (["Enter", " ", "Tab", "Escape", "Shift"].includes(event.key)) {
      delete select.dataset["byKeys"];
      return;
    }
    select.dataset["byKeys"] = "1";
    sendButton(form, select);
  });
  select.addEventListener("pointerdown", () => {
    delete select.dataset["byKeys"];
  });
}

/** The form's own visible button, or a new one behind the select. */
function sendButton(form: HTMLFormElement, select: HTMLSelectElement): void {
  if (form.querySelector("button[type=submit], button:not([type])")) return;
  const button = document.createElement("button");
  button.type = "submit";
  button.className = "button button--plain button--sm";
  button.textContent = "查看";
  select.after(button);
}

/** 「重置」 that empties everything, and 「撤销」 that brings it back. */
function emptying(root: Root): void {
  each<HTMLButtonElement>(root, "empty", "[data-empty-form]", (button) => {
    const status = byId(button.dataset["emptyForm"]);
    button.addEventListener("click", (event) => {
      const form = button.form;
      if (!form) return;
      event.preventDefault();
      const before = snapshot(form);
      let count = 0;
      for (const [field, value] of before) if (clear(field) && value !== "") count += 1;
      if (!status) return;
      const undo = document.createElement("button");
      undo.type = "button";
      undo.className = "link-button toast__act";
      undo.textContent = "撤销";
      undo.addEventListener("click", () => {
        for (const [field, value] of before) restore(field, value);
        status.hidden = true;
      });
      status.replaceChildren(`已清空 ${count} 项内容 `, undo);
      status.hidden = false;
    });
  });
}

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

function snapshot(form: HTMLFormElement): [Field, string | boolean][] {
  const fields = [...form.elements].filter(
    (field): field is Field =>
      (field instanceof HTMLInputElement && !["hidden", "submit", "button", "file"].includes(field.type)) ||
      field instanceof HTMLSelectElement ||
      field instanceof HTMLTextAreaElement,
  );
  return fields.map((field) => [field, isTick(field) ? field.checked : field.value]);
}

function clear(field: Field): boolean {
  const had = isTick(field) ? field.checked : field.value !== "";
  restore(field, isTick(field) ? false : "");
  return had;
}

function restore(field: Field, value: string | boolean): void {
  if (isTick(field)) field.checked = value === true;
  else field.value = String(value);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

export function enhanceForms(root: Root): void {
  errorSummaries(root);
  counters(root);
  autosubmit(root);
  emptying(root);
}
