// Distinguished Encoding Rules of ASN.1 (ITU-T X.690), as far as a certificate request and an ECDSA signature need them.

export type Bytes = Uint8Array<ArrayBuffer>;

const SEQUENCE = 0x30;
const SET = 0x31;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OBJECT_IDENTIFIER = 0x06;
const UTF8_STRING = 0x0c;

/** One after the other. */
export function concat(...parts: Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function length(size: number): number[] {
  if (size < 0x80) return [size];
  const bytes: number[] = [];
  for (let rest = size; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return [0x80 | bytes.length, ...bytes];
}

/** Tag, length, content. */
export function tlv(tag: number, ...content: Uint8Array[]): Bytes {
  const body = concat(...content);
  return concat(Uint8Array.from([tag, ...length(body.length)]), body);
}

export const sequence = (...content: Uint8Array[]): Bytes => tlv(SEQUENCE, ...content);
export const set = (...content: Uint8Array[]): Bytes => tlv(SET, ...content);
export const utf8 = (text: string): Bytes => tlv(UTF8_STRING, new TextEncoder().encode(text));

/** A non-negative integer from its big-endian bytes: no needless zeros, never read as negative. */
export function integer(bytes: Uint8Array): Bytes {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start += 1;
  const plain = bytes.slice(start);
  const isHigh = (plain[0] ?? 0) >= 0x80;
  return tlv(INTEGER, isHigh ? concat(Uint8Array.of(0), plain) : plain);
}

/** A bit string of whole bytes. */
export const bitString = (bytes: Uint8Array): Bytes => tlv(BIT_STRING, Uint8Array.of(0), bytes);

/** An object identifier from its dotted form. */
export function oid(dotted: string): Bytes {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const groups = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) groups.unshift((left % 128) | 0x80);
    bytes.push(...groups);
  }
  return tlv(OBJECT_IDENTIFIER, Uint8Array.from(bytes));
}

/** WebCrypto gives r‖s, everybody else wants SEQUENCE { r, s }. */
export function ecdsaSignature(raw: Uint8Array): Bytes {
  const half = raw.length / 2;
  return sequence(integer(raw.slice(0, half)), integer(raw.slice(half)));
}

/** Base64 of bytes, without a limit on their number. */
export function base64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
