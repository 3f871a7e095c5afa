// The server's clock in the browser: waiting times follow it, not the visitor's device, and tests can freeze it.
import { meta } from "./dom";

let offsetMs: number | null = null;

/** Milliseconds since the epoch by the server's clock; by the device's on pages that carry no server time. */
export function serverNow(): number {
  if (offsetMs === null) {
    const told = Date.parse(meta("server-time"));
    // The page was made `startTime` after the request; performance.now() has run since the navigation began.
    offsetMs = Number.isNaN(told) ? 0 : told - (performance.timeOrigin + responseStart());
  }
  return Date.now() + offsetMs;
}

function responseStart(): number {
  const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return navigation?.responseStart ?? 0;
}

/** 「4 分 32 秒」, 「32 秒」, 「1 小时 5 分」, 「3 天 2 小时」. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  if (whole >= 172_800) return `${Math.floor(whole / 86_400)} 天 ${Math.floor((whole % 86_400) / 3600)} 小时`;
  if (whole >= 3600) return `${Math.floor(whole / 3600)} 小时 ${Math.floor((whole % 3600) / 60)} 分`;
  if (whole >= 60) return `${Math.floor(whole / 60)} 分 ${whole % 60} 秒`;
  return `${whole} 秒`;
}
