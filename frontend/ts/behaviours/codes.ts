// 「获取验证码」: sends in the background, then counts down to the next try. Without scripts the button submits the form.
import { serverNow } from "../lib/clock";
import { each, type Root } from "../lib/dom";
import { jsonOf, post } from "../lib/http";

const DEFAULT_WAIT_S = 60;
const LOST = "网络没有连上，验证码没有发出，请检查网络后重试";

function countDown(button: HTMLButtonElement, seconds: number, label: string): void {
  const until = serverNow() + seconds * 1000;
  const tick = (): void => {
    const left = Math.ceil((until - serverNow()) / 1000);
    if (left <= 0 || !button.isConnected) {
      button.disabled = false;
      button.textContent = label;
      return;
    }
    button.disabled = true;
    button.textContent = `${left} 秒后可重新获取`;
    window.setTimeout(tick, 250);
  };
  tick();
}

async function send(button: HTMLButtonElement, status: Element | null): Promise<void> {
  const form = button.form;
  const url = button.dataset["codeSend"];
  if (!form || !url) return;
  const label = button.dataset["codeLabel"] ?? "获取验证码";
  button.disabled = true;
  if (status) status.textContent = "正在发送…";
  const body = new FormData(form);
  if (button.name) body.set(button.name, button.value);
  for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
  try {
    const response = await post(url, body);
    const answer = await jsonOf(response);
    const waitS = Number(answer["wait_s"] ?? (response.ok ? DEFAULT_WAIT_S : 0));
    const said = answer["message"] ?? answer["error"] ?? (response.ok ? "验证码已发送，请查看短信" : "没有发送成功，请稍后再试");
    if (status) {
      status.textContent = String(said);
      status.classList.toggle("field__hint--bad", !response.ok);
    }
    if (waitS > 0) countDown(button, waitS, label);
    else button.disabled = false;
    if (response.ok) form.querySelector<HTMLInputElement>(".input--code")?.focus();
  } catch {
    if (status) status.textContent = LOST;
    button.disabled = false;
  }
}

export function enhanceCodes(root: Root): void {
  each<HTMLButtonElement>(root, "code", "[data-code-send]", (button) => {
    const status = button.closest(".field")?.querySelector("[data-code-status]") ?? null;
    const waitS = Number(button.dataset["codeWait"] ?? 0);
    if (waitS > 0) countDown(button, waitS, button.dataset["codeLabel"] ?? "获取验证码");
    button.addEventListener("click", (event) => {
      // A form with a proof of work gets it first; its submit handler lets the click through again.
      event.preventDefault();
      const pow = button.form?.querySelector<HTMLElement>("[data-pow]");
      const ready = pow ? new Promise<void>((done) => pow.dispatchEvent(new CustomEvent("pow:need", { detail: done }))) : Promise.resolve();
      if (status && pow) status.textContent = "正在做安全检查…";
      button.disabled = true;
      void ready.then(() => send(button, status));
    });
  });
}
