import { describe, expect, it } from "vitest";

import { codeIn, typedCode } from "./code_digits";

describe("a one-time code in what was pasted", () => {
  it.each([
    ["123 456", "123456"],
    ["123-456", "123456"],
    [" 123456\n", "123456"],
    ["１２３４５６", "123456"],
    ["【豫正贷】您的验证码是 123456，5 分钟内有效。", "123456"],
    ["【豫正贷】验证码：123 456，2026年3月20日 10:30 前有效，客服 037165900000", "123456"],
    ["您的订单 654321 的验证码为123456", "123456"],
    ["code 123456 expires", "123456"],
    ["13812346021", ""],
    ["12345", ""],
    ["123456 654321", ""],
    ["", ""],
  ])("%s", (text, code) => {
    expect(codeIn(text)).toBe(code);
  });

  it("keeps digits alone while typing, six at most", () => {
    expect(typedCode("12 3")).toBe("123");
    expect(typedCode("1a2b")).toBe("12");
    expect(typedCode("1234567")).toBe("123456");
    expect(typedCode("12３")).toBe("123");
  });
});
