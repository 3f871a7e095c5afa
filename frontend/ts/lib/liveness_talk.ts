// What server and browser say to each other during 活体检测, and the ring's geometry. Pure.

export type Action = { label: string; cue: string };
export type Draw = { session: string; secret: string; count: number; wait: string; seconds: number };
export type Progress = {
  /** What was asked for so far; the last one is to be done now, unless as many are done. */
  told: Action[];
  actionsDone: number;
  sentence: string;
  isGood: boolean;
  isComplete: boolean;
};
export type Verdict = { isPassed: boolean; go: string };

type Data = Record<string, unknown>;

const LONGEST_S = 120;

function textOf(data: Data, name: string): string | null {
  const value = data[name];
  return typeof value === "string" && value ? value : null;
}

function actionsOf(value: unknown): Action[] | null {
  if (!Array.isArray(value)) return null;
  const known = (value as Data[]).map((one) => ({ label: textOf(one, "label") ?? "", cue: textOf(one, "cue") ?? "" }));
  return known.some((one) => !one.label || !one.cue) ? null : known;
}

/** How many actions there will be, and what to do until the first is asked for; null for anything else. `seconds` are left. */
export function readDraw(data: Data): Draw | null {
  const session = textOf(data, "session");
  const secret = textOf(data, "secret");
  const wait = textOf(data, "wait");
  const seconds = Number(data["seconds"]);
  const count = Number(data["count"]);
  if (!session || !secret || !wait || !(seconds > 0) || !Number.isInteger(count) || count < 1) return null;
  return { session, secret, count, wait, seconds: Math.min(seconds, LONGEST_S) };
}

export function readProgress(data: Data): Progress | null {
  const told = actionsOf(data["told"]);
  const actionsDone = Number(data["actions_done"]);
  if (!told || !Number.isInteger(actionsDone)) return null;
  return {
    told,
    actionsDone,
    sentence: textOf(data, "sentence") ?? "",
    isGood: data["is_position_good"] === true,
    isComplete: data["is_complete"] === true,
  };
}

/** The action to do now; null while the next prompt is not due. */
export function askedFor(progress: Progress): Action | null {
  return progress.told[progress.actionsDone] ?? null;
}

export function readVerdict(data: Data): Verdict | null {
  const go = textOf(data, "go");
  if (!go || !/^\/(?!\/)/.test(go)) return null;
  return { isPassed: data["is_passed"] === true, go };
}

const CENTRE = 136;
const RADIUS = 126;
const GAP_DEG = 3;

function point(degrees: number): string {
  const radians = ((degrees - 90) * Math.PI) / 180;
  return `${(CENTRE + RADIUS * Math.cos(radians)).toFixed(1)} ${(CENTRE + RADIUS * Math.sin(radians)).toFixed(1)}`;
}

/** Arcs of the ring: one per finished action, and the present one. */
export function arcs(count: number, done: number): { path: string; state: "done" | "now" }[] {
  const each = 360 / count;
  const shown = Math.min(count, done + 1);
  return Array.from({ length: shown }, (_, index) => {
    const from = index * each + GAP_DEG / 2;
    const to = (index + 1) * each - GAP_DEG / 2;
    const isLarge = to - from > 180 ? 1 : 0;
    return {
      path: `M${point(from)}A${RADIUS} ${RADIUS} 0 ${isLarge} 1 ${point(to)}`,
      state: index < done ? "done" : "now",
    };
  });
}
