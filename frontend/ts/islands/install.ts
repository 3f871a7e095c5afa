// 「安装豫正贷」: shown where the browser offers to install the web app.
type InstallEvent = Event & { prompt: () => Promise<void>; userChoice?: Promise<{ outcome: string }> };

export function mount(button: HTMLElement): void {
  let offer: InstallEvent | null = null;
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer = event as InstallEvent;
    button.hidden = false;
  });
  button.addEventListener("click", () => {
    // A browser's offer holds for one prompt; it makes another one when it wants to.
    void offer?.prompt();
    offer = null;
    button.hidden = true;
  });
  window.addEventListener("appinstalled", () => {
    button.hidden = true;
    const note = document.querySelector("[data-install-note]");
    if (note) note.textContent = "已安装，可以从主屏幕打开「豫正贷」";
  });
}
