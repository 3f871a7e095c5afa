// Photographing a paper (R6, R8): live viewfinder with advice, or a chosen photo; then one upload that survives a lost connection.
// Without scripts the form's own file field and 「下一步」 do the same.
import { closeCamera, cameraSentence, hasTorch, openCamera, setTorch, showStream, toJpeg } from "../lib/camera";
import { whenStopped } from "../lib/camera_watch";
import { coverCrop, type Gray, judge, type Problem, SENTENCES, Steady, toGray } from "../lib/picture_quality";
import { type Answer, sendForm } from "../lib/send_picture";
import { smaller } from "../lib/smaller";

const MB = 1024 * 1024;
const LOOK_EVERY_MS = 220;
const STEADY_LOOKS = 5;
const MEASURED_WIDTH = 480;
const REREADS = 8;

const GOOD = "清晰，请保持";

type Parts = ReturnType<typeof find>;

function find(root: HTMLElement) {
  const one = <T extends HTMLElement>(name: string): T | null => root.querySelector<T>(`[data-vf="${name}"]`);
  return {
    form: root.querySelector("form"),
    input: root.querySelector<HTMLInputElement>('input[type="file"]'),
    open: [...root.querySelectorAll<HTMLButtonElement>('[data-vf="open"]')],
    dialog: one<HTMLDialogElement>("dialog"),
    video: root.querySelector("video"),
    hint: one("hint"),
    shutter: one<HTMLButtonElement>("shutter"),
    torch: one<HTMLButtonElement>("torch"),
    close: one<HTMLButtonElement>("close"),
    album: one<HTMLButtonElement>("album"),
    preview: one("preview"),
    image: root.querySelector<HTMLImageElement>('[data-vf="image"]'),
    verdict: one("verdict"),
    again: one<HTMLButtonElement>("again"),
    use: one<HTMLButtonElement>("use"),
    status: one("status"),
    bar: root.querySelector("progress"),
    resend: one<HTMLButtonElement>("resend"),
    onward: one<HTMLAnchorElement>("onward"),
    next: document.querySelector<HTMLButtonElement>("[data-vf-next]"),
  };
}

/** A small grey copy of what is drawn by `draw`, for measuring. */
function measured(
  aspect: number,
  draw: (context: CanvasRenderingContext2D, width: number, height: number) => void,
): Gray | null {
  const canvas = document.createElement("canvas");
  canvas.width = MEASURED_WIDTH;
  canvas.height = Math.round(MEASURED_WIDTH / aspect);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return null;
  draw(context, canvas.width, canvas.height);
  return toGray(context.getImageData(0, 0, canvas.width, canvas.height).data, canvas.width, canvas.height);
}

/** Advice about a chosen file; nothing about one that this browser cannot open (HEIC outside Safari). */
async function judgeFile(file: Blob): Promise<Problem[]> {
  try {
    const bitmap = await createImageBitmap(file);
    const gray = measured(bitmap.width / bitmap.height, (context, width, height) =>
      context.drawImage(bitmap, 0, 0, width, height),
    );
    bitmap.close();
    return gray ? judge(gray, false) : [];
  } catch {
    return [];
  }
}

class Viewfinder {
  private stream: MediaStream | null = null;
  private watch: { end: () => void } | null = null;
  private timer = 0;
  private steady = new Steady(STEADY_LOOKS);
  private picture: { blob: Blob; name: string } | null = null;
  private isSending = false;
  private rereads = 0;
  private previewUrl = "";
  private readonly aspect: number;

  constructor(
    private readonly root: HTMLElement,
    private readonly parts: Parts,
  ) {
    this.aspect = Number(root.dataset["aspect"] ?? 1.586);
  }

  start(): void {
    const { parts } = this;
    // A picture of another paper leads nowhere: another one is taken, and that is sent by itself.
    if (parts.next && this.root.dataset["wrong"] !== undefined) parts.next.hidden = true;
    for (const button of parts.open) {
      button.hidden = false;
      button.addEventListener("click", () => void this.openDialog());
    }
    parts.shutter?.addEventListener("click", () => void this.shoot());
    parts.close?.addEventListener("click", () => parts.dialog?.close());
    parts.dialog?.addEventListener("close", () => this.stop());
    parts.torch?.addEventListener("click", () => void this.toggleTorch());
    parts.album?.addEventListener("click", () => {
      parts.dialog?.close();
      parts.input?.click();
    });
    parts.again?.addEventListener("click", () => void this.openDialog());
    parts.use?.addEventListener("click", () => void this.upload());
    parts.resend?.addEventListener("click", () => void this.upload());
    parts.input?.addEventListener("change", () => void this.choose());
    parts.form?.addEventListener("submit", (event) => {
      if (this.isSending) event.preventDefault();
      else if (this.picture) {
        event.preventDefault();
        void this.upload();
      }
    });
    window.addEventListener("online", () => {
      if (parts.resend && !parts.resend.hidden) void this.upload();
    });
    window.addEventListener("pagehide", () => this.stop());
    // Somebody was quicker than the script.
    if (parts.input?.files?.length) void this.choose();
  }

  private async openDialog(): Promise<void> {
    const { dialog, video } = this.parts;
    if (!dialog || !video) return;
    this.showPreview(false);
    if (!dialog.open) dialog.showModal();
    this.advise("正在打开相机", false);
    try {
      this.stop();
      this.stream = await openCamera("environment", 1920, 1080);
      await showStream(video, this.stream);
    } catch (error) {
      dialog.close();
      this.say(`${cameraSentence(error)}。您也可以点「选择照片」，用已经拍好的照片`, "warn");
      this.parts.input?.focus();
      return;
    }
    if (!dialog.open) {
      this.stop();
      return;
    }
    if (this.parts.torch) this.parts.torch.hidden = !hasTorch(this.stream);
    this.steady = new Steady(STEADY_LOOKS);
    this.timer = window.setInterval(() => this.look(), LOOK_EVERY_MS);
    // A camera that went while the app was in the background is opened again; where that fails, it is said with the other ways.
    this.watch = whenStopped(this.stream, () => void this.openDialog());
  }

  private stop(): void {
    window.clearInterval(this.timer);
    this.watch?.end();
    closeCamera(this.stream);
    this.stream = null;
  }

  private async toggleTorch(): Promise<void> {
    const { torch } = this.parts;
    if (!this.stream || !torch) return;
    const isOn = await setTorch(this.stream, torch.getAttribute("aria-pressed") !== "true");
    torch.setAttribute("aria-pressed", String(isOn));
  }

  private grayOfVideo(): Gray | null {
    const { video } = this.parts;
    if (!video?.videoWidth) return null;
    const crop = coverCrop(video.videoWidth, video.videoHeight, this.aspect);
    return measured(this.aspect, (context, width, height) =>
      context.drawImage(video, crop.x, crop.y, crop.width, crop.height, 0, 0, width, height),
    );
  }

  private look(): void {
    const gray = this.grayOfVideo();
    if (!gray) return;
    const [worst] = judge(gray, true);
    this.advise(worst ? this.sentence(worst) : GOOD, !worst);
    if (this.steady.look(!worst)) void this.shoot();
  }

  /** What is held still: the phone, or at a counter the paper under a camera that stands. */
  private sentence(problem: Problem): string {
    return SENTENCES[problem].replace("手机", this.root.dataset["hold"] ?? "手机");
  }

  private advise(sentence: string, isGood: boolean): void {
    const { hint } = this.parts;
    if (!hint || hint.textContent === sentence) return;
    hint.textContent = sentence;
    hint.classList.toggle("viewfinder__hint--do", !isGood);
  }

  private async shoot(): Promise<void> {
    const { video } = this.parts;
    if (!video?.videoWidth || !this.stream?.active) return;
    window.clearInterval(this.timer);
    this.watch?.end();
    const gray = this.grayOfVideo();
    const crop = coverCrop(video.videoWidth, video.videoHeight, this.aspect);
    const canvas = document.createElement("canvas");
    canvas.width = crop.width;
    canvas.height = crop.height;
    canvas.getContext("2d")?.drawImage(video, crop.x, crop.y, crop.width, crop.height, 0, 0, crop.width, crop.height);
    const blob = await toJpeg(canvas, 0.92);
    this.stop();
    if (!blob) return;
    this.take(blob, `${this.root.dataset["kind"] ?? "photo"}.jpg`, gray ? judge(gray, true) : []);
  }

  private async choose(): Promise<void> {
    const chosen = this.parts.input?.files?.[0];
    if (!chosen) return;
    const maxMb = Number(this.root.dataset["maxMb"] ?? 10);
    if (chosen.size > maxMb * MB) this.say("照片比较大，正在缩小，请稍候", "");
    const file = await smaller(chosen, maxMb * MB);
    if (!file) {
      this.say(`这个文件超过 ${maxMb} MB，请压缩后再选择`, "bad");
      return;
    }
    this.take(file, file.name, await judgeFile(file));
  }

  /** A good picture is sent at once; of a doubtful one the user decides. */
  private take(blob: Blob, name: string, problems: Problem[]): void {
    this.picture = { blob, name };
    this.rereads = 0;
    const [worst] = problems;
    if (!worst) {
      this.parts.dialog?.close();
      void this.upload();
      return;
    }
    const { dialog, verdict, image } = this.parts;
    if (verdict) verdict.textContent = `${this.sentence(worst)}。可以重新拍照，也可以就用这张`;
    if (this.previewUrl) URL.revokeObjectURL(this.previewUrl);
    this.previewUrl = URL.createObjectURL(blob);
    if (image) image.src = this.previewUrl;
    this.showPreview(true);
    if (dialog && !dialog.open) dialog.showModal();
    this.parts.again?.focus();
  }

  private showPreview(isShown: boolean): void {
    this.parts.dialog?.classList.toggle("camera--preview", isShown);
    if (this.parts.preview) this.parts.preview.hidden = !isShown;
  }

  private async upload(isReread = false): Promise<void> {
    const { form, bar, resend, dialog, input, next } = this.parts;
    if (!form || this.isSending || (!this.picture && !isReread)) return;
    this.isSending = true;
    dialog?.close();
    const body = new FormData(form);
    body.delete(input?.name ?? "picture");
    if (isReread) body.append("reread", "1");
    else if (this.picture) body.append(input?.name ?? "picture", this.picture.blob, this.picture.name);
    if (resend) resend.hidden = true;
    if (next) next.setAttribute("aria-busy", "true");
    this.say(isReread ? "正在识别，请稍候" : "正在上传", "");
    if (bar) bar.hidden = isReread;
    const answer = await sendForm(form.action, body, (percent) => {
      if (bar) bar.value = percent;
      if (percent >= 100) this.say("已上传，正在识别，请稍候", "");
    });
    this.isSending = false;
    if (bar) bar.hidden = true;
    next?.removeAttribute("aria-busy");
    this.receive(answer, isReread);
  }

  private receive(answer: Answer, isReread: boolean): void {
    const { resend, onward } = this.parts;
    if (answer.state === "done") {
      // 「返回」 must not find it chosen and send it again.
      if (this.parts.input) this.parts.input.value = "";
      window.location.assign(answer.go);
      return;
    }
    if (answer.state === "lost") {
      if (isReread) this.later("网络中断，照片已保存。恢复后会继续识别", 4);
      else {
        this.say("网络中断，照片还在。恢复后会自动重新上传，也可以点「重新上传」", "warn");
        if (resend) resend.hidden = false;
      }
      return;
    }
    if (answer.state === "again") {
      this.say(`${answer.sentence}。照片还在，可以点「重新上传」`, "warn");
      if (resend) resend.hidden = false;
      return;
    }
    if (answer.state === "waiting") {
      this.later(answer.sentence, answer.retryS);
      return;
    }
    this.picture = null;
    if (this.parts.input) this.parts.input.value = "";
    this.say(answer.sentence, answer.state === "unclear" ? "warn" : "bad");
    if (onward && answer.go) {
      onward.href = answer.go;
      onward.hidden = false;
    }
  }

  /** The picture is kept on the server; asks again for what it says. */
  private later(sentence: string, seconds: number): void {
    this.picture = null;
    this.rereads += 1;
    if (this.rereads > REREADS) {
      this.say("识别服务还没有空出来，照片已保存。可以稍后点「下一步」再试，或直接手工填写", "warn");
      return;
    }
    this.say(sentence, "warn");
    window.setTimeout(() => void this.upload(true), seconds * 1000);
  }

  private say(sentence: string, kind: "" | "warn" | "bad"): void {
    const { status } = this.parts;
    if (!status) return;
    status.hidden = false;
    status.className = `alert${kind ? ` alert--${kind}` : ""} capture-status`;
    status.textContent = sentence;
    // Not below the buttons that are kept at the foot.
    status.scrollIntoView({ block: "center" });
  }
}

export function mount(root: HTMLElement): void {
  new Viewfinder(root, find(root)).start();
}
