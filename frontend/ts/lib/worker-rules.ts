// What the phone app's service worker keeps and what it leaves alone.

export type Build = {
  /** Name of this build's cache. */
  cache: string;
  /** Address of the page for times without a network. */
  offline: string;
  /** Files fetched when the worker is installed. */
  files: string[];
  /** Beginnings of paths whose files never change under their name. */
  kept: string[];
};

const PREFIX = "yuzhengdai-app-";

/** A navigation by GET: asked of the network, and of the offline page when there is none. POSTs are the browser's own. */
export function wantsPage(method: string, mode: string): boolean {
  return method === "GET" && mode === "navigate";
}

/** A file of ours with a hash in its name. */
export function isKept(method: string, url: string, origin: string, kept: readonly string[]): boolean {
  if (method !== "GET") return false;
  const address = new URL(url);
  return address.origin === origin && address.search === "" && kept.some((start) => address.pathname.startsWith(start));
}

/** A cache of an earlier build; caches of others are left alone. */
export function isStale(name: string, current: string): boolean {
  return name.startsWith(PREFIX) && name !== current;
}
