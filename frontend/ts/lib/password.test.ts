import { describe, expect, it } from "vitest";
import { isObvious, isPersonal, judge } from "./password";

const CODE = "91410100MA40000000";

describe("judge", () => {
  it("asks for eight characters of two kinds", () => {
    expect(judge("zhong88", CODE)).toMatchObject({ isLong: false, isMixed: true, isGood: false });
    expect(judge("zhongyuanqu", CODE)).toMatchObject({ isLong: true, isMixed: false, isGood: false });
    expect(judge("zhongyuan88", CODE)).toMatchObject({ isLong: true, isMixed: true, isPrivate: true, isGood: true });
    expect(judge("a1".repeat(33), CODE).isLong).toBe(false);
    expect(judge("中原大地欣欣向荣88", CODE).isGood).toBe(true);
  });
  it("tells the strength", () => {
    expect(judge("", CODE).strength).toBe("");
    expect(judge("password1", CODE).strength).toBe("弱");
    expect(judge("lvcheng7", CODE).strength).toBe("中");
    expect(judge("lvcheng7#hua", CODE).strength).toBe("强");
  });
});

describe("isObvious", () => {
  it.each([
    "password1", "Password123!", "p@ssw0rd", "P@ssw0rd2026", "12345678", "87654321", "abcd1234", "qwertyui1", "1qaz2wsx", "11111111a", "aaaa1111",
    "yuzhengdai1", "Henan2026", "woaini520", "123456abc", "abcdefgh1", "admin888", "qazwsx123", "!@#$%^&*1",
  ])("%s", (password) => expect(isObvious(password)).toBe(true)); // prettier-ignore
  it.each(["zhongyuan88", "lvcheng7", "huanghe-4567", "Tk7#mmpx", "dongfeng1936"])("not %s", (password) =>
    expect(isObvious(password)).toBe(false),
  );
});

describe("isPersonal", () => {
  it.each(["a13800138000", "zz138-0013-8000", "li19850312", "li1985-03-12", "x20011231x", "MA40000000x", "ab914101zz"])(
    "%s",
    (password) => expect(isPersonal(password, CODE)).toBe(true),
  );
  it.each(["zhongyuan88", "li19851399", "91410abc", "x12800138000"])("not %s", (password) =>
    expect(isPersonal(password, CODE)).toBe(false),
  );
});
