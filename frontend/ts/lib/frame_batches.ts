// Frames of the liveness check on their way to the server: small numbered batches, one at a time. A batch that the network lost
// is sent again under its number; the server takes it once.

export type Frame = { atMs: number; jpeg: Blob };
export type Batch = { number: number; frames: Frame[] };

/** What a try to send came to. `retryMs`: the server is busy and says when to come back. */
export type Sent<T> =
  | { kind: "ok"; answer: T }
  | { kind: "lost" }
  | { kind: "busy"; retryMs: number }
  | { kind: "refused"; sentence: string };

/** Holds what is not sent yet. Keeps at most `room` frames: a slow network costs frames, newest first, never order. */
export class FrameQueue {
  private waiting: Frame[] = [];
  private next = 0;

  /** A batch holds `least` frames, and up to `most` when the server has kept us waiting. */
  constructor(
    private readonly least: number,
    private readonly room: number,
    private readonly most = least,
  ) {}

  /** False when there was no room: the frame is lost. */
  add(frame: Frame): boolean {
    const last = this.waiting.at(-1);
    if (this.waiting.length >= this.room || (last && frame.atMs <= last.atMs)) return false;
    this.waiting.push(frame);
    return true;
  }

  /** The next batch, or null while too few frames wait; `all` takes what there is. */
  take(all = false): Batch | null {
    if (!this.waiting.length || (!all && this.waiting.length < this.least)) return null;
    const batch = { number: this.next, frames: this.waiting.slice(0, this.most) };
    this.waiting = this.waiting.slice(this.most);
    this.next += 1;
    return batch;
  }

  get length(): number {
    return this.waiting.length;
  }
}

export type Sender<T> = {
  send: (batch: Batch) => Promise<Sent<T>>;
  pause: (ms: number) => Promise<void>;
  /** Called while a batch is tried again. */
  onTrouble?: (kind: "lost" | "busy") => void;
};

/** Sends one batch until it is through, refused, or `tries` are used up. */
export async function deliver<T>(batch: Batch, { send, pause, onTrouble }: Sender<T>, tries = 6): Promise<Sent<T>> {
  let result: Sent<T> = { kind: "lost" };
  for (let attempt = 0; attempt < tries; attempt += 1) {
    result = await send(batch);
    if (result.kind === "ok" || result.kind === "refused") return result;
    onTrouble?.(result.kind);
    await pause(result.kind === "busy" ? result.retryMs : Math.min(4000, 400 * 2 ** attempt));
  }
  return result;
}

/** The size to draw a frame at: no side longer than `longest`, shape kept, never enlarged. */
export function frameSize(width: number, height: number, longest: number): { width: number; height: number } {
  const scale = Math.min(1, longest / Math.max(width, height, 1));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
