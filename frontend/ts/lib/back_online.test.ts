import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { whenBack } from "./back_online";

const phone = { onLine: true };
let answer: () => Promise<{ ok: boolean }>;
let asked = 0;
let went = 0;
let theWindow: EventTarget;

beforeEach(() => {
  vi.useFakeTimers();
  theWindow = Object.assign(new EventTarget(), { setTimeout, clearTimeout });
  vi.stubGlobal("window", theWindow);
  vi.stubGlobal("document", Object.assign(new EventTarget(), { visibilityState: "visible" }));
  vi.stubGlobal("navigator", phone);
  vi.stubGlobal("fetch", () => ((asked += 1), answer()));
  answer = () => Promise.reject(new TypeError("no network"));
  phone.onLine = true;
  asked = went = 0;
  whenBack("/healthz", () => (went += 1));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const backOnline = async (): Promise<void> => {
  phone.onLine = true;
  theWindow.dispatchEvent(new Event("online"));
  await vi.advanceTimersByTimeAsync(0);
};

describe("whenBack", () => {
  it("goes back as soon as the server answers, once", async () => {
    answer = () => Promise.resolve({ ok: true });
    await backOnline();
    await backOnline();
    await vi.advanceTimersByTimeAsync(60_000);
    expect([asked, went]).toEqual([1, 1]);
  });

  it("asks again when the network was announced too early", async () => {
    await backOnline();
    expect(went).toBe(0);
    answer = () => Promise.resolve({ ok: true });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(went).toBe(1);
  });

  it("asks nobody while the phone has no network", async () => {
    phone.onLine = false;
    await vi.advanceTimersByTimeAsync(300_000);
    expect(asked).toBe(0);
  });

  it("asks a server that is down ever more rarely", async () => {
    answer = () => Promise.resolve({ ok: false });
    await vi.advanceTimersByTimeAsync(600_000);
    expect(asked).toBeGreaterThan(5);
    expect(asked).toBeLessThan(30);
    expect(went).toBe(0);
  });
});
