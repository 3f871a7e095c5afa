// What is kept on the device, closed with the key of its owner. The name of the form is sealed in: a text opens in its own form alone.

/** Base64 of IV and ciphertext, and when it was closed. */
export type Entry = { at: number; iv: string; data: string };

const LONGEST_MS = 24 * 3600 * 1000;

export const isFresh = (entry: Entry, now: number): boolean => now - entry.at < LONGEST_MS && entry.at <= now + 60_000;

const bytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
const text = (data: ArrayBuffer | Uint8Array): string =>
  btoa(Array.from(new Uint8Array(data), (byte) => String.fromCharCode(byte)).join(""));

function imported(key: string, use: "encrypt" | "decrypt"): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", bytes(key), "AES-GCM", false, [use]);
}

/** Encrypts words; null where this browser cannot. */
export async function close(key: string, name: string, words: Record<string, string[]>): Promise<Entry | null> {
  if (!key) return null;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(words));
  const additionalData = new TextEncoder().encode(name);
  const data = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv, additionalData },
    await imported(key, "encrypt"),
    plain,
  );
  return { at: Date.now(), iv: text(iv), data: text(data) };
}

/** Decrypts words; null for another owner's, another form's and damaged ones. */
export async function open(key: string, name: string, entry: Entry): Promise<Record<string, string[]> | null> {
  try {
    const additionalData = new TextEncoder().encode(name);
    const plain = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv: bytes(entry.iv), additionalData },
      await imported(key, "decrypt"),
      bytes(entry.data),
    );
    return JSON.parse(new TextDecoder().decode(plain)) as Record<string, string[]>;
  } catch {
    return null;
  }
}
