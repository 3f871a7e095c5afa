// 「用证书密码验证」: the password opens the key on this phone for one signature, which the platform checks.
import { byId } from "../lib/dom";
import { enablePeek, fieldError } from "../lib/peek";
import { canMakeKeys, type Shield, WrongPassword } from "../lib/shield";
import { prove } from "../lib/signing";
import { read } from "../lib/vault";

const NOT_HERE = "这张证书不在这部手机的这个浏览器里。请用办理时的手机和浏览器打开；手机或密码丢失的，吊销后重新办理。";
const NOT_SECURE = "当前网址不是 https，浏览器不提供安全的密钥功能，请用 https 网址打开后再试。";

export function mount(form: HTMLElement): void {
  const field = byId<HTMLInputElement>("check-password");
  const note = document.querySelector<HTMLElement>("[data-check-note]");
  if (!(form instanceof HTMLFormElement) || !field || !note) return;
  if (!canMakeKeys()) {
    note.textContent = NOT_SECURE;
    return;
  }
  void read(form.dataset["holder"] ?? "").then(
    (shield) => {
      if (!shield?.certificate) {
        note.textContent = NOT_HERE;
        return;
      }
      form.hidden = false;
      enablePeek(form);
      listen(form, field, note, shield);
    },
    () => (note.textContent = NOT_HERE),
  );
}

function listen(form: HTMLFormElement, field: HTMLInputElement, note: HTMLElement, shield: Shield): void {
  let isBusy = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (isBusy) return;
    fieldError(field, field.value ? "" : "请输入证书密码");
    if (!field.value) return field.focus();
    isBusy = true;
    note.textContent = "正在验证";
    void check(form, field.value, shield)
      .then((text) => {
        note.textContent = text;
        field.value = "";
      })
      .catch((error: unknown) => {
        const isWrong = error instanceof WrongPassword;
        note.textContent = "";
        fieldError(field, isWrong ? "证书密码不对，请重新输入" : error instanceof Error ? error.message : "");
        field.focus();
      })
      .finally(() => (isBusy = false));
  });
}

async function check(form: HTMLFormElement, password: string, shield: Shield): Promise<string> {
  const urls = { challenge: form.dataset["challengeUrl"] ?? "", answer: form.action };
  const { text } = await prove(shield, password, "confirm", urls);
  return typeof text === "string" ? text : "验证通过";
}
