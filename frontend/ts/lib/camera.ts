// A camera's stream, and plain words for when there is none.

export type Facing = "environment" | "user";

/** What to tell when the camera did not open, by the browser's error. */
export function cameraSentence(error: unknown): string {
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError")
    return "没有得到使用相机的许可。可以在浏览器或系统设置里允许本网站使用相机";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "没有找到可用的相机";
  if (name === "NotReadableError" || name === "AbortError") return "相机正被其他程序使用，请关闭后再试";
  if (name === "Unsupported") return "这个浏览器不能使用相机";
  return "相机没有打开";
}

class Unsupported extends Error {
  override name = "Unsupported";
}

/** Opens the camera that looks away from the user or at the user. Rejects with what `cameraSentence` understands. */
export async function openCamera(facing: Facing, width: number, height: number): Promise<MediaStream> {
  // Absent on pages that are not secure and in some apps' built-in browsers.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices?.getUserMedia) throw new Unsupported();
  return devices.getUserMedia({
    audio: false,
    video: {
      facingMode: { ideal: facing },
      width: { ideal: width },
      height: { ideal: height },
      frameRate: { ideal: 24 },
    },
  });
}

export function closeCamera(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** Shows the stream; resolves once pictures come. */
export async function showStream(video: HTMLVideoElement, stream: MediaStream): Promise<void> {
  video.srcObject = stream;
  video.muted = true;
  video.playsInline = true;
  await video.play();
  if (video.videoWidth > 0) return;
  await new Promise<void>((resolve) => video.addEventListener("resize", () => resolve(), { once: true }));
}

export function hasTorch(stream: MediaStream): boolean {
  // Neither the method nor the capability is there in every browser.
  const track = stream.getVideoTracks()[0] as Partial<MediaStreamTrack> | undefined;
  const can = track?.getCapabilities?.() as { torch?: boolean } | undefined;
  return Boolean(can?.torch);
}

export async function setTorch(stream: MediaStream, isOn: boolean): Promise<boolean> {
  try {
    const wanted = { advanced: [{ torch: isOn } as MediaTrackConstraintSet] };
    await stream.getVideoTracks()[0]?.applyConstraints(wanted);
    return isOn;
  } catch {
    return false;
  }
}

/** The canvas as JPEG; null where the browser cannot. */
export function toJpeg(canvas: HTMLCanvasElement, quality: number): Promise<Blob | null> {
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
}
