import { describe, expect, it } from "vitest";
import { isKept, isStale, wantsPage } from "./worker-rules";

const HERE = "https://example.test";
const KEPT = ["/static/dist/assets/"];

describe("what the service worker keeps", () => {
  it("asks the network for pages, and leaves POSTs alone", () => {
    expect(wantsPage("GET", "navigate")).toBe(true);
    expect(wantsPage("POST", "navigate")).toBe(false);
    expect(wantsPage("GET", "cors")).toBe(false);
  });

  it("keeps our hashed files only", () => {
    expect(isKept("GET", `${HERE}/static/dist/assets/main-abc.js`, HERE, KEPT)).toBe(true);
    expect(isKept("POST", `${HERE}/static/dist/assets/main-abc.js`, HERE, KEPT)).toBe(false);
    expect(isKept("GET", `${HERE}/app/mine/`, HERE, KEPT)).toBe(false);
    expect(isKept("GET", `${HERE}/static/dist/assets/x.js?u=1`, HERE, KEPT)).toBe(false);
    expect(isKept("GET", "https://other.test/static/dist/assets/x.js", HERE, KEPT)).toBe(false);
  });

  it("throws earlier builds away, not other caches", () => {
    expect(isStale("yuzhengdai-app-1", "yuzhengdai-app-2")).toBe(true);
    expect(isStale("yuzhengdai-app-2", "yuzhengdai-app-2")).toBe(false);
    expect(isStale("someone-else", "yuzhengdai-app-2")).toBe(false);
  });
});
