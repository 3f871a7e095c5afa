// A camera that stops by itself: phones end or mute the track of a page that was in the background, another program may take the
// camera, a webcam may be unplugged. The picture then stays black without a word.

export type Place = {
  document: Pick<Document, "visibilityState" | "addEventListener" | "removeEventListener">;
  window: Pick<Window, "addEventListener" | "removeEventListener">;
};

/** How long a track may be muted: browsers mute it for a moment when a lens changes. */
export const MUTED_MS = 1200;

const state = (stream: MediaStream): "live" | "muted" | "ended" => {
  const [track] = stream.getVideoTracks();
  if (!track || track.readyState === "ended") return "ended";
  return track.muted ? "muted" : "live";
};

/** Calls `act` once when the stream gives no more pictures; while the page is hidden, when it is back. `end` stops watching. */
export function whenStopped(
  stream: MediaStream,
  act: () => void,
  place: Place = { document, window },
): { end: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tracks = stream.getVideoTracks();
  const end = (): void => {
    clearTimeout(timer);
    for (const track of tracks) for (const name of ["ended", "mute"]) track.removeEventListener(name, look);
    place.document.removeEventListener("visibilitychange", look);
    for (const name of ["pageshow", "focus"]) place.window.removeEventListener(name, look);
  };
  const tell = (): void => {
    end();
    act();
  };
  const look = (): void => {
    clearTimeout(timer);
    if (place.document.visibilityState === "hidden") return;
    const now = state(stream);
    if (now === "ended") tell();
    else if (now === "muted") {
      timer = setTimeout(() => {
        if (place.document.visibilityState !== "hidden" && state(stream) !== "live") tell();
      }, MUTED_MS);
    }
  };
  for (const track of tracks) for (const name of ["ended", "mute"]) track.addEventListener(name, look);
  place.document.addEventListener("visibilitychange", look);
  for (const name of ["pageshow", "focus"]) place.window.addEventListener(name, look);
  look();
  return { end };
}
