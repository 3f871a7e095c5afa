import { describe, expect, it } from "vitest";
import { stepAnswer, stepSentence } from "./step_answer";

describe("stepAnswer", () => {
  it("goes where the server says", () =>
    expect(stepAnswer(200, "/app/verification/face/", false)).toEqual({ kind: "go", url: "/app/verification/face/" }));
  it.each(["//evil.example/", "https://evil.example/", 7, ""])("goes nowhere else: %s", (go) =>
    expect(stepAnswer(200, go, false)).toEqual({ kind: "trouble" }),
  );
  it.each([409, 422, 503])("shows the step again, whatever its status: %i", (status) =>
    expect(stepAnswer(status, undefined, true)).toEqual({ kind: "page" }),
  );
  it.each([0, 502, 503, 504])("nobody answered: %i", (status) =>
    expect(stepAnswer(status, undefined, false)).toEqual({ kind: "lost" }),
  );
  it.each([200, 403, 404, 500])("any other page keeps the form: %i", (status) =>
    expect(stepAnswer(status, undefined, false)).toEqual({ kind: "trouble" }),
  );
});

describe("stepSentence", () => {
  it("names the button", () => expect(stepSentence("offline", "下一步")).toContain("再点一次「下一步」"));
  it.each(["offline", "lost", "trouble", "away"] as const)("says that nothing is lost: %s", (kind) =>
    expect(stepSentence(kind, "下一步")).toContain("您填的内容都在这里"),
  );
});
