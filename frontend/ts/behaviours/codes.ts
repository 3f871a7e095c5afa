// 「获取验证码」: sends in the background, then counts down to the next try. Without scripts the button submits the form.
// Answers: 200 {message, wait_s}; else {error, wait_s, field} and, when a proof of work comes first, {challenge}: it is solved
// and the same fields are sent once more with `proof`. An error with a field is told at that field, not at the code.
// The button is never `disabled`, since that would drop the focus it has: it says so and does nothing.
import { serverNow } from "../lib/clock";
import { codeIn, typedCode } from "../lib/code_digits";
import { each, type Root } from "../lib/dom";
import { tellAt } from "../lib/field_error";
import { jsonOf, post } from "../lib/http";
import type { ChallengeV1 } from "../lib/pow";
import { solveInWorker } from "../lib/proof";

const DEFAULT_WAIT_S = 60;
const LOST = "网络没有连上，验证码没有发出，请检查网络后重试";

function rest(button: HTMLButtonElement, isResting: boolean): void {
  if (isResting) button.setAttribute("aria-disabled", "true");
  else button.removeAttribute("aria-disabled");
}

function countDown(button: HTMLButtonElement, seconds: number, label: string): void {
  const until = serverNow() + seconds * 1000;
  const tick = (): void => {
    const left = Math.ceil((until - serverNow()) / 1000);
    if (left <= 0 || !button.isConnected) {
      rest(button, false);
      button.textContent = label;
      return;
    }
    rest(button, true);
    button.textContent = `${left} 秒后可重新获取`;
    window.setTimeout(tick, 250);
  };
  tick();
}

async function ask(url: string, body: FormData, status: Element | null): Promise<[Response, Record<string, unknown>]> {
  const response = await post(url, body, undefined, true);
  const answer = await jsonOf(response);
  const challenge = answer["challenge"];
  if (typeof challenge !== "object" || challenge === null || body.has("proof_solved")) return [response, answer];
  if (status) status.textContent = "正在做安全检查，请稍候…";
  body.set("proof", await solveInWorker(challenge as ChallengeV1));
  body.set("proof_solved", "1");
  return ask(url, body, status);
}

async function send(button: HTMLButtonElement, status: Element | null): Promise<void> {
  const form = button.form;
  const url = button.dataset["codeSend"];
  if (!form || !url || button.getAttribute("aria-disabled") === "true") return;
  const label = button.dataset["codeLabel"] ?? "获取验证码";
  rest(button, true);
  if (status) status.textContent = "正在发送…";
  const body = new FormData(form);
  if (button.name) body.set(button.name, button.value);
  for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
  try {
    const [response, answer] = await ask(url, body, status);
    const waitS = Number(answer["wait_s"] ?? (response.ok ? DEFAULT_WAIT_S : 0));
    const wrong = typeof answer["field"] === "string" ? form.elements.namedItem(answer["field"]) : null;
    const isAtField = !response.ok && wrong instanceof HTMLInputElement;
    const said =
      answer["message"] ?? answer["error"] ?? (response.ok ? "验证码已发送，请查看短信" : "没有发送成功，请稍后再试");
    if (status) {
      status.textContent = isAtField ? "" : String(said);
      status.classList.toggle("field__hint--bad", !response.ok);
    }
    if (waitS > 0) countDown(button, waitS, label);
    else rest(button, false);
    if (response.ok) form.querySelector<HTMLInputElement>(".input--code")?.focus();
    else if (isAtField) tellAt(wrong, String(said));
  } catch {
    if (status) status.textContent = LOST;
    rest(button, false);
  }
}

/** A code as it is pasted or typed: a whole SMS gives its six digits, spaces and other signs go. */
function readable(input: HTMLInputElement): void {
  input.addEventListener("paste", (event) => {
    const code = codeIn(event.clipboardData?.getData("text") ?? "");
    if (!code) return;
    event.preventDefault();
    input.value = code;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  input.addEventListener("input", (event) => {
    if (event instanceof InputEvent && event.isComposing) return;
    const digits = typedCode(input.value);
    if (digits !== input.value) input.value = digits;
  });
}

export function enhanceCodes(root: Root): void {
  each<HTMLInputElement>(root, "code-input", "input[data-code]", readable);
  each<HTMLButtonElement>(root, "code", "[data-code-send]", (button) => {
    const status = button.closest(".field")?.querySelector("[data-code-status]") ?? null;
    const waitS = Number(button.dataset["codeWait"] ?? 0);
    if (waitS > 0) countDown(button, waitS, button.dataset["codeLabel"] ?? "获取验证码");
    button.addEventListener("click", (event) => {
      event.preventDefault();
      void send(button, status);
    });
  });
}
