// What server and browser say to each other during 活体检测, and the ring's geometry. Pure.

export type Action = { label: string; cue: string };
export type Draw = { session: string; secret: string; actions: Action[]; seconds: number };
export type Progress = {
  actionIndex: number;
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

/** The drawn actions; null for anything else. `seconds` is what is left of the session. */
export function readDraw(data: Data): Draw | null {
  const session = textOf(data, "session");
  const secret = textOf(data, "secret");
  const seconds = Number(data["seconds"]);
  const actions = Array.isArray(data["actions"]) ? (data["actions"] as Data[]) : [];
  const known = actions.map((one) => ({ label: textOf(one, "label") ?? "", cue: textOf(one, "cue") ?? "" }));
  if (!session || !secret || !(seconds > 0) || !known.length || known.some((one) => !one.label || !one.cue))
    return null;
  return { session, secret, actions: known, seconds: Math.min(seconds, LONGEST_S) };
}

export function readProgress(data: Data): Progress | null {
  const actionIndex = Number(data["action_index"]);
  const actionsDone = Number(data["actions_done"]);
  if (!Number.isInteger(actionIndex) || !Number.isInteger(actionsDone)) return null;
  return {
    actionIndex,
    actionsDone,
    sentence: textOf(data, "sentence") ?? "",
    isGood: data["is_position_good"] === true,
    isComplete: data["is_complete"] === true,
  };
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
