// Prompts read aloud while somebody looks into the camera instead of at the words. Off by a switch that the device remembers.
const KEY = "yzd-spoken";

export class Spoken {
  private last = "";
  isOn: boolean;

  constructor(private readonly voice: SpeechSynthesis | undefined = globalThis.speechSynthesis) {
    this.isOn = remembered() !== "off";
  }

  get isThere(): boolean {
    return this.voice !== undefined;
  }

  toggle(): void {
    this.isOn = !this.isOn;
    this.last = "";
    if (!this.isOn) this.voice?.cancel();
    try {
      localStorage.setItem(KEY, this.isOn ? "on" : "off");
    } catch {
      // Then it holds for this page.
    }
  }

  /** Says a sentence once; the newest cuts off what is still being said. */
  say(text: string): void {
    if (!this.isOn || !this.voice || !text || text === this.last) return;
    this.last = text;
    const words = new SpeechSynthesisUtterance(text);
    words.lang = "zh-CN";
    this.voice.cancel();
    this.voice.speak(words);
  }

  /** Says it once more, though it was the last that was said. */
  again(text: string): void {
    this.last = "";
    this.say(text);
  }

  stop(): void {
    this.last = "";
    this.voice?.cancel();
  }
}

function remembered(): string {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}
