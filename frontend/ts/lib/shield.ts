// The private key of this phone: made here, locked with the certificate password, opened for one signature at a time.
// Neither the key nor the password is ever sent anywhere.
import { makeRequest, signDer } from "./csr";
import { base64, type Bytes } from "./der";

export const ITERATIONS = 600_000;
const CURVE = { name: "ECDSA", namedCurve: "P-256" } as const;
const LABEL = "yuzhengdai-phone";

/** What is kept of a key. `certificate` is empty until the platform has answered; `label` names the enterprise. */
export interface Shield {
  version: 1;
  salt: Bytes;
  iv: Bytes;
  iterations: number;
  wrapped: ArrayBuffer;
  request: Bytes;
  certificate: string;
  label: string;
}

/** The password does not open this key. */
export class WrongPassword extends Error {}

/** Whether this browser, at this address, can make and lock keys: only over https, or on the machine itself. */
export function canMakeKeys(): boolean {
  return globalThis.isSecureContext !== false && typeof globalThis.crypto?.subtle?.wrapKey === "function";
}

async function lockOf(password: string, salt: Bytes, iterations: number): Promise<CryptoKey> {
  const typed = await crypto.subtle.importKey(
    "raw",
    new TextEncoder().encode(password.normalize("NFKC")),
    "PBKDF2",
    false,
    ["deriveKey"],
  );
  return crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations },
    typed,
    { name: "AES-GCM", length: 256 },
    false,
    ["wrapKey", "unwrapKey"],
  );
}

/** A fresh key pair, its private half wrapped, and the request for its certificate. The open key is not kept. */
export async function makeShield(password: string, label = "", iterations = ITERATIONS): Promise<Shield> {
  const keys = await crypto.subtle.generateKey(CURVE, true, ["sign", "verify"]);
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const lock = await lockOf(password, salt, iterations);
  const wrapped = await crypto.subtle.wrapKey("pkcs8", keys.privateKey, lock, { name: "AES-GCM", iv });
  const request = await makeRequest(keys, LABEL);
  return { version: 1, salt, iv, iterations, wrapped, request, certificate: "", label };
}

/** The private key, for signing alone and not to be exported. Raises WrongPassword. */
export async function openShield(shield: Shield, password: string): Promise<CryptoKey> {
  const lock = await lockOf(password, shield.salt, shield.iterations);
  try {
    return await crypto.subtle.unwrapKey(
      "pkcs8",
      shield.wrapped,
      lock,
      { name: "AES-GCM", iv: shield.iv },
      CURVE,
      false,
      ["sign"],
    );
  } catch {
    throw new WrongPassword();
  }
}

/** What is signed for a purpose, at this origin, in answer to a challenge; the same text as on the server. */
export function signedText(purpose: "login" | "confirm", origin: string, challenge: string): Bytes {
  return new TextEncoder().encode(`APP-${purpose.toUpperCase()}-v1\n${origin}\n${challenge}`);
}

/** The signature in base64. Raises WrongPassword. */
export async function answer(
  shield: Shield,
  password: string,
  purpose: "login" | "confirm",
  challenge: string,
): Promise<string> {
  const key = await openShield(shield, password);
  return base64(await signDer(key, signedText(purpose, location.origin, challenge)));
}
