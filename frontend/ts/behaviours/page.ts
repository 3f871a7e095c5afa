// Smaller things: phone filter sheet, compare tray, reading to the end, shortcut keys, print, copy.
import { byId, each, type Root } from "../lib/dom";

function sheets(root: Root): void {
  each<HTMLDetailsElement>(root, "sheet", "details[data-sheet]", (sheet) => {
    sheet.classList.add("filter-sheet--modal");
    const title = sheet.querySelector<HTMLElement>(".sheet__title");
    const opener = sheet.querySelector<HTMLElement>("summary");
    const close = (): void => {
      sheet.open = false;
      opener?.focus();
    };
    sheet.addEventListener("toggle", () => {
      document.documentElement.classList.toggle("sheet-open", sheet.open);
      if (sheet.open) title?.focus();
    });
    sheet.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && sheet.open) close();
    });
    sheet.querySelector("[data-sheet-close]")?.addEventListener("click", close);
    document.addEventListener("click", (event) => {
      if (sheet.open && event.target instanceof Node && !sheet.contains(event.target)) sheet.open = false;
    });
  });
}

/** A list that scrolls by itself stands where it was left, in this tab, after the page around it came anew. */
function keepScroll(root: Root): void {
  each(root, "keep-scroll", "[data-keep-scroll]", (list) => {
    const key = `scroll:${list.dataset["keepScroll"] ?? ""}`;
    const kept = Number(sessionStorage.getItem(key) ?? "0");
    if (kept > 0) list.scrollTop = kept;
    else list.querySelector('[aria-current="true"].queue__item')?.scrollIntoView({ block: "nearest" });
    list.addEventListener("scroll", () => sessionStorage.setItem(key, String(Math.round(list.scrollTop))), {
      passive: true,
    });
  });
}

/** Choices are kept while paging through the list, in this tab only. */
function compare(root: Root): void {
  each<HTMLFormElement>(root, "compare", "[data-compare-tray]", (tray) => {
    const limit = Number(tray.dataset["limit"] ?? 4);
    const status = tray.querySelector("[data-compare-status]");
    const button = tray.querySelector<HTMLButtonElement>("button");
    const key = "compare";
    const read = (): Record<string, string> => {
      try {
        return JSON.parse(sessionStorage.getItem(key) ?? "{}") as Record<string, string>;
      } catch {
        return {};
      }
    };
    const boxes = (): HTMLInputElement[] => [...document.querySelectorAll<HTMLInputElement>("[data-compare]")];
    const draw = (): void => {
      const chosen = read();
      const ids = Object.keys(chosen);
      for (const box of boxes()) {
        box.checked = box.value in chosen;
        box.disabled = !box.checked && ids.length >= limit;
      }
      for (const kept of tray.querySelectorAll("[data-kept]")) kept.remove();
      const onPage = new Set(boxes().map((box) => box.value));
      for (const id of ids) {
        if (onPage.has(id)) continue;
        const input = document.createElement("input");
        Object.assign(input, { type: "hidden", name: "id", value: id });
        input.dataset["kept"] = "";
        tray.append(input);
      }
      if (status) {
        status.textContent = ids.length
          ? `已选 ${ids.length} 个：${Object.values(chosen).join("、")}`
          : `勾选「对比」，最多 ${limit} 个`;
      }
      if (button) button.disabled = ids.length < 2;
    };
    document.addEventListener("change", (event) => {
      const box = event.target;
      if (!(box instanceof HTMLInputElement) || !box.matches("[data-compare]")) return;
      const chosen = read();
      if (box.checked) chosen[box.value] = box.dataset["name"] ?? "";
      else delete chosen[box.value];
      sessionStorage.setItem(key, JSON.stringify(chosen));
      draw();
    });
    document.addEventListener("htmx:afterSettle", draw);
    // Ticked before this script was there, or given back by the browser.
    const chosen = read();
    for (const box of boxes()) {
      if (box.checked && Object.keys(chosen).length < limit) chosen[box.value] = box.dataset["name"] ?? "";
    }
    sessionStorage.setItem(key, JSON.stringify(chosen));
    draw();
  });
}

function reading(root: Root): void {
  each(root, "reading", "[data-reading]", (text) => {
    const scope = text.closest("dialog, .dialog, main") ?? document;
    const button = byId<HTMLButtonElement>(text.dataset["unlocks"]);
    const bar = scope.querySelector<HTMLProgressElement>("[data-reading-bar]");
    const label = scope.querySelector("[data-reading-text]");
    let furthest = 0;
    if (button) button.disabled = true;
    const update = (): void => {
      if (text.clientHeight === 0) return;
      const room = text.scrollHeight - text.clientHeight;
      const percent = room <= 4 ? 100 : Math.min(100, Math.ceil(((text.scrollTop + 4) / room) * 100));
      furthest = Math.max(furthest, percent);
      if (bar) bar.value = furthest;
      if (label) label.textContent = `已读 ${furthest}%`;
      if (button && furthest >= 100) button.disabled = false;
    };
    text.addEventListener("scroll", update, { passive: true });
    new ResizeObserver(update).observe(text);
    update();
  });
}

function keys(root: Root): void {
  each(root, "key", "[data-key]", (field) => {
    document.addEventListener("keydown", (event) => {
      const inField =
        event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
      if (event.key !== field.dataset["key"] || inField || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      field.focus();
    });
  });
  each(root, "print", "[data-print]", (button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
}

/** `data-copy="id"`: a hidden button that puts that element's text into the clipboard, and says so in `[data-copy-said]`. Where the browser
 * refuses (built-in browsers of other apps often do), the text is selected, to be copied by hand. */
function copying(root: Root): void {
  each(root, "copy", "[data-copy]", (button) => {
    const text = byId(button.dataset["copy"] ?? "");
    const said = button.parentElement?.querySelector("[data-copy-said]");
    if (!text) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      let words = "已复制，请粘贴到手机浏览器的地址栏";
      try {
        await navigator.clipboard.writeText(text.textContent.trim());
      } catch {
        window.getSelection()?.selectAllChildren(text);
        words = document.execCommand("copy") ? words : "网址已选中，请长按后复制";
      }
      if (said) said.textContent = words;
    });
  });
}

export function enhancePage(root: Root): void {
  copying(root);
  sheets(root);
  keepScroll(root);
  compare(root);
  reading(root);
  keys(root);
}
