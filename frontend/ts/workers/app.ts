// Service worker of the phone app (scope /app/). It keeps files whose names carry a hash, and the page for times without a
// network; never a page that somebody is logged in to see, never an answer to a POST. The server puts `__BUILD__` before it.
import { type Build, isKept, isStale, wantsPage } from "../lib/worker-rules";

declare const __BUILD__: Build;

type Waiting = Event & { waitUntil: (promise: Promise<unknown>) => void };
type Fetching = Waiting & { request: Request; respondWith: (answer: Promise<Response>) => void };
type Scope = { skipWaiting: () => Promise<void>; clients: { claim: () => Promise<void> }; location: Location };

const worker = self as unknown as Scope;
const build = __BUILD__;
const origin = worker.location.origin;

async function install(): Promise<void> {
  const cache = await caches.open(build.cache);
  // Without cookies: what is kept is the same for everybody.
  const requests = [build.offline, ...build.files].map(
    (url) => new Request(url, { credentials: "omit", cache: "reload" }),
  );
  await cache.addAll(requests);
  await worker.skipWaiting();
}

async function activate(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => isStale(name, build.cache)).map((name) => caches.delete(name)));
  await worker.clients.claim();
}

async function page(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    const kept = await caches.match(build.offline, { cacheName: build.cache });
    return kept ?? Response.error();
  }
}

async function file(request: Request): Promise<Response> {
  const cache = await caches.open(build.cache);
  const kept = await cache.match(request.url);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok && answer.type === "basic") await cache.put(request.url, answer.clone());
  return answer;
}

self.addEventListener("install", (event) => (event as Waiting).waitUntil(install()));
self.addEventListener("activate", (event) => (event as Waiting).waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const fetching = event as Fetching;
  const { request } = fetching;
  if (wantsPage(request.method, request.mode)) fetching.respondWith(page(request));
  else if (isKept(request.method, request.url, origin, build.kept)) fetching.respondWith(file(request));
});
