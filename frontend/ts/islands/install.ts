// 「安装豫正贷」: shown where the browser offers to install the web app.
type InstallEvent = Event & { prompt: () => Promise<void> };

export function mount(button: HTMLElement): void {
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    button.hidden = false;
    button.addEventListener("click", () => void (event as InstallEvent).prompt(), { once: true });
  });
}
