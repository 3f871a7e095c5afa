// 活体检测 (R7): the server draws the actions and decides; this shows them, sends frames, and tells what the server says.
import { Spoken } from "../lib/spoken";
import { closeCamera, cameraSentence, openCamera, showStream, toJpeg } from "../lib/camera";
import { whenStopped } from "../lib/camera_watch";
import { type Batch, deliver, FrameQueue, frameSize, type Sent } from "../lib/frame_batches";
import { make } from "../lib/dom";
import { whenHidden } from "../lib/front";
import { jsonOf, post } from "../lib/http";
import {
  type Action,
  arcs,
  askedFor,
  readDraw,
  readProgress,
  readVerdict,
  type Draw,
  type Progress,
  type Verdict,
} from "../lib/liveness_talk";

const FRAME_EVERY_MS = 140;
// Behind a slow network or a busy server fewer frames, evenly: the server wants at least four a second.
const SLOW_EVERY_MS = 200;
const SLOW_FROM = 10;
const LONGEST_PX = 640;
const QUALITY = 0.7;
const BATCH = 4;
const LARGEST_BATCH = 8;
const ROOM = 40;
const SVG = "http://www.w3.org/2000/svg";

/** An action that is not seen for this long is asked for once more. */
const AGAIN_MS = 6000;
const AGAIN_SHOWN_MS = 2500;
const LOST = "网络中断，没有做完。请保持本页在最前、网络通畅，再试一次";
const HIDDEN = "本页离开了最前，检测已停止。请保持本页在最前、网络通畅，再试一次";

const CAMERA_STOPPED = "相机停了，没有做完。请再试一次，做的时候不要切换到其他应用";

type Urls = { begin: string; frames: string; stop: string; finish: string };

const pause = (ms: number): Promise<void> => new Promise((resolve) => window.setTimeout(resolve, ms));

class Check {
  private stream: MediaStream | null = null;
  private isRunning = false;
  /** The action that is asked for now, since when, and how long the request to repeat it stays. */
  private prompt = "";
  private promptAt = 0;
  private againUntil = 0;

  private readonly spoken = new Spoken();

  constructor(
    private readonly root: HTMLElement,
    private readonly urls: Urls,
  ) {}

  start(): void {
    this.voiceSwitch();
    const button = this.part("start");
    if (button) button.hidden = false;
    const manual = this.part("no-script");
    if (manual) manual.hidden = true;
    button?.addEventListener("click", () => void this.run());
    window.addEventListener("pagehide", () => this.stop());
  }

  private voiceSwitch(): void {
    const button = this.part("voice");
    if (!button || !this.spoken.isThere) return;
    const tell = (): void => {
      button.setAttribute("aria-pressed", String(this.spoken.isOn));
      button.textContent = `语音提示：${this.spoken.isOn ? "开" : "关"}`;
    };
    button.hidden = false;
    tell();
    button.addEventListener("click", () => {
      this.spoken.toggle();
      tell();
    });
  }

  private part(name: string): HTMLElement | null {
    return this.root.querySelector<HTMLElement>(`[data-live="${name}"]`);
  }

  private async run(): Promise<void> {
    if (this.isRunning) return;
    this.isRunning = true;
    this.problem("");
    this.show("start", false);
    try {
      await this.check();
    } catch (error) {
      this.problem(`${cameraSentence(error)}。可以改用其他方式，不影响办理`);
    } finally {
      this.stop();
      this.isRunning = false;
    }
  }

  private stop(): void {
    set(this.part("left"), "");
    this.prompt = "";
    closeCamera(this.stream);
    this.stream = null;
    this.root.classList.remove("face-check--live");
  }

  private async check(): Promise<void> {
    const video = this.root.querySelector("video");
    if (!video) return;
    this.cue("正在打开相机", "");
    this.stream = await openCamera("user", 640, 480);
    await showStream(video, this.stream);
    this.root.classList.add("face-check--live");
    const drawn = await this.begin();
    if (!drawn) return;
    this.steps(drawn, [], 0);
    this.cue(drawn.wait, `共 ${drawn.count} 个动作`);
    const end = await this.streamFrames(video, drawn);
    if (end) this.problem(end);
    else await this.finish(drawn);
  }

  private async begin(): Promise<Draw | null> {
    const body = new URLSearchParams();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      try {
        const response = await post(this.urls.begin, body);
        const data = await jsonOf(response);
        const drawn = response.ok ? readDraw(data) : null;
        if (drawn) return drawn;
        this.refuse(data);
        return null;
      } catch {
        this.hint("网络中断，正在重试", false);
        await pause(800 * (attempt + 1));
      }
    }
    this.problem("网络中断，没有开始。网络恢复后请再试一次，这一次不计入次数");
    return null;
  }

  /** Captures and sends until the actions are done, time is up, or the server refuses: then the sentence to show. */
  private async streamFrames(video: HTMLVideoElement, drawn: Draw): Promise<string> {
    const queue = new FrameQueue(BATCH, ROOM, LARGEST_BATCH);
    const startedAt = performance.now();
    const canvas = document.createElement("canvas");
    let isOver = false;
    let wasHidden = false;
    // A page in the background gets no pictures and hardly any time: end it here, or it would fail for want of frames.
    const watch = whenHidden(document, () => {
      wasHidden = true;
      isOver = true;
    });
    let hasStopped = false;
    const camera = whenStopped(video.srcObject as MediaStream, () => {
      hasStopped = true;
      isOver = true;
    });
    const capture = async (): Promise<void> => {
      while (!isOver) {
        const at = performance.now();
        const size = frameSize(video.videoWidth, video.videoHeight, LONGEST_PX);
        Object.assign(canvas, size);
        canvas.getContext("2d")?.drawImage(video, 0, 0, size.width, size.height);
        const jpeg = await toJpeg(canvas, QUALITY);
        if (jpeg) queue.add({ atMs: Math.round(at - startedAt), jpeg });
        const every = queue.length > SLOW_FROM ? SLOW_EVERY_MS : FRAME_EVERY_MS;
        await pause(Math.max(10, every - (performance.now() - at)));
      }
    };
    const capturing = capture();
    let sentence = "";
    let isDone = false;
    while (!isOver) {
      this.tick(startedAt + drawn.seconds * 1000 - performance.now());
      const isTimeUp = performance.now() - startedAt > drawn.seconds * 1000;
      const batch = queue.take(isTimeUp);
      if (!batch) {
        if (isTimeUp) isOver = true;
        else await pause(40);
        continue;
      }
      const sent = await this.send(batch, drawn);
      if (sent.kind === "ok") {
        this.progress(sent.answer, drawn);
        isDone = sent.answer.isComplete;
        if (isDone) isOver = true;
      } else if (sent.kind === "refused") {
        sentence = sent.sentence;
        isOver = true;
      } else {
        sentence = LOST;
        isOver = true;
      }
      if (isTimeUp) isOver = true;
    }
    watch.end();
    camera.end();
    if (hasStopped && !wasHidden && !isDone) {
      await this.stopped(drawn);
      sentence = CAMERA_STOPPED;
    } else if (wasHidden && !isDone) sentence = await this.stopped(drawn);
    await capturing;
    return sentence;
  }

  /** Tells the server that the page is no longer in front; its words say whether that used up a try. */
  private async stopped(drawn: Draw): Promise<string> {
    this.stop();
    const body = new URLSearchParams({ session: drawn.session, secret: drawn.secret });
    try {
      const response = await post(this.urls.stop, body);
      const data = await jsonOf(response);
      return response.ok && typeof data["sentence"] === "string" ? data["sentence"] : HIDDEN;
    } catch {
      return HIDDEN;
    }
  }

  private send(batch: Batch, drawn: Draw): Promise<Sent<Progress>> {
    return deliver(batch, {
      pause,
      send: async (one): Promise<Sent<Progress>> => {
        const body = new FormData();
        body.append("session", drawn.session);
        body.append("secret", drawn.secret);
        body.append("number", String(one.number));
        body.append("times", one.frames.map((frame) => frame.atMs).join(","));
        for (const frame of one.frames) body.append("frame", frame.jpeg, "f.jpg");
        let response: Response;
        try {
          response = await post(this.urls.frames, body);
        } catch {
          return { kind: "lost" };
        }
        const data = await jsonOf(response);
        const progress = response.ok ? readProgress(data) : null;
        if (progress) return { kind: "ok", answer: progress };
        if (response.status === 503) return { kind: "busy", retryMs: 1500 };
        if (response.status === 502 || response.status === 504) return { kind: "lost" };
        return { kind: "refused", sentence: String(data["error"] ?? "没有做完，请再试一次") };
      },
      onTrouble: (kind) => this.hint(kind === "busy" ? "现在办理的人较多，请稍候" : "网络中断，正在重试", false),
    });
  }

  private async finish(drawn: Draw): Promise<void> {
    this.stop();
    this.cue("正在核对，请稍候", "");
    this.hint("", true);
    const body = new URLSearchParams({ session: drawn.session, secret: drawn.secret });
    for (let attempt = 0; attempt < 4; attempt += 1) {
      try {
        const response = await post(this.urls.finish, body);
        const data = await jsonOf(response);
        const verdict = response.ok ? readVerdict(data) : null;
        if (verdict) {
          this.verdict(verdict, drawn);
          return;
        }
        if (response.status !== 503 && response.status !== 502) {
          this.refuse(data);
          return;
        }
        this.hint("现在办理的人较多，请稍候", false);
      } catch {
        this.hint("网络中断，正在重试", false);
      }
      await pause(1500 * (attempt + 1));
    }
    this.problem("没有得到结果。网络恢复后请再试一次");
  }

  private verdict(verdict: Verdict, drawn: Draw): void {
    if (verdict.isPassed) this.ring(drawn.count, drawn.count);
    // Reasons, tries left and other ways stand on a page of their own.
    window.location.assign(verdict.go);
  }

  private refuse(data: Record<string, unknown>): void {
    const go = typeof data["go"] === "string" ? data["go"] : "";
    if (/^\/(?!\/)/.test(go)) window.location.assign(go);
    else this.problem(typeof data["error"] === "string" ? data["error"] : "没有开始，请稍后再试");
  }

  private progress(progress: Progress, drawn: Draw): void {
    this.steps(drawn, progress.told, progress.actionsDone);
    const action = askedFor(progress);
    const step = `第 ${Math.min(progress.actionsDone + 1, drawn.count)} 个动作，共 ${drawn.count} 个`;
    if (!progress.isComplete) this.cue(action ? action.cue : drawn.wait, step);
    this.waitsFor(action && !progress.isComplete ? `${progress.actionsDone}|${action.cue}` : "");
    // What was said again stays long enough to be read, unless something else is wrong.
    if (progress.isGood && performance.now() < this.againUntil) return;
    this.hint(action || !progress.isGood ? progress.sentence : "", progress.isGood);
  }

  private waitsFor(prompt: string): void {
    if (prompt === this.prompt) return;
    this.prompt = prompt;
    this.promptAt = performance.now();
    this.againUntil = 0;
  }

  /** Seconds left; an action that is not seen for a while is asked for once more. */
  private tick(leftMs: number): void {
    set(this.part("left"), leftMs > 0 ? `还有 ${Math.ceil(leftMs / 1000)} 秒` : "");
    const now = performance.now();
    if (!this.prompt || now - this.promptAt < AGAIN_MS) return;
    this.promptAt = now;
    this.againUntil = now + AGAIN_SHOWN_MS;
    this.spoken.again(this.prompt.split("|")[1] ?? "");
    this.hint("还没有识别到，请再做一次", false);
  }

  private cue(text: string, step: string): void {
    this.spoken.say(text);
    set(this.part("cue"), text);
    set(this.part("step"), step);
  }

  private hint(text: string, isGood: boolean): void {
    const hint = this.part("hint");
    if (!hint) return;
    set(hint, text);
    hint.hidden = text === "";
    hint.classList.toggle("face-cue__hint--do", !isGood);
  }

  private problem(sentence: string): void {
    const box = this.part("problem");
    if (box) {
      box.hidden = sentence === "";
      set(box, sentence);
    }
    if (sentence === "") return;
    this.stop();
    this.cue("", "");
    this.hint("", true);
    this.show("start", true);
    set(this.part("start"), "再试一次");
  }

  private show(name: string, isShown: boolean): void {
    const part = this.part(name);
    if (part) part.hidden = !isShown;
  }

  /** The row of actions, each by its name once it was asked for, and the ring. */
  private steps(drawn: Draw, told: Action[], done: number): void {
    this.part("steps")?.replaceChildren(
      ...told.map((action, index) => {
        const state = index < done ? "done" : "now";
        const item = make("li", { class: `face-steps__item face-steps__item--${state}` }, action.label);
        if (state === "done") item.append(make("span", { class: "visually-hidden" }, "，已完成"));
        else item.setAttribute("aria-current", "step");
        return item;
      }),
    );
    this.ring(drawn.count, done);
  }

  private ring(count: number, done: number): void {
    const ring = this.root.querySelector('[data-live="ring"]');
    if (!ring) return;
    ring.setAttribute("aria-label", `已完成 ${done} 个动作，共 ${count} 个`);
    ring.querySelector("g")?.replaceChildren(
      ...arcs(count, done).map(({ path, state }) => {
        const arc = document.createElementNS(SVG, "path");
        arc.setAttribute("d", path);
        arc.setAttribute("class", state === "done" ? "face-ring__done" : "face-ring__now");
        return arc;
      }),
    );
  }
}

/** Only what changed is written: a screen reader reads each change once. */
function set(element: HTMLElement | null, text: string): void {
  if (element && element.textContent !== text) element.textContent = text;
}

export function mount(root: HTMLElement): void {
  const { begin, frames, stop, finish } = root.dataset;
  if (begin && frames && stop && finish) new Check(root, { begin, frames, stop, finish }).start();
}
