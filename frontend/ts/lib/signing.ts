// One signature asked for by the platform: fetch a challenge, sign it with the key on this phone, send the answer.
import { jsonOf, post } from "./http";
import { answer, type Shield } from "./shield";

/** Raises WrongPassword, or Error with a sentence to show. */
export async function prove(
  shield: Shield,
  password: string,
  purpose: "login" | "confirm",
  urls: { challenge: string; answer: string },
  more: Record<string, string> = {},
): Promise<Record<string, unknown>> {
  const { challenge } = await said(urls.challenge, {});
  if (typeof challenge !== "string") throw new Error("平台没有给出要签的内容，请稍后再试");
  const signature = await answer(shield, password, purpose, challenge);
  return said(urls.answer, { ...more, challenge, signature, certificate: shield.certificate });
}

async function said(url: string, fields: Record<string, string>): Promise<Record<string, unknown>> {
  let response: Response;
  try {
    response = await post(url, new URLSearchParams(fields));
  } catch {
    throw new Error("网络中断，请联网后重试");
  }
  const answered = await jsonOf(response);
  if (response.ok) return answered;
  throw new Error(typeof answered["error"] === "string" ? answered["error"] : "没有验证成功，请刷新页面后重试");
}
