import { describe, expect, it } from "vitest";
import { SIGNING } from "./csr";
import { canMakeKeys, ITERATIONS, makeShield, openShield, signedText, WrongPassword } from "./shield";

const FAST = 1000;

describe("shield", () => {
  it("locks with as many rounds as promised", () => expect(ITERATIONS).toBe(600_000));
  it("knows where keys can be made", () => expect(canMakeKeys()).toBe(true));

  it("opens with its password alone, for signing, and does not give the key away", async () => {
    const shield = await makeShield("示例密码 zhongyuan88", "", FAST);
    const key = await openShield(shield, "示例密码 zhongyuan88");
    expect(key.extractable).toBe(false);
    expect(key.usages).toEqual(["sign"]);
    await expect(openShield(shield, "zhongyuan89")).rejects.toBeInstanceOf(WrongPassword);
    await expect(crypto.subtle.exportKey("pkcs8", key)).rejects.toThrow();
  });

  it("takes full-width typing as meant", async () => {
    const shield = await makeShield("ｚｈｏｎｇ８８８８", "", FAST);
    await expect(openShield(shield, "zhong8888")).resolves.toBeTruthy();
  });

  it("asks with a request that the key itself has signed", async () => {
    const shield = await makeShield("zhongyuan88", "", FAST);
    const { content, publicKey, signature } = taken(shield.request);
    const key = await crypto.subtle.importKey("spki", publicKey, { name: "ECDSA", namedCurve: "P-256" }, false, [
      "verify",
    ]);
    expect(await crypto.subtle.verify(SIGNING, key, signature, content)).toBe(true);
    const opened = await openShield(shield, "zhongyuan88");
    const text = signedText("confirm", "https://finance.example.cn", "abc");
    const own = await crypto.subtle.sign(SIGNING, opened, text);
    expect(await crypto.subtle.verify(SIGNING, key, own, text)).toBe(true);
  });

  it("makes another key, salt and nonce each time", async () => {
    const [one, two] = [await makeShield("zhongyuan88", "", FAST), await makeShield("zhongyuan88", "", FAST)];
    expect(one.request).not.toEqual(two.request);
    expect(one.salt).not.toEqual(two.salt);
    expect(one.iv).not.toEqual(two.iv);
  });

  it("signs purpose, origin and challenge", () => {
    expect(new TextDecoder().decode(signedText("login", "https://a.cn", "n"))).toBe("APP-LOGIN-v1\nhttps://a.cn\nn");
  });
});

/** The parts of a request: what is signed, the SubjectPublicKeyInfo in it, the signature as r‖s. */
function taken(request: Uint8Array): { content: ArrayBuffer; publicKey: ArrayBuffer; signature: ArrayBuffer } {
  const whole = inside(request, 0);
  const content = request.slice(whole.start, inside(request, whole.start).end);
  const version = inside(content, inside(content, 0).start);
  const subject = inside(content, version.end);
  const publicKey = content.slice(subject.end, inside(content, subject.end).end);
  const algorithm = inside(request, whole.start + content.length);
  const bits = inside(request, algorithm.end);
  const r = inside(request, inside(request, bits.start + 1).start);
  const s = inside(request, r.end);
  const signature = new Uint8Array(64);
  put(signature, request.slice(r.start, r.end), 32);
  put(signature, request.slice(s.start, s.end), 64);
  return { content: content.buffer, publicKey: publicKey.buffer, signature: signature.buffer };
}

function inside(bytes: Uint8Array, at: number): { start: number; end: number } {
  const first = bytes[at + 1] ?? 0;
  if (first < 0x80) return { start: at + 2, end: at + 2 + first };
  const count = first & 0x7f;
  let size = 0;
  for (let n = 0; n < count; n += 1) size = size * 256 + (bytes[at + 2 + n] ?? 0);
  return { start: at + 2 + count, end: at + 2 + count + size };
}

function put(into: Uint8Array, number: Uint8Array, end: number): void {
  const plain = number[0] === 0 ? number.slice(1) : number;
  into.set(plain, end - plain.length);
}
