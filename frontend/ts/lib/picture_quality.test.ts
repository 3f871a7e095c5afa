import { describe, expect, it } from "vitest";

import {
  brightness,
  coverCrop,
  glare,
  type Gray,
  judge,
  paperEdges,
  sharpness,
  Steady,
  toGray,
} from "./picture_quality";

const W = 480;
const H = 303;

function canvas(fill: number): Gray {
  return { width: W, height: H, data: new Uint8Array(W * H).fill(fill) };
}

function box(gray: Gray, x0: number, y0: number, x1: number, y1: number, value: number): Gray {
  for (let y = Math.max(0, Math.round(y0)); y < Math.min(H, Math.round(y1)); y += 1) {
    for (let x = Math.max(0, Math.round(x0)); x < Math.min(W, Math.round(x1)); x += 1) gray.data[y * W + x] = value;
  }
  return gray;
}

/** A light card with lines of small dark marks on a darker table; `inset` is the table's share at each side. */
function card(inset: number, { paper = 205, table = 95, ink = 60, shiftX = 0, shiftY = 0 } = {}): Gray {
  const gray = canvas(table);
  const [x0, x1] = [W * inset + shiftX, W * (1 - inset) + shiftX];
  const [y0, y1] = [H * inset + shiftY, H * (1 - inset) + shiftY];
  box(gray, x0, y0, x1, y1, paper);
  for (let line = 0; line < 6; line += 1) {
    const y = y0 + (y1 - y0) * (0.15 + line * 0.13);
    for (let mark = 0; mark < 22; mark += 1) {
      const x = x0 + (x1 - x0) * (0.14 + mark * 0.022);
      box(gray, x, y, x + 5, y + 11, mark % 3 ? ink : paper);
    }
  }
  return gray;
}

function blur(gray: Gray, times: number): Gray {
  let { data } = gray;
  for (let n = 0; n < times; n += 1) {
    const out = new Uint8Array(data);
    for (let y = 1; y < H - 1; y += 1) {
      for (let x = 1; x < W - 1; x += 1) {
        let sum = 0;
        for (let dy = -1; dy <= 1; dy += 1) for (let dx = -1; dx <= 1; dx += 1) sum += data[(y + dy) * W + x + dx]!;
        out[y * W + x] = sum / 9;
      }
    }
    data = out;
  }
  return { width: W, height: H, data };
}

describe("a card in the viewfinder (R6)", () => {
  it("is good when sharp, lit, whole and near", () => {
    expect(judge(card(0.05), true)).toEqual([]);
  });

  it("is named blurred after a shaking hand", () => {
    expect(judge(blur(card(0.05), 5), true)).toContain("blurred");
    expect(sharpness(blur(card(0.05), 5))).toBeLessThan(sharpness(card(0.05)) / 8);
  });

  it("is named dark in the dark", () => {
    expect(judge(card(0.05, { paper: 70, table: 25, ink: 15 }), true)[0]).toBe("dark");
  });

  it("shows a lamp's reflection, and white paper is none", () => {
    const lamp = box(card(0.05), 200, 100, 280, 160, 255);
    expect(judge(lamp, true)).toContain("glare");
    expect(glare(card(0.05, { paper: 252, table: 120 }))).toBe(0);
  });

  it("is cut off when a side lies outside the frame", () => {
    expect(judge(card(0.05, { shiftX: 60 }), true)).toEqual(["cut_off"]);
    expect(paperEdges(card(0.05, { shiftX: 60 })).right).toBeNull();
  });

  it("is cut off also where a line of print or a portrait looks like its side", () => {
    const low = box(card(0.05, { shiftY: 45 }), 80, 262, 400, 270, 60);
    expect(judge(low, true)).toEqual(["cut_off"]);
    const aside = box(card(0.05, { shiftX: 90 }), 355, 50, 470, 250, 130);
    expect(judge(aside, true)).toEqual(["cut_off"]);
    expect(judge(box(card(0.05), 330, 50, 445, 250, 130), true), "a portrait of a whole card").toEqual([]);
  });

  it("is too far away when small", () => {
    expect(judge(card(0.25), true)).toContain("far");
  });

  it("is absent on an empty table, and nothing else is said of it", () => {
    expect(judge(canvas(130), true)).toEqual(["absent"]);
  });

  it("has its edges where they are", () => {
    const { left, top } = paperEdges(card(0.08));
    expect(left).toBeCloseTo(0.08, 1);
    expect(top).toBeCloseTo(0.08, 1);
  });
});

describe("a photo chosen from the album", () => {
  it("is judged by light and sharpness alone", () => {
    expect(judge(card(0.25), false)).toEqual([]);
    expect(judge(canvas(130), false)).toEqual(["blurred"]);
  });
});

describe("parts", () => {
  it("turns colours to luma", () => {
    expect([...toGray([255, 255, 255, 255, 0, 0, 0, 255, 255, 0, 0, 255], 3, 1).data]).toEqual([255, 0, 76]);
    expect(brightness({ width: 0, height: 0, data: new Uint8Array() })).toBe(0);
  });

  it("takes by itself only after a steady while", () => {
    const steady = new Steady(3);
    expect([true, true, false, true, true, true].map((good) => steady.look(good))).toEqual([
      false,
      false,
      false,
      false,
      false,
      true,
    ]);
  });

  it("crops what a cover box shows", () => {
    expect(coverCrop(1080, 1920, 1.6)).toEqual({ x: 0, y: 623, width: 1080, height: 675 });
    expect(coverCrop(1920, 1080, 0.75)).toEqual({ x: 555, y: 0, width: 810, height: 1080 });
  });
});
