// 证书密码 (R10): the key pair is made and locked on this phone; only the certificate request leaves it.
import { base64 } from "../lib/der";
import { byId } from "../lib/dom";
import { jsonOf, post } from "../lib/http";
import { judge } from "../lib/password";
import { enablePeek, fieldError } from "../lib/peek";
import { canMakeKeys, makeShield, openShield, type Shield, WrongPassword } from "../lib/shield";
import { keep, NoStorage, read } from "../lib/vault";

const NOT_SECURE =
  "当前网址不是 https，浏览器不提供安全的密钥功能，不能在这里设置证书密码。请用 https 网址打开豫正贷后再试，已填的认证内容都在。";
const NO_STORAGE =
  "浏览器不允许保存密钥，可能正在无痕浏览或存储空间已满。请退出无痕浏览、清理空间，或换用手机自带的浏览器后再试。";
const LOST =
  "网络中断，没有收到平台的回复。密钥已保存在这部手机上，联网后用同一个密码再点一次「完成设置」，不会重复办理。";
const LOGGED_OUT = "登录已过期，密钥已保存在这部手机上。请重新登录后回到这一步，用同一个密码继续。";
const WAITING = "上次的申请没有收到回复，请输入当时设置的证书密码，继续完成。";
const OTHER = "和上次设置的不一样。请输入当时的密码；确实忘记的，再点一次「完成设置」就用新密码重新申请。";

class Refusal extends Error {}

interface Page {
  form: HTMLFormElement;
  password: HTMLInputElement;
  again: HTMLInputElement;
  button: HTMLButtonElement;
  holder: string;
  label: string;
  code: string;
}

export function mount(element: HTMLElement): void {
  const password = byId<HTMLInputElement>("certificate-password");
  const again = byId<HTMLInputElement>("certificate-again");
  const button = document.querySelector<HTMLButtonElement>("[data-submit]");
  if (!(element instanceof HTMLFormElement) || !password || !again || !button) return;
  const page: Page = {
    form: element,
    password,
    again,
    button,
    holder: element.dataset["holder"] ?? "",
    label: element.dataset["label"] ?? "",
    code: element.dataset["code"] ?? "",
  };
  if (!canMakeKeys()) {
    tell(NOT_SECURE);
    element.addEventListener("submit", (event) => event.preventDefault());
    return;
  }
  enablePeek(element);
  let mayReplace = false;
  const look = (): void => show(page);
  password.addEventListener("input", look);
  again.addEventListener("input", look);
  look();
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    if (button.getAttribute("aria-busy") === "true" || !isRight(page)) return;
    void submit(page, mayReplace).then((outcome) => (mayReplace = outcome === "other"));
  });
  // Closed in the template until somebody listens.
  button.disabled = false;
  if (isUninstalledOnIos()) document.querySelector<HTMLElement>("[data-ios-note]")?.removeAttribute("hidden");
  void read(page.holder).then(
    (found) => found && !found.certificate && progress(WAITING),
    () => tell(NO_STORAGE),
  );
}

/** Safari on an iPhone, not opened from the home screen: an app added later has a store of its own. */
function isUninstalledOnIos(): boolean {
  const isIos = /iPhone|iPad|iPod/.test(navigator.userAgent);
  return isIos && !("standalone" in navigator && navigator.standalone === true);
}

function show({ password, again, code }: Page): void {
  const verdict = judge(password.value, code);
  for (const key of ["isLong", "isMixed", "isPrivate"] as const) {
    const item = document.querySelector(`[data-rule="${key}"]`);
    item?.classList.toggle("rule-list__item--met", verdict[key]);
    const said = item?.querySelector("[data-rule-state]");
    if (said) said.textContent = !password.value ? "" : verdict[key] ? "，已满足" : "，未满足";
  }
  const strength = document.querySelector("[data-strength]");
  if (strength) strength.textContent = verdict.strength ? `密码强度：${verdict.strength}` : "";
  const same = document.querySelector("[data-same]");
  if (same) same.textContent = password.value && password.value === again.value ? "两次一致" : "";
  if (password.hasAttribute("aria-invalid") && verdict.isGood) fieldError(password, "");
  if (again.hasAttribute("aria-invalid") && password.value === again.value) fieldError(again, "");
}

/** Tells at the fields what is wrong; true when nothing is. */
function isRight({ password, again, code }: Page): boolean {
  const verdict = judge(password.value, code);
  let problem = "";
  if (!password.value) problem = "请设置证书密码";
  else if (!verdict.isLong) problem = "证书密码要 8–64 位";
  else if (!verdict.isMixed) problem = "请混合使用字母、数字、符号中的两种";
  else if (!verdict.isPrivate) problem = "这个密码容易被猜到，请不要用常见密码、手机号、生日或信用代码";
  const differs = !problem && password.value !== again.value ? "两次输入的密码不一致，请重新输入" : "";
  fieldError(password, problem);
  fieldError(again, differs);
  if (problem) password.focus();
  else if (differs) again.focus();
  return !problem && !differs;
}

async function submit(page: Page, mayReplace: boolean): Promise<"" | "other"> {
  busy(page, true);
  tell("");
  try {
    const shield = await shieldFor(page, mayReplace);
    if (!shield) {
      fieldError(page.password, OTHER);
      page.password.focus();
      return "other";
    }
    progress("正在申请手机证书");
    const { certificate, next } = await issue(page.form.action, shield);
    await keep(page.holder, { ...shield, certificate });
    window.location.assign(next);
    return "";
  } catch (error) {
    tell(error instanceof Refusal ? error.message : error instanceof NoStorage ? NO_STORAGE : LOST);
    progress("");
    return "";
  } finally {
    busy(page, false);
  }
}

/** The key to certify: the one that waits for its answer if this password opens it, else a new one, kept before it is sent; null when
 * another password was set for the one that waits. */
async function shieldFor({ holder, label, password }: Page, mayReplace: boolean): Promise<Shield | null> {
  const waiting = await read(holder);
  if (waiting && !waiting.certificate) {
    try {
      await openShield(waiting, password.value);
      return waiting;
    } catch (error) {
      if (!(error instanceof WrongPassword)) throw error;
      if (!mayReplace) return null;
    }
  }
  progress("正在这部手机上生成密钥");
  const made = await makeShield(password.value, label);
  await keep(holder, made);
  return made;
}

async function issue(url: string, shield: Shield): Promise<{ certificate: string; next: string }> {
  const response = await post(url, new URLSearchParams({ csr: base64(shield.request) }));
  const said = await jsonOf(response);
  const { certificate, next, error } = said;
  if (response.ok && typeof certificate === "string" && typeof next === "string") return { certificate, next };
  if (typeof error === "string") throw new Refusal(error);
  if (response.redirected) throw new Refusal(LOGGED_OUT);
  throw new Error(`status ${response.status}`);
}

function busy({ button }: Page, isBusy: boolean): void {
  if (isBusy) button.setAttribute("aria-busy", "true");
  else button.removeAttribute("aria-busy");
}

function progress(text: string): void {
  const place = document.querySelector("[data-progress]");
  if (place) place.textContent = text;
}

function tell(text: string): void {
  const box = document.querySelector<HTMLElement>("[data-alert]");
  const place = box?.querySelector("span");
  if (!box || !place) return;
  place.textContent = text;
  box.hidden = !text;
  if (text) box.scrollIntoView({ block: "center" });
}
