import { describe, expect, it } from "vitest";
import { base64, bitString, ecdsaSignature, integer, oid, sequence, tlv, utf8 } from "./der";

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

describe("der", () => {
  it("writes short, one-byte and two-byte lengths", () => {
    expect(hex(tlv(4, new Uint8Array(3)))).toBe("0403000000");
    expect(hex(tlv(4, new Uint8Array(127))).slice(0, 4)).toBe("047f");
    expect(hex(tlv(4, new Uint8Array(128))).slice(0, 6)).toBe("048180");
    expect(hex(tlv(4, new Uint8Array(300))).slice(0, 8)).toBe("0482012c");
  });
  it("writes integers that are never negative and have no needless zeros", () => {
    expect(hex(integer(Uint8Array.of(0)))).toBe("020100");
    expect(hex(integer(Uint8Array.of(0, 0, 5)))).toBe("020105");
    expect(hex(integer(Uint8Array.of(0x80)))).toBe("02020080");
    expect(hex(integer(Uint8Array.of(0, 0xff)))).toBe("020200ff");
  });
  it("writes object identifiers", () => {
    expect(hex(oid("2.5.4.3"))).toBe("0603550403");
    expect(hex(oid("1.2.840.10045.4.3.2"))).toBe("06082a8648ce3d040302");
  });
  it("writes text as UTF-8 and bits as whole bytes", () => {
    expect(hex(utf8("豫"))).toBe("0c03e8b1ab");
    expect(hex(bitString(Uint8Array.of(1)))).toBe("03020001");
    expect(hex(sequence(utf8("a"), utf8("b")))).toBe("30060c01610c0162");
  });
  it("turns r‖s into SEQUENCE { r, s }", () => {
    const raw = new Uint8Array(64);
    raw[31] = 1;
    raw[32] = 0x90;
    expect(hex(ecdsaSignature(raw))).toBe(`3026020101022100${"90".padEnd(64, "0")}`);
  });
  it("writes base64 of many bytes", () => expect(base64(new Uint8Array(200_000)).length).toBe(266_668));
});
