// A certificate request (PKCS#10, RFC 2986) for a P-256 key.
import { bitString, type Bytes, concat, ecdsaSignature, integer, oid, sequence, set, tlv, utf8 } from "./der";

const COMMON_NAME = "2.5.4.3";
const ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
/** [0] IMPLICIT SET OF Attribute, empty. */
const NO_ATTRIBUTES = 0xa0;

export const SIGNING = { name: "ECDSA", hash: "SHA-256" } as const;

/** ECDSA-SHA-256 in DER. */
export async function signDer(key: CryptoKey, content: BufferSource): Promise<Bytes> {
  return ecdsaSignature(new Uint8Array(await crypto.subtle.sign(SIGNING, key, content)));
}

/** The request, signed by the key it asks for. The name in it is a label: the platform writes the verified enterprise instead. */
export async function makeRequest(keys: CryptoKeyPair, label: string): Promise<Bytes> {
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("spki", keys.publicKey));
  const subject = sequence(set(sequence(oid(COMMON_NAME), utf8(label))));
  const content = sequence(integer(Uint8Array.of(0)), subject, publicKey, tlv(NO_ATTRIBUTES));
  const signature = await signDer(keys.privateKey, content);
  return sequence(concat(content, sequence(oid(ECDSA_WITH_SHA256)), bitString(signature)));
}
