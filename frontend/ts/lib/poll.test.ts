import { describe, expect, it } from "vitest";
import { restMs, withSeen } from "./poll";

describe("restMs", () => {
  it("rests as asked while the tab is seen", () => expect(restMs(1500, 0, false)).toBe(1500));
  it("rests longer in the background", () => expect(restMs(1500, 0, true)).toBe(12_000));
  it("rests little longer in the background when it comes any moment", () => {
    expect(restMs(700, 0, false)).toBe(700);
    expect(restMs(700, 0, true)).toBe(1500);
  });
  it("rests ever longer after failures, to a bound", () => {
    expect(restMs(1500, 1, false)).toBe(3000);
    expect(restMs(1500, 99, false)).toBe(30_000);
    expect(restMs(1500, 99, true)).toBe(30_000);
  });
});

describe("withSeen", () => {
  it("leaves the address alone while nothing is shown", () =>
    expect(withSeen("/a/?b=1", "", "http://x/")).toBe("/a/?b=1"));
  it("adds what is shown", () =>
    expect(withSeen("/a/?b=%2Fc%2F", "open", "http://x/")).toBe("/a/?b=%2Fc%2F&seen=open"));
  it("replaces what was shown before", () => expect(withSeen("/a/?seen=old", "new", "http://x/")).toBe("/a/?seen=new"));
});
