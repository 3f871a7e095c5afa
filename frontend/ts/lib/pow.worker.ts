import { type ChallengeV1, type ChallengeV2, solve } from "./pow";

self.addEventListener("message", (event: MessageEvent<ChallengeV1 | ChallengeV2>) => {
  self.postMessage(solve(event.data));
});
