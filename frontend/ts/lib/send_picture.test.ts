import { describe, expect, it } from "vitest";

import { parseAnswer } from "./send_picture";

describe("parseAnswer", () => {
  it("tells a lost connection from a refusal", () => {
    expect(parseAnswer(0, "")).toEqual({ state: "lost" });
    expect(parseAnswer(503, "<html>")).toEqual({ state: "lost" });
    expect(parseAnswer(422, '{"error":"这不是图片"}')).toEqual({ state: "refused", sentence: "这不是图片", go: "" });
    expect(parseAnswer(500, "<html>").state).toBe("refused");
    expect(parseAnswer(413, "")).toMatchObject({ sentence: "照片太大，没有上传，请重新拍照" });
  });

  it("goes only to addresses of our own", () => {
    expect(parseAnswer(200, '{"state":"done","go":"/app/verification/"}')).toEqual({
      state: "done",
      go: "/app/verification/",
    });
    for (const go of ["//elsewhere.example/", "https://elsewhere.example/", "javascript:alert(1)", 7]) {
      expect(parseAnswer(200, JSON.stringify({ state: "done", go })).state).toBe("refused");
    }
  });

  it("waits for a busy reader, for a sensible while", () => {
    expect(parseAnswer(202, '{"state":"waiting","sentence":"请稍候","retry_s":5}')).toEqual({
      state: "waiting",
      sentence: "请稍候",
      retryS: 5,
    });
    expect(parseAnswer(202, '{"state":"waiting","retry_s":"x"}')).toMatchObject({ retryS: 3 });
  });
});
