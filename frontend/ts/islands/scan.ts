// 「扫一扫」: the camera looks for a code, or a picture is read here; the text goes to the server, which says what it is.
// Without scripts, or where a picture is not read here, the server reads the picture.
import { cameraSentence, closeCamera, openCamera, showStream } from "../lib/camera";
import { whenStopped } from "../lib/camera_watch";
import { codeReader, fitted, type Reader } from "../lib/qr";

const LOOK_EVERY_MS = 250;
const FRAME_SIDE = 720;
const PICTURE_SIDES = [1200, 600];

class Scanner {
  private stream: MediaStream | null = null;
  private watch: { end: () => void } | null = null;
  private timer = 0;
  private reader: Promise<Reader> | null = null;
  private readonly canvas = document.createElement("canvas");
  private readonly view: HTMLElement | null;
  private readonly status: HTMLElement | null;
  private readonly open: HTMLButtonElement | null;
  private readonly picture: HTMLInputElement | null;

  constructor(private readonly form: HTMLFormElement) {
    this.view = form.querySelector('[data-scan="view"]');
    this.status = form.querySelector('[data-scan="status"]');
    this.open = form.querySelector('[data-scan="open"]');
    this.picture = form.querySelector('input[type="file"]');
  }

  start(): void {
    this.open?.addEventListener("click", () => void this.look());
    this.picture?.addEventListener("change", () => void this.readPicture());
    window.addEventListener("pagehide", () => this.stop());
    // What was just said is read first; then the camera is a button.
    if (this.form.dataset["waits"] === undefined) void this.look();
    else if (this.open) this.open.hidden = false;
    if (this.picture?.files?.length) void this.readPicture();
  }

  private say(text: string): void {
    if (this.status) this.status.textContent = text;
  }

  private async look(): Promise<void> {
    const video = this.form.querySelector("video");
    if (!video || !this.view) return;
    this.stop();
    this.say("正在打开相机");
    try {
      this.stream = await openCamera("environment", 1280, 720);
      this.view.hidden = false;
      await showStream(video, this.stream);
    } catch (error) {
      this.stop();
      this.say(`${cameraSentence(error)}。您也可以从图片中识别`);
      if (this.open) this.open.hidden = false;
      return;
    }
    if (this.open) this.open.hidden = true;
    this.say("请对准二维码");
    this.watch = whenStopped(this.stream, () => void this.look());
    this.next(video);
  }

  private next(video: HTMLVideoElement): void {
    this.timer = window.setTimeout(() => void this.frame(video), LOOK_EVERY_MS);
  }

  private async frame(video: HTMLVideoElement): Promise<void> {
    if (!this.stream) return;
    const text = await this.read(video, video.videoWidth, video.videoHeight, FRAME_SIDE).catch(() => "");
    if (!this.form.isConnected) return this.stop();
    if (!this.stream) return;
    if (text) this.send(text);
    else this.next(video);
  }

  private async readPicture(): Promise<void> {
    const file = this.picture?.files?.[0];
    if (!file) return;
    this.say("正在识别");
    try {
      const bitmap = await createImageBitmap(file);
      for (const side of PICTURE_SIDES) {
        const text = await this.read(bitmap, bitmap.width, bitmap.height, side);
        if (!text) continue;
        if (this.picture) this.picture.value = "";
        return this.send(text);
      }
    } catch {
      // A picture that this browser cannot open: the server may.
    }
    this.say("");
    this.form.requestSubmit();
  }

  private async read(source: CanvasImageSource, width: number, height: number, most: number): Promise<string> {
    this.reader ??= codeReader();
    const reader = await this.reader;
    [this.canvas.width, this.canvas.height] = fitted(width, height, most);
    const context = this.canvas.getContext("2d", { willReadFrequently: true });
    context?.drawImage(source, 0, 0, this.canvas.width, this.canvas.height);
    return reader(this.canvas);
  }

  private send(text: string): void {
    this.stop();
    const field = this.form.querySelector<HTMLInputElement>('input[name="code"]');
    if (!field) return;
    field.value = text;
    this.say("已识别，正在打开");
    this.form.requestSubmit();
  }

  private stop(): void {
    window.clearTimeout(this.timer);
    this.watch?.end();
    this.watch = null;
    closeCamera(this.stream);
    this.stream = null;
    if (this.view) this.view.hidden = true;
  }
}

export function mount(form: HTMLElement): void {
  if (form instanceof HTMLFormElement) new Scanner(form).start();
}
