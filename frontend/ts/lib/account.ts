// Whose this page is, and what the server says when that is no longer so (sites/web/typed). One place for every request of a page.
import { meta } from "./dom";
import { hush, say, type Act } from "./said";

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

/** Says what happened and how it goes on, and waits for it. Old tokens are no matter for the reader: see `renew`. */
export function announce(refusal: Refusal): void {
  if (refusal.reason === "token") return void renew();
  waitsFor = refusal;
  watch();
  say(refusal.error, actOf(refusal));
}

function actOf({ reason, more }: Refusal): Act | undefined {
  if (reason === "login") return { text: "重新登录", href: addressOf(more["login"]) || account().login };
  if (reason === "choose") return { text: "选择企业", href: addressOf(more["choose"]) };
  if (reason === "gate") return { text: "去认证", href: addressOf(more["gate"]) };
  if (reason !== "enterprise") return undefined;
  return { text: `切换回 ${String(more["name"] ?? "原来的企业")}，继续`, run: () => void switchBack(more) };
}

async function switchBack(more: Record<string, unknown>): Promise<void> {
  const state = await ask();
  const url = addressOf(more["choose"]);
  if (!state || !url) return;
  const body = new URLSearchParams({ enterprise: String(more["enterprise"] ?? ""), csrfmiddlewaretoken: state.token });
  try {
    await fetch(url, { method: "POST", body, credentials: "same-origin", redirect: "manual" });
  } catch {
    return;
  }
  await look();
}

type State = { owner: string; token: string };

async function ask(): Promise<State | null> {
  const { state } = account();
  if (!state) return null;
  try {
    const response = await fetch(state, {
      credentials: "same-origin",
      cache: "no-store",
      headers: { Accept: "application/json" },
    });
    const { owner, token } = (await response.json()) as Record<string, unknown>;
    return typeof owner === "string" && typeof token === "string" ? { owner, token } : null;
  } catch {
    return null;
  }
}

/** A fresh token for everything on the page; whether its own person and enterprise act now. A page of nobody is everybody's. */
export async function renew(): Promise<boolean> {
  const state = await ask();
  if (!state) return false;
  const { owner } = account();
  if (owner && state.owner !== owner) return false;
  document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.setAttribute("content", state.token);
  for (const field of document.querySelectorAll<HTMLInputElement>('input[name="csrfmiddlewaretoken"]'))
    field.value = state.token;
  return true;
}

async function look(): Promise<void> {
  if (!waitsFor) return;
  if (!(await renew())) return;
  waitsFor = null;
  hush();
  document.dispatchEvent(new CustomEvent(BACK));
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
