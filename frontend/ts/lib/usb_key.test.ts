import { expect, test } from "vitest";
import { keyRows, keyTrouble } from "./usb_key";

test("what the agent lists is read, whatever else is left out", () => {
  const rows = keyRows({
    certificates: [
      { handle: "a", enterprise: "郑州示例有限公司", expires: "2027-05-06T00:00:00Z", issuer: "示例 CA", use: "sign" },
      {
        handle: "b",
        enterprise: "郑州示例有限公司",
        expires: "2027-05-06T00:00:00Z",
        issuer: "示例 CA",
        use: "encrypt",
      },
      { enterprise: "no handle" },
      7,
      null,
    ],
  });
  expect(rows.map((row) => [row.handle, row.isForSigning])).toEqual([
    ["a", true],
    ["b", false],
  ]);
  expect(rows[0]?.text).toBe("有效至 2027-05-06，示例 CA");
  expect(rows[1]?.text).toContain("加密证书");
  expect(keyRows({})).toEqual([]);
  expect(keyRows({ certificates: "x" })).toEqual([]);
});

test("each trouble has its own sentence, an unknown one too", () => {
  expect(keyTrouble("no_key", null)).toBe("请插入USBKEY");
  expect(keyTrouble("pin_incorrect", 3)).toBe("PIN 码不正确，还可以试 3 次。");
  expect(keyTrouble("pin_incorrect", null)).toContain("锁定");
  const codes = ["no_agent", "denied", "no_key", "pin_locked", "pin_cancelled", "busy", "timeout", "?"];
  expect(new Set(codes.map((code) => keyTrouble(code, null))).size).toBe(codes.length);
});
