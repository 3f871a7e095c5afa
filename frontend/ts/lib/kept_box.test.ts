import { describe, expect, it } from "vitest";
import { close, isFresh, open } from "./kept_box";

const KEY = btoa("k".repeat(32));
const OTHER = btoa("o".repeat(32));
const WORDS = { text: ["一个字也不丢"], kind: ["a", "b"] };

describe("what is kept on the device", () => {
  it("opens for its owner, in its form", async () => {
    const entry = await close(KEY, "form", WORDS);
    expect(JSON.stringify(entry)).not.toContain("不丢");
    expect(entry && (await open(KEY, "form", entry))).toEqual(WORDS);
  });
  it("opens for nobody else, in no other form, and not when damaged", async () => {
    const entry = await close(KEY, "form", WORDS);
    if (!entry) throw new Error("not closed");
    expect(await open(OTHER, "form", entry)).toBeNull();
    expect(await open(KEY, "another form", entry)).toBeNull();
    expect(await open(KEY, "form", { ...entry, data: entry.data.slice(4) })).toBeNull();
  });
  it("is not kept without a key", async () => expect(await close("", "form", WORDS)).toBeNull());
  it("is forgotten after a day", () => {
    expect(isFresh({ at: 0, iv: "", data: "" }, 23 * 3600 * 1000)).toBe(true);
    expect(isFresh({ at: 0, iv: "", data: "" }, 25 * 3600 * 1000)).toBe(false);
    expect(isFresh({ at: 9e12, iv: "", data: "" }, 0)).toBe(false);
  });
});
