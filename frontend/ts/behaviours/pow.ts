// Proof of work in a worker: `<input type="hidden" name="altcha" data-pow="/challenge/">` is filled before its form is sent.
// Without scripts the server asks for a waiting time instead.
import { each, type Root } from "../lib/dom";

function solveInWorker(challenge: unknown): Promise<string> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL("../lib/pow.worker.ts", import.meta.url), { type: "module" });
    const finish = (payload: string | null): void => {
      worker.terminate();
      resolve(payload ?? "");
    };
    worker.addEventListener("message", (event: MessageEvent<string | null>) => finish(event.data));
    worker.addEventListener("error", () => finish(null));
    worker.postMessage(challenge);
  });
}

async function prepare(input: HTMLInputElement): Promise<void> {
  const url = input.dataset["pow"];
  if (!url) return;
  try {
    const response = await fetch(url, { credentials: "same-origin", cache: "no-store", headers: { Accept: "application/json" } });
    if (response.ok) input.value = await solveInWorker(await response.json());
  } catch {
    input.value = "";
  }
}

export function enhancePow(root: Root): void {
  each<HTMLInputElement>(root, "pow", "input[data-pow]", (input) => {
    let isReady = false;
    // Each solution serves once: every need gets a new one.
    input.addEventListener("pow:need", (event) => {
      void prepare(input).then((event as CustomEvent<() => void>).detail);
    });
    if (input.dataset["powOn"] !== "submit") return;
    input.form?.addEventListener(
      "submit",
      (event) => {
        if (isReady) {
          isReady = false;
          return;
        }
        event.preventDefault();
        event.stopImmediatePropagation();
        const submitter = event.submitter as HTMLButtonElement | null;
        submitter?.setAttribute("aria-busy", "true");
        void prepare(input).then(() => {
          isReady = true;
          submitter?.removeAttribute("aria-busy");
          input.form?.requestSubmit(submitter);
        });
      },
      { capture: true },
    );
  });
}
