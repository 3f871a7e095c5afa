// 「证书密码登录」: for whoever holds a key on this phone.
import { byId, make } from "../lib/dom";
import { enablePeek, fieldError } from "../lib/peek";
import { canMakeKeys, type Shield, WrongPassword } from "../lib/shield";
import { prove } from "../lib/signing";
import { readAll } from "../lib/vault";

const LOGGED_IN = "login:done";
const NONE = "这部手机的这个浏览器里没有手机证书，请用手机号登录。";
const NOT_SECURE = "当前网址不是 https，浏览器不提供安全的密钥功能，请用手机号登录。";

export function mount(form: HTMLElement): void {
  const field = byId<HTMLInputElement>("login-password");
  const note = document.querySelector<HTMLElement>("[data-login-note]");
  if (!(form instanceof HTMLFormElement) || !field || !note) return;
  if (!canMakeKeys()) {
    note.textContent = NOT_SECURE;
    return;
  }
  void readAll().then(
    (all) => {
      const usable = all.filter((shield) => shield.certificate);
      if (!usable.length) {
        note.textContent = NONE;
        return;
      }
      offer(form, usable);
      form.hidden = false;
      enablePeek(form);
      listen(form, field, note, usable);
    },
    () => (note.textContent = NONE),
  );
}

function offer(form: HTMLFormElement, shields: Shield[]): void {
  const list = form.querySelector("[data-shield-list]");
  const box = form.querySelector<HTMLElement>("[data-shields]");
  if (!list || !box || shields.length < 2) return;
  shields.forEach((shield, at) => {
    const radio = make("input", { class: "radio", type: "radio", name: "shield", value: String(at) });
    radio.checked = at === 0;
    list.append(make("label", { class: "radio-row__item" }, radio, shield.label || "手机证书"));
  });
  box.hidden = false;
}

function listen(form: HTMLFormElement, field: HTMLInputElement, note: HTMLElement, shields: Shield[]): void {
  let isBusy = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (isBusy) return;
    fieldError(field, field.value ? "" : "请输入证书密码");
    if (!field.value) return field.focus();
    const picked = Number(new FormData(form).get("shield") ?? 0);
    const shield = shields[picked];
    if (!shield) return;
    isBusy = true;
    note.textContent = "正在登录";
    const urls = { challenge: form.dataset["challengeUrl"] ?? "", answer: form.action };
    void prove(shield, field.value, "login", urls, { next: form.dataset["next"] ?? "" })
      .then(({ next }) => {
        const go = typeof next === "string" ? next : "/app/";
        // Over a page that waits for the login, that page goes on (behaviours/login_here.ts).
        if (form.dispatchEvent(new CustomEvent(LOGGED_IN, { bubbles: true, cancelable: true, detail: go })))
          window.location.assign(go);
      })
      .catch((error: unknown) => {
        note.textContent = "";
        const isWrong = error instanceof WrongPassword;
        fieldError(field, isWrong ? "证书密码不对，请重新输入" : error instanceof Error ? error.message : "");
        field.focus();
      })
      .finally(() => (isBusy = false));
  });
}
