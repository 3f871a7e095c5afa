import { describe, expect, it, vi } from "vitest";
import { type Page, whenHidden } from "./front";

class FakePage extends EventTarget {
  visibilityState: DocumentVisibilityState = "visible";

  turn(state: DocumentVisibilityState): void {
    this.visibilityState = state;
    this.dispatchEvent(new Event("visibilitychange"));
  }
}

function watched(page: FakePage): { act: ReturnType<typeof vi.fn>; end: () => void } {
  const act = vi.fn();
  return { act, ...whenHidden(page as unknown as Page, act) };
}

describe("whenHidden", () => {
  it("tells once when the page goes to the background", () => {
    const page = new FakePage();
    const { act } = watched(page);
    expect(act).not.toHaveBeenCalled();
    page.turn("hidden");
    page.turn("visible");
    page.turn("hidden");
    expect(act).toHaveBeenCalledTimes(1);
  });
  it("tells at once where it is there already", () => {
    const page = new FakePage();
    page.turn("hidden");
    expect(watched(page).act).toHaveBeenCalledTimes(1);
  });
  it("says nothing after the end, nor while the page is in front", () => {
    const page = new FakePage();
    const { act, end } = watched(page);
    page.turn("visible");
    end();
    page.turn("hidden");
    expect(act).not.toHaveBeenCalled();
  });
});
