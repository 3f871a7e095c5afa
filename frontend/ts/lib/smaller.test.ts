import { describe, expect, it } from "vitest";
import { sizesFor, smaller } from "./smaller";

describe("sizes of a picture that is drawn smaller", () => {
  it("goes down from 4,000 pixels and never below 2,000", () => {
    expect(sizesFor(8000, 6000)).toEqual([
      { width: 4000, height: 3000 },
      { width: 3200, height: 2400 },
      { width: 2600, height: 1950 },
      { width: 2000, height: 1500 },
    ]);
  });
  it("begins with the picture's own size and draws nothing larger", () => {
    expect(sizesFor(2000, 3000)[0]).toEqual({ width: 2000, height: 3000 });
    expect(sizesFor(900, 600)).toEqual([{ width: 900, height: 600 }]);
  });
});

describe("files", () => {
  it("leaves what is small enough as it is", async () => {
    const file = new File(["x"], "a.jpg", { type: "image/jpeg" });
    expect(await smaller(file, 10)).toBe(file);
  });
  it("makes nothing of a large PDF", async () => {
    expect(await smaller(new File(["x".repeat(20)], "a.pdf", { type: "application/pdf" }), 10)).toBeNull();
  });
});
