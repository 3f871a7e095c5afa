import { describe, expect, it } from "vitest";
import { refusalOf } from "./account";

describe("refusalOf", () => {
  it.each([
    [401, "login"],
    [409, "enterprise"],
    [409, "person"],
    [409, "choose"],
    [409, "gate"],
    [403, "token"],
  ])("%i %s", (status, reason) =>
    expect(refusalOf(status, JSON.stringify({ reason, error: "说明" }))).toMatchObject({ reason, error: "说明" }),
  );
  it.each([
    [200, '{"reason":"login"}'],
    [409, '{"error":"别人改过"}'],
    [403, "<!doctype html><title>没有权限</title>"],
    [401, "null"],
    [409, '{"reason":"something"}'],
  ])("is something else: %i %s", (status, text) => expect(refusalOf(status, text)).toBeNull());
});
