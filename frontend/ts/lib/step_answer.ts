// What an answer to a sent step means. Pure.

/** `go`: done, on to there. `page`: the same step again with what is to be mended. `lost`: nobody answered. `trouble`: an error page.
 * `refused`: not looked at, and said why. */
export type StepAnswer =
  { kind: "go"; url: string } | { kind: "page" } | { kind: "lost" } | { kind: "trouble" } | { kind: "refused" };

/** `hasStep`: the page that came holds the form again. Only addresses of our own site are gone to. */
export function stepAnswer(status: number, go: unknown, hasStep: boolean): StepAnswer {
  if (typeof go === "string" && /^\/(?!\/)/.test(go)) return { kind: "go", url: go };
  if (hasStep) return { kind: "page" };
  if (status === 0 || status === 502 || status === 503 || status === 504) return { kind: "lost" };
  return { kind: "trouble" };
}

/** What to say beside the button that was tapped. */
export function stepSentence(
  kind: "offline" | "lost" | "trouble" | "slow" | "changed" | "away",
  button: string,
): string {
  const again = `再点一次「${button}」`;
  switch (kind) {
    case "offline":
      return `现在没有网络，您填的内容都在这里。连上后自动提交，也可以${again}`;
    case "lost":
      return `没有收到平台的答复，您填的内容都在这里。请稍后${again}，不会重复办理`;
    case "trouble":
      return `平台暂时没有办成，您填的内容都在这里。请稍后${again}`;
    case "slow":
      return "还在等平台答复，请稍候";
    case "away":
      return "现在没有网络，打不开别的页面，您填的内容都在这里";
    case "changed":
      return `您填的内容还没有提交，填好后请${again}`;
  }
}
