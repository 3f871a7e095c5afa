// A photograph of oneself by webcam, put into the form's file field; nothing leaves the page before the form is sent.
import { cameraSentence, closeCamera, openCamera, showStream, toJpeg } from "../lib/camera";
import { whenStopped } from "../lib/camera_watch";
import { coverCrop } from "../lib/picture_quality";

const PORTRAIT = 0.8;

export function mount(root: HTMLElement): void {
  const one = (name: string): HTMLButtonElement | null => root.querySelector(`[data-selfie="${name}"]`);
  const [open, take] = [one("open"), one("take")];
  const status = root.querySelector<HTMLElement>('[data-selfie="status"]');
  const video = root.querySelector("video");
  const input = root.querySelector<HTMLInputElement>('input[type="file"]');
  if (!open || !take || !status || !video || !input) return;
  let stream: MediaStream | null = null;
  let watch: { end: () => void } | null = null;

  const show = (isLive: boolean): void => {
    video.hidden = take.hidden = !isLive;
    open.hidden = isLive;
  };
  const stop = (): void => {
    watch?.end();
    closeCamera(stream);
    stream = null;
    show(false);
  };

  open.hidden = false;
  open.addEventListener("click", () => {
    void (async () => {
      try {
        stream = await openCamera("user", 1280, 720);
        video.hidden = false;
        open.hidden = true;
        // 「拍照」 only once there is a picture to take.
        await showStream(video, stream);
        show(true);
        status.textContent = "请正对摄像头，脸在画面正中";
        take.focus();
        watch = whenStopped(stream, () => {
          stop();
          status.textContent = "相机停了，没有拍到。请再打开一次，也可以选择一张照片";
          open.focus();
        });
      } catch (error) {
        stop();
        status.textContent = `${cameraSentence(error)}。也可以选择一张照片`;
      }
    })();
  });
  take.addEventListener("click", () => {
    void (async () => {
      if (!video.videoWidth) return;
      const crop = coverCrop(video.videoWidth, video.videoHeight, PORTRAIT);
      const canvas = document.createElement("canvas");
      canvas.width = crop.width;
      canvas.height = crop.height;
      canvas.getContext("2d")?.drawImage(video, crop.x, crop.y, crop.width, crop.height, 0, 0, crop.width, crop.height);
      const blob = await toJpeg(canvas, 0.92);
      stop();
      if (!blob) return;
      const files = new DataTransfer();
      files.items.add(new File([blob], "portrait.jpg", { type: "image/jpeg" }));
      input.files = files.files;
      status.textContent = "已拍好，点「生成带我照片的人像面」";
    })();
  });
  window.addEventListener("pagehide", stop);
}
