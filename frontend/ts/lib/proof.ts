// Proof of work in a worker, so that the page stays alive.
import type { ChallengeV1, ChallengeV2 } from "./pow";

/** The payload for the server, or an empty text when it could not be found. */
export function solveInWorker(challenge: ChallengeV1 | ChallengeV2): Promise<string> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL("./pow.worker.ts", import.meta.url), { type: "module" });
    const finish = (payload: string | null): void => {
      worker.terminate();
      resolve(payload ?? "");
    };
    worker.addEventListener("message", (event: MessageEvent<string | null>) => finish(event.data));
    worker.addEventListener("error", () => finish(null));
    worker.postMessage(challenge);
  });
}
