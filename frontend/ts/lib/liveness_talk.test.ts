import { describe, expect, it } from "vitest";

import { arcs, askedFor, readDraw, readProgress, readVerdict } from "./liveness_talk";

const DRAW = { session: "s", secret: "x", seconds: 40, count: 4, wait: "请等提示" };
const BLINK = { label: "眨眼", cue: "请闭上眼睛一秒，再睁开" };

describe("what the server says (R7)", () => {
  it("draws actions", () => {
    expect(readDraw(DRAW)).toEqual(DRAW);
    expect(readDraw({ ...DRAW, seconds: 9999 })?.seconds).toBe(120);
  });

  it.each([{}, { ...DRAW, secret: "" }, { ...DRAW, count: 0 }, { ...DRAW, wait: "" }, { ...DRAW, seconds: "soon" }])(
    "is not begun on %j",
    (data) => expect(readDraw(data)).toBeNull(),
  );

  it("tells progress", () => {
    expect(
      readProgress({
        told: [BLINK, BLINK],
        actions_done: 1,
        sentence: "请靠近一些",
        is_position_good: false,
        is_complete: false,
      }),
    ).toEqual({
      told: [BLINK, BLINK],
      actionsDone: 1,
      sentence: "请靠近一些",
      isGood: false,
      isComplete: false,
    });
    expect(readProgress({ told: [{ label: "眨眼" }], actions_done: 0 })).toBeNull();
    expect(readProgress({ error: "x" })).toBeNull();
  });

  it("asks for nothing while the next prompt is not due", () => {
    const progress = { told: [BLINK], actionsDone: 0, sentence: "", isGood: true, isComplete: false };
    expect(askedFor(progress)).toEqual(BLINK);
    expect(askedFor({ ...progress, actionsDone: 1 })).toBeNull();
  });

  it("leads only to our own pages after the verdict", () => {
    expect(readVerdict({ is_passed: true, go: "/app/verification/" })).toEqual({
      isPassed: true,
      go: "/app/verification/",
    });
    expect(readVerdict({ is_passed: true, go: "//elsewhere.example" })).toBeNull();
  });
});

describe("the ring", () => {
  it("has an arc per finished action and one for the present", () => {
    expect(arcs(3, 1).map((arc) => arc.state)).toEqual(["done", "now"]);
    expect(arcs(3, 3)).toHaveLength(3);
    expect(arcs(2, 0)[0]?.path).toMatch(/^M139\.3 10\.0A126 126 0 0 1 /);
    expect(arcs(1, 0)[0]?.path).toContain(" 1 1 ");
  });
});
