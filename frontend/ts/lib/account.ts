// Whose this page is, and what the server says when that is no longer so (sites/web/typed). One place for every request of a page.
import { meta } from "./dom";
import { hush, say, sayAfterwards, type Act } from "./said";

/** What the page knows of its owner; empty strings on pages of nobody. */
export type Account = { owner: string; key: string; state: string; login: string; never: string };

/** Why a request was refused without having been looked at. */
export type Reason = "login" | "enterprise" | "person" | "choose" | "gate" | "token";
export type Refusal = { reason: Reason; error: string; more: Record<string, unknown> };

const EMPTY: Account = { owner: "", key: "", state: "", login: "", never: "" };
const REASONS: readonly string[] = ["login", "enterprise", "person", "choose", "gate", "token"];
const CHANNEL = "yzd-account";
/** Sent to the document once the page's own person and enterprise act again. */
export const BACK = "account:back";

let waitsFor: Refusal | null = null;
let isWatching = false;
let openLogin: ((address: string) => void) | null = null;

export function account(): Account {
  try {
    return { ...EMPTY, ...(JSON.parse(meta("account") || "{}") as Partial<Account>) };
  } catch {
    return EMPTY;
  }
}

/** Headers of every request that changes something: the token, and whose page asks. */
export function ourHeaders(): Record<string, string> {
  const token = meta("csrf-token");
  const { owner } = account();
  return { ...(token ? { "X-CSRFToken": token } : {}), ...(owner ? { "X-Form-Owner": owner } : {}) };
}

/** Reads a refusal out of an answer's status and text; null when it is something else. */
export function refusalOf(status: number, text: string): Refusal | null {
  if (status !== 401 && status !== 403 && status !== 409) return null;
  try {
    const more = JSON.parse(text) as Record<string, unknown>;
    const { reason, error } = more;
    if (typeof reason !== "string" || !REASONS.includes(reason)) return null;
    return { reason: reason as Reason, error: typeof error === "string" ? error : "", more };
  } catch {
    return null;
  }
}

const addressOf = (value: unknown): string => (typeof value === "string" && /^\/(?!\/)/.test(value) ? value : "");

/** Says what happened and how it goes on, and waits for it. Old tokens are no matter for the reader: see `renew`. Whoever pressed a
 * button (`isAsked`) has the login opened at once; whoever only types is not interrupted by it. */
export function announce(refusal: Refusal, isAsked = false): void {
  if (refusal.reason === "token") return void renew();
  waitsFor = refusal;
  watch();
  const act = actOf(refusal);
  say(refusal.error, act);
  if (isAsked && act && "here" in act) act.here?.();
}

function actOf({ reason, more }: Refusal): Act | undefined {
  if (reason === "login") {
    const href = addressOf(more["login"]) || account().login;
    const { title } = more;
    return { text: typeof title === "string" ? title : "重新登录", href, here: () => openLogin?.(href) };
  }
  if (reason === "choose") return { text: "选择企业", href: addressOf(more["choose"]) };
  if (reason === "gate") return { text: "去认证", href: addressOf(more["gate"]) };
  if (reason !== "enterprise") return undefined;
  return {
    text: `切换回 ${String(more["name"] ?? "原来的企业")}，继续`,
    run: () => void switchBack(more).then(() => look()),
  };
}

/** `behaviours/login_here.ts` says how the login opens in the page itself. */
export function loginOpensBy(open: (address: string) => void): void {
  openLogin = open;
}

async function switchBack(to: Record<string, unknown>): Promise<void> {
  const state = await ask();
  const url = addressOf(to["choose"]);
  if (!state || !url) return;
  const body = new URLSearchParams({ enterprise: String(to["enterprise"] ?? ""), csrfmiddlewaretoken: state.token });
  try {
    await fetch(url, { method: "POST", body, credentials: "same-origin", redirect: "manual" });
  } catch {
    return;
  }
}

type State = {
  owner: string;
  token: string;
  enterprise: string;
  isTheirs: boolean;
  theirs: Record<string, unknown> | null;
};

/** Who acts now, and what this page is to them; null without an answer. */
async function ask(): Promise<State | null> {
  const { state, owner: mine } = account();
  if (!state) return null;
  try {
    const response = await fetch(state, {
      credentials: "same-origin",
      cache: "no-store",
      headers: { Accept: "application/json", ...(mine ? { "X-Form-Owner": mine } : {}) },
    });
    const { owner, token, enterprise, is_theirs, theirs } = (await response.json()) as Record<string, unknown>;
    if (typeof owner !== "string" || typeof token !== "string") return null;
    return {
      owner,
      token,
      enterprise: typeof enterprise === "string" ? enterprise : "",
      // A page of nobody is everybody's.
      isTheirs: !mine || is_theirs === true,
      theirs: theirs !== null && typeof theirs === "object" ? (theirs as Record<string, unknown>) : null,
    };
  } catch {
    return null;
  }
}

/** A fresh token for everything on the page; whether there is one. Whose the page is, the server judges with each form. */
export async function renew(): Promise<boolean> {
  const state = await ask();
  if (state) takeToken(state.token);
  return state !== null;
}

function takeToken(token: string): void {
  document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.setAttribute("content", token);
  for (const field of document.querySelectorAll<HTMLInputElement>('input[name="csrfmiddlewaretoken"]'))
    field.value = token;
}

/** What a login here or in another tab came to: this page goes on, nobody is there yet, or it is not theirs and has gone. */
export type After = "on" | "nobody" | "gone" | "other";

/**
 * After a login: the page's own person and enterprise go on. The person with no enterprise chosen yet is put back to the page's own, where
 * `choosing` allows it. Another person never sees what was typed: the page is loaded anew, as theirs.
 */
export async function goOn(choosing: boolean): Promise<After> {
  let state = await ask();
  if (state?.theirs && !state.enterprise && choosing) {
    await switchBack(state.theirs);
    state = await ask();
  }
  if (!state || (!state.owner && account().owner)) return "nobody";
  if (state.isTheirs) {
    takeToken(state.token);
    waitsFor = null;
    hush();
    document.dispatchEvent(new CustomEvent(BACK));
    return "on";
  }
  if (state.theirs) {
    if (state.enterprise) announceOther(state.enterprise, state.theirs);
    return "other";
  }
  leave();
  return "gone";
}

function announceOther(now: string, theirs: Record<string, unknown>): void {
  const error = `您已切换到 ${now}，这份内容属于 ${String(theirs["name"] ?? "")}`;
  announce({ reason: "enterprise", error, more: theirs });
}

function leave(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[method="post"]')) form.reset();
  document.body.hidden = true;
  sayAfterwards("现在登录的是另一个账号。刚才填写的内容属于原来的账号，没有提交");
  window.location.reload();
}

async function look(): Promise<void> {
  if (waitsFor) await goOn(false);
}

function watch(): void {
  if (isWatching) return;
  isWatching = true;
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void look();
  });
  window.addEventListener("focus", () => void look());
  if ("BroadcastChannel" in window) new BroadcastChannel(CHANNEL).addEventListener("message", () => void look());
}

/** On the page where a login in another tab ends: the waiting tab goes on, this one may go. */
export function tellBack(): void {
  if (!document.querySelector("[data-session-back]")) return;
  if ("BroadcastChannel" in window) new BroadcastChannel(CHANNEL).postMessage("back");
  window.close();
}
