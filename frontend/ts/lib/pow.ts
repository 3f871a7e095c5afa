// Solves ALTCHA challenges: version 1 ({challenge, salt, maxNumber}) and version 2 with algorithm SHA-256.
import { hex, sha256, unhex } from "./sha256";

export interface ChallengeV1 {
  algorithm: string;
  challenge: string;
  salt: string;
  signature: string;
  maxNumber?: number;
  maxnumber?: number;
}

export interface ChallengeV2 {
  parameters: {
    algorithm: string;
    nonce: string;
    salt: string;
    cost: number;
    keyLength?: number;
    keyPrefix?: string;
    [key: string]: unknown;
  };
  signature?: string;
}

const encoder = new TextEncoder();

/** The payload to send back (base64 of JSON), or null when there is no solution. */
export function solve(challenge: ChallengeV1 | ChallengeV2): string | null {
  const payload = "parameters" in challenge ? solveV2(challenge) : solveV1(challenge);
  return payload === null ? null : btoa(JSON.stringify(payload));
}

function solveV1(given: ChallengeV1): object | null {
  const { algorithm, challenge, salt, signature } = given;
  const last = given.maxNumber ?? given.maxnumber ?? 1_000_000;
  for (let number = 0; number <= last; number += 1) {
    if (hex(sha256(encoder.encode(`${salt}${number}`))) === challenge) {
      return { algorithm, challenge, number, salt, signature };
    }
  }
  return null;
}

function solveV2(given: ChallengeV2): object | null {
  const { nonce, salt, cost, keyLength = 32, keyPrefix = "00" } = given.parameters;
  const start = new Uint8Array([...unhex(salt), ...unhex(nonce), 0, 0, 0, 0]);
  const counterView = new DataView(start.buffer, start.length - 4);
  for (let counter = 0; counter < 2 ** 32; counter += 1) {
    counterView.setUint32(0, counter);
    let key = sha256(start);
    for (let round = 1; round < cost; round += 1) key = sha256(key);
    const derivedKey = hex(key.subarray(0, keyLength));
    if (derivedKey.startsWith(keyPrefix)) return { challenge: given, solution: { counter, derivedKey } };
  }
  return null;
}
