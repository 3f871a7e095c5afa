// How good a picture of a paper is, measured before anything is uploaded. Pure: numbers in, hints out. Advice only; what counts is
// what the server reads.

export type Gray = { width: number; height: number; data: Uint8Array };

/** Positions of the paper's edges, as shares of width or height from the near side of the frame; null where none was found. */
export type Edges = { left: number | null; right: number | null; top: number | null; bottom: number | null };

export type Problem = "dark" | "glare" | "blurred" | "cut_off" | "far" | "absent";

/** Sentences by problem: what to do, short enough for a line below the frame. */
export const SENTENCES: Record<Problem, string> = {
  dark: "光线偏暗，请到亮一些的地方",
  glare: "有反光，请换个角度",
  blurred: "有些模糊，请拿稳手机",
  cut_off: "边缘没有拍全，四角都要在框内",
  far: "再靠近一点",
  absent: "请将证件放入框内",
};

const DARK_BELOW = 70;
const BLOWN_FROM = 250;
const BLURRED_BELOW = 60;
const STEP_AT_LEAST = 10;
const SAME_WAY = 0.6;
const FAR_FROM = 0.17;
const AT_THE_BORDER = 0.02;
/** How far apart a straight side may be in two strips: a tilt of ten degrees. */
const STRAIGHT = 0.08;
/** How much beside a step is looked at, of the picture's shorter side: more than a line of print is high. */
const LOOKED_BESIDE = 0.08;
/** ISO/IEC 7810 ID-1: 85.60 mm × 53.98 mm. */
const CARD_ASPECT = 85.6 / 53.98;
const SHAPE_WITHIN = 1.18;
const CELLS_X = 16;
const CELLS_Y = 10;

/** Luma of RGBA pixels. */
export function toGray(rgba: ArrayLike<number>, width: number, height: number): Gray {
  const data = new Uint8Array(width * height);
  for (let i = 0, p = 0; i < data.length; i += 1, p += 4) {
    data[i] = (77 * (rgba[p] ?? 0) + 150 * (rgba[p + 1] ?? 0) + 29 * (rgba[p + 2] ?? 0)) >> 8;
  }
  return { width, height, data };
}

/** Mean luma, 0…255. */
export function brightness(gray: Gray): number {
  let sum = 0;
  for (const value of gray.data) sum += value;
  return gray.data.length ? sum / gray.data.length : 0;
}

/** Variance of the Laplacian: small when nothing has sharp borders. Told for a picture about 480 px wide. */
export function sharpness({ width, height, data }: Gray): number {
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1, i = y * width + 1; x < width - 1; x += 1, i += 1) {
      const value = 4 * data[i]! - data[i - 1]! - data[i + 1]! - data[i - width]! - data[i + width]!;
      sum += value;
      squares += value * value;
      count += 1;
    }
  }
  if (!count) return 0;
  const mean = sum / count;
  return squares / count - mean * mean;
}

/** Share of cells that are blown out while the paper itself is not: a lamp's reflection, not white paper. */
export function glare({ width, height, data }: Gray): number {
  const means: number[] = [];
  const blown: boolean[] = [];
  for (let cy = 0; cy < CELLS_Y; cy += 1) {
    for (let cx = 0; cx < CELLS_X; cx += 1) {
      const [x0, x1] = [Math.floor((cx * width) / CELLS_X), Math.floor(((cx + 1) * width) / CELLS_X)];
      const [y0, y1] = [Math.floor((cy * height) / CELLS_Y), Math.floor(((cy + 1) * height) / CELLS_Y)];
      let sum = 0;
      let white = 0;
      for (let y = y0; y < y1; y += 1) {
        for (let x = x0; x < x1; x += 1) {
          const value = data[y * width + x]!;
          sum += value;
          if (value >= BLOWN_FROM) white += 1;
        }
      }
      const size = Math.max(1, (x1 - x0) * (y1 - y0));
      means.push(sum / size);
      blown.push(white / size > 0.7);
    }
  }
  const sorted = [...means].sort((a, b) => a - b);
  const median = sorted[sorted.length >> 1] ?? 0;
  return median < 232 ? blown.filter(Boolean).length / blown.length : 0;
}

type Look = (depth: number, along: number) => number;

/** At one depth from a side: in which share of the rows brightness steps the same way, and how much. Text does so in few rows only. */
function stepAt(at: Look, d: number, from: number, to: number): { share: number; size: number } {
  const reach = 3;
  let up = 0;
  let down = 0;
  let sum = 0;
  let count = 0;
  for (let a = from; a < to; a += 2) {
    let step = 0;
    for (let r = 1; r <= reach; r += 1) step += at(d + r, a) - at(Math.max(0, d - r + 1), a);
    step /= reach;
    if (step >= STEP_AT_LEAST) up += 1;
    if (step <= -STEP_AT_LEAST) down += 1;
    sum += step;
    count += 1;
  }
  return { share: count ? Math.max(up, down) / count : 0, size: count ? Math.abs(sum / count) : 0 };
}

function median(values: number[]): number {
  values.sort((a, b) => a - b);
  return values[values.length >> 1] ?? 0;
}

/** Whether it is another thing outside than inside, writing apart: a line of text has the same paper on both sides. */
function isBorder(at: Look, d: number, from: number, to: number, depth: number, reach: number): boolean {
  // What runs into the frame itself has no outside to look at.
  if (d < depth * AT_THE_BORDER) return true;
  const outside: number[] = [];
  const inside: number[] = [];
  for (let a = from; a < to; a += 3) {
    for (let r = 0; r < reach; r += 1) {
      if (d - r - 1 >= 0) outside.push(at(d - r - 1, a));
      inside.push(at(d + 3 + r, a));
    }
  }
  return Math.abs(median(outside) - median(inside)) >= STEP_AT_LEAST;
}

function edgeFrom(at: Look, depth: number, length: number): number | null {
  const limit = Math.floor(depth * 0.36);
  const reach = Math.round(Math.min(depth, length) * LOOKED_BESIDE);
  const found: number[] = [];
  for (let strip = 0; strip < 3; strip += 1) {
    const from = Math.floor(length * (0.2 + 0.2 * strip));
    const to = Math.floor(from + length * 0.2);
    let d = 0;
    while (d < limit && (stepAt(at, d, from, to).share < SAME_WAY || !isBorder(at, d, from, to, depth, reach))) d += 1;
    if (d >= limit) continue;
    let size = stepAt(at, d, from, to).size;
    for (
      let next = stepAt(at, d + 1, from, to).size;
      next > size && d < limit;
      next = stepAt(at, d + 1, from, to).size
    ) {
      size = next;
      d += 1;
    }
    found.push(d / depth);
  }
  found.sort((a, b) => a - b);
  // A side is straight: what one strip alone says is a portrait or a seal.
  const agreeing = found.filter((one, i) => found.some((other, j) => j !== i && Math.abs(other - one) <= STRAIGHT));
  return agreeing.length < 2 ? null : (agreeing[agreeing.length >> 1] ?? null);
}

/** Where the paper's four sides are. */
export function paperEdges({ width, height, data }: Gray): Edges {
  const px = (x: number, y: number): number => data[y * width + x]!;
  return {
    left: edgeFrom((d, a) => px(d, a), width, height),
    right: edgeFrom((d, a) => px(width - 1 - d, a), width, height),
    top: edgeFrom((d, a) => px(a, d), height, width),
    bottom: edgeFrom((d, a) => px(a, height - 1 - d), height, width),
  };
}

/** A card fills as much of the frame's width as of its height: a side that is none (a portrait's) gives itself away. */
function isCardShaped(edges: Edges): boolean {
  const ratio = (1 - edges.left! - edges.right!) / (1 - edges.top! - edges.bottom!);
  return ratio > 1 / SHAPE_WITHIN && ratio < SHAPE_WITHIN;
}

function placeProblem(edges: Edges, isCard: boolean): Problem | null {
  const sides = [edges.left, edges.right, edges.top, edges.bottom];
  const seen = sides.filter((side): side is number => side !== null);
  if (seen.length <= 1) return "absent";
  if (seen.length < 4 || seen.some((side) => side < AT_THE_BORDER)) return "cut_off";
  if (isCard && !isCardShaped(edges)) return "cut_off";
  const isFar = Math.min(edges.left!, edges.right!) > FAR_FROM || Math.min(edges.top!, edges.bottom!) > FAR_FROM + 0.06;
  return isFar ? "far" : null;
}

/** What is wrong with a picture, the worst first. `inFrame`: it came through the viewfinder, so the paper's place counts too. */
export function judge(gray: Gray, inFrame: boolean): Problem[] {
  const problems: Problem[] = [];
  if (brightness(gray) < DARK_BELOW) problems.push("dark");
  if (glare(gray) > 0.012) problems.push("glare");
  const place = inFrame
    ? placeProblem(paperEdges(gray), Math.abs(gray.width / gray.height - CARD_ASPECT) < 0.03)
    : null;
  // An empty table has no sharp borders either: say what helps.
  if (place === "absent") return [...problems, place];
  if (sharpness(gray) < BLURRED_BELOW) problems.push("blurred");
  if (place) problems.push(place);
  return problems;
}

/** Counts good looks one after the other; true once the picture was good for long enough to take it by itself. */
export class Steady {
  private good = 0;

  constructor(private readonly needed: number) {}

  look(isGood: boolean): boolean {
    this.good = isGood ? this.good + 1 : 0;
    return this.good >= this.needed;
  }
}

/** The part of a video that a box of this shape shows with object-fit: cover. */
export function coverCrop(
  width: number,
  height: number,
  aspect: number,
): { x: number; y: number; width: number; height: number } {
  const isWide = width / height > aspect;
  const w = isWide ? Math.round(height * aspect) : width;
  const h = isWide ? height : Math.round(width / aspect);
  return { x: Math.round((width - w) / 2), y: Math.round((height - h) / 2), width: w, height: h };
}
