import { describe, expect, it } from "vitest";

import { type Batch, deliver, type Frame, FrameQueue, frameSize, type Sent } from "./frame_batches";

const frame = (atMs: number): Frame => ({ atMs, jpeg: new Blob([String(atMs)]) });
const times = (batch: Batch | null): number[] | undefined => batch?.frames.map((one) => one.atMs);

describe("FrameQueue (R7)", () => {
  it("gives numbered batches in order, and the rest at the end", () => {
    const queue = new FrameQueue(3, 10);
    for (const at of [0, 150, 300, 450]) expect(queue.add(frame(at))).toBe(true);
    const first = queue.take();
    expect([first?.number, times(first)]).toEqual([0, [0, 150, 300]]);
    expect(queue.take()).toBeNull();
    const rest = queue.take(true);
    expect([rest?.number, times(rest)]).toEqual([1, [450]]);
    expect(queue.take(true)).toBeNull();
  });

  it("catches up with larger batches after a wait", () => {
    const queue = new FrameQueue(2, 10, 4);
    for (const at of [0, 150, 300, 450, 600]) queue.add(frame(at));
    expect(times(queue.take())).toEqual([0, 150, 300, 450]);
    expect(queue.take()).toBeNull();
  });

  it("keeps the oldest when there is no room, and drops what is not later", () => {
    const queue = new FrameQueue(3, 2);
    expect([queue.add(frame(0)), queue.add(frame(0)), queue.add(frame(9)), queue.add(frame(20))]).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect(queue.length).toBe(2);
  });
});

describe("deliver", () => {
  const run = async (answers: Sent<string>[], tries?: number) => {
    const sent: number[] = [];
    const pauses: number[] = [];
    const trouble: string[] = [];
    const result = await deliver(
      { number: 4, frames: [frame(1)] },
      {
        send: (batch) => {
          sent.push(batch.number);
          return Promise.resolve(answers[sent.length - 1] ?? { kind: "lost" });
        },
        pause: (ms) => {
          pauses.push(ms);
          return Promise.resolve();
        },
        onTrouble: (kind) => trouble.push(kind),
      },
      tries,
    );
    return { result, sent, pauses, trouble };
  };

  it("sends a lost batch again under the same number", async () => {
    const { result, sent, pauses } = await run([{ kind: "lost" }, { kind: "lost" }, { kind: "ok", answer: "there" }]);
    expect(result).toEqual({ kind: "ok", answer: "there" });
    expect(sent).toEqual([4, 4, 4]);
    expect(pauses).toEqual([400, 800]);
  });

  it("waits as long as a busy server says", async () => {
    const { pauses, trouble } = await run([
      { kind: "busy", retryMs: 2500 },
      { kind: "ok", answer: "" },
    ]);
    expect(pauses).toEqual([2500]);
    expect(trouble).toEqual(["busy"]);
  });

  it("does not argue with a refusal, and gives up in the end", async () => {
    expect((await run([{ kind: "refused", sentence: "已过期" }])).sent).toHaveLength(1);
    const { result, sent, pauses } = await run([], 5);
    expect(result.kind).toBe("lost");
    expect(sent).toHaveLength(5);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(4000);
  });
});

describe("frameSize", () => {
  it("fits the longer side and keeps the shape", () => {
    expect(frameSize(1280, 720, 640)).toEqual({ width: 640, height: 360 });
    expect(frameSize(480, 640, 640)).toEqual({ width: 480, height: 640 });
    expect(frameSize(0, 0, 640)).toEqual({ width: 1, height: 1 });
  });
});
