// Whether the page stays in front while something needs it there.

export type Page = Pick<Document, "visibilityState" | "addEventListener" | "removeEventListener">;

/** Calls `act` once: when the page goes to the background, or at once where it is there already. `end` stops watching. */
export function whenHidden(page: Page, act: () => void): { end: () => void } {
  const end = (): void => page.removeEventListener("visibilitychange", look);
  const look = (): void => {
    if (page.visibilityState !== "hidden") return;
    end();
    act();
  };
  page.addEventListener("visibilitychange", look);
  look();
  return { end };
}
