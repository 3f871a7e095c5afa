// The phone app's frame: the service worker, which keeps the page for times without a network.
export function mount(body: HTMLElement): void {
  const { worker, scope } = body.dataset;
  if (!worker || !("serviceWorker" in navigator) || !window.isSecureContext) return;
  navigator.serviceWorker.register(worker, scope ? { scope } : {}).catch(() => undefined);
}
