import { describe, expect, it } from "vitest";

import data from "../../../tests/vectors/altcha.json";
import { type ChallengeV1, type ChallengeV2, solve } from "./pow";
import { hex, sha256 } from "./sha256";

interface Vectors {
  v1: { challenge: ChallengeV1; number: number };
  v2: { challenge: ChallengeV2; solution: { counter: number; derivedKey: string } };
}

// Made with the server's library (altcha for Python).
const vectors = data as unknown as Vectors;
const payload = (text: string | null): Record<string, unknown> =>
  JSON.parse(atob(text ?? "")) as Record<string, unknown>;

describe("SHA-256", () => {
  it.each([0, 1, 3, 55, 56, 63, 64, 65, 119, 120, 1000])("of %i bytes", async (length) => {
    const message = Uint8Array.from({ length }, (_, index) => (index * 7) % 256);
    expect(hex(sha256(message))).toBe(hex(new Uint8Array(await crypto.subtle.digest("SHA-256", message))));
  });
});

describe("proof of work (L2)", () => {
  it("finds the number of a version 1 challenge", () => {
    expect(payload(solve(vectors.v1.challenge))).toMatchObject({
      number: vectors.v1.number,
      signature: vectors.v1.challenge.signature,
    });
  });

  it("gives up when there is none", () => {
    expect(solve({ ...vectors.v1.challenge, maxNumber: 1000 })).toBeNull();
  });

  it("finds the counter of a version 2 challenge", () => {
    const { counter, derivedKey } = vectors.v2.solution;
    expect(payload(solve(vectors.v2.challenge))).toMatchObject({ solution: { counter, derivedKey } });
  });
});
