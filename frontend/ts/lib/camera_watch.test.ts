import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { MUTED_MS, type Place, whenStopped } from "./camera_watch";

class Track extends EventTarget {
  readyState: MediaStreamTrackState = "live";
  muted = false;

  stop(): void {
    this.readyState = "ended";
  }

  fire(name: string): void {
    this.dispatchEvent(new Event(name));
  }
}

class FakeDocument extends EventTarget {
  visibilityState: DocumentVisibilityState = "visible";
}

function watched() {
  const track = new Track();
  const stream = { getVideoTracks: () => [track] } as unknown as MediaStream;
  const [page, frame] = [new FakeDocument(), new EventTarget()];
  const act = vi.fn();
  const watch = whenStopped(stream, act, { document: page, window: frame } as unknown as Place);
  return { track, page, frame, act, ...watch };
}

describe("whenStopped", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("tells once when the track ends", () => {
    const { track, act } = watched();
    expect(act).not.toHaveBeenCalled();
    track.stop();
    track.fire("ended");
    track.fire("ended");
    expect(act).toHaveBeenCalledTimes(1);
  });

  it.each(["pageshow", "focus"])("looks again on %s, for a track that ended without an event", (name) => {
    const { track, frame, act } = watched();
    track.stop();
    frame.dispatchEvent(new Event(name));
    expect(act).toHaveBeenCalledTimes(1);
  });

  it("waits while the page is hidden and tells when it is back", () => {
    const { track, page, act } = watched();
    page.visibilityState = "hidden";
    track.stop();
    track.fire("ended");
    expect(act).not.toHaveBeenCalled();
    page.visibilityState = "visible";
    page.dispatchEvent(new Event("visibilitychange"));
    expect(act).toHaveBeenCalledTimes(1);
  });

  it("takes a track that stays muted for stopped, not one that is muted for a moment", () => {
    const { track, act } = watched();
    track.muted = true;
    track.fire("mute");
    vi.advanceTimersByTime(MUTED_MS - 100);
    track.muted = false;
    vi.advanceTimersByTime(1000);
    expect(act).not.toHaveBeenCalled();
    track.muted = true;
    track.fire("mute");
    vi.advanceTimersByTime(MUTED_MS);
    expect(act).toHaveBeenCalledTimes(1);
  });

  it("says nothing after the end", () => {
    const { track, act, end } = watched();
    end();
    track.stop();
    track.fire("ended");
    expect(act).not.toHaveBeenCalled();
  });
});
