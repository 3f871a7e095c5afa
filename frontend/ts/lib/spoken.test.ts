import { beforeEach, describe, expect, it, vi } from "vitest";
import { Spoken } from "./spoken";

const said: string[] = [];
const voice = {
  cancel: vi.fn(),
  speak: (words: { text: string }) => said.push(words.text),
} as unknown as SpeechSynthesis;

beforeEach(() => {
  said.length = 0;
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
  vi.stubGlobal(
    "SpeechSynthesisUtterance",
    class {
      lang = "";
      constructor(readonly text: string) {}
    },
  );
});

describe("prompts read aloud", () => {
  it("says a sentence once until another comes", () => {
    const spoken = new Spoken(voice);
    for (const text of ["请张开嘴", "请张开嘴", "", "请眨眨眼", "请张开嘴"]) spoken.say(text);
    expect(said).toEqual(["请张开嘴", "请眨眨眼", "请张开嘴"]);
  });
  it("is silent once switched off, on the next page too", () => {
    const spoken = new Spoken(voice);
    spoken.toggle();
    spoken.say("请张开嘴");
    new Spoken(voice).say("请眨眨眼");
    expect(said).toEqual([]);
  });
  it("does nothing where there is no voice", () => {
    const spoken = new Spoken(undefined);
    spoken.say("请张开嘴");
    expect(spoken.isThere).toBe(false);
  });
});
