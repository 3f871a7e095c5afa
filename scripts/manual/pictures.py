"""Pictures of a page with what to press marked, the same in every run: what chance makes is drawn as a sample."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import segno
from PIL import Image
from playwright.sync_api import Locator, Page, ViewportSize

PC, PHONE = "pc", "phone"
SIZES: dict[str, ViewportSize] = {PC: {"width": 1280, "height": 800}, PHONE: {"width": 390, "height": 844}}
TOLD = {PC: "电脑", PHONE: "手机"}
KEPT_WIDTH = {PC: 900, PHONE: 300}
"""Pixels across a kept picture."""
QUALITY = 54
PICTURE_MS = 20_000
_SETTLED = """() => Promise.race([
  new Promise((done) => setTimeout(done, 3000)),
  (async () => {
    await document.fonts.ready;
    for (let frame = 0; frame < 3; frame += 1) await new Promise((done) => requestAnimationFrame(done));
  })(),
])"""
# Numbers of applications and feedback, one-time codes and QR codes are drawn by chance: here they are samples.
_SAMPLES = """(qr) => {
  const undo = [];
  window.manualUndo = () => undo.forEach((back) => back());
  const say = (node, words) => {
    const was = node.data;
    if (words === was) return;
    node.data = words;
    undo.push(() => { node.data = was; });
  };
  const samples = [[/(YZ20261201-)\\d{6}/g, "$1100001"], [/(FK20261201)[0-9A-Z]{6}/g, "$1AAAAAA"],
    [/(XR20261201-)\\d{8}/g, "$100000001"], [/[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/g, "AAAA-BBBB-CCCC-DDDD"],
    [/^(\\s*)[0-9a-f]{8}(\\s*)$/g, "$10a1b2c3d$2"]];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const node of texts) say(node, samples.reduce((words, [from, to]) => words.replace(from, to), node.data));
  const digits = [...document.querySelectorAll(".scan-login__digits b, .scan-digits label, .call-check__digits")].flatMap((one) =>
    texts.filter((node) => one.contains(node) && /\\d/.test(node.data)));
  digits.forEach((node, n) => say(node, node.data.replace(/\\d+/, ["58", "27", "91"][n % 3])));
  for (const box of document.querySelectorAll(".qr svg, .qr img")) {
    const size = box.getBoundingClientRect(), image = document.createElement("img");
    image.src = qr; image.alt = ""; image.width = size.width; image.height = size.height;
    box.replaceWith(image);
    undo.push(() => image.replaceWith(box));
  }
  for (const input of document.querySelectorAll("input[autocomplete=one-time-code]")) {
    const typed = input.value;
    input.value = "123456".slice(0, typed.length);
    undo.push(() => { input.value = typed; });
  }
}"""
_RESTORE = """() => {
  window.manualUndo();
  document.querySelectorAll("[data-manual-mark]").forEach((mark) => mark.remove());
}"""
_MARK = """(element) => {
  const of = element.matches("input[type=checkbox], input[type=radio]") ? element.closest("label") ?? element : element;
  const box = of.getBoundingClientRect(), mark = document.createElement("div");
  mark.dataset.manualMark = "";
  Object.assign(mark.style, {
    position: "fixed", zIndex: "2147483647", pointerEvents: "none", boxSizing: "border-box",
    left: `${box.left - 5}px`, top: `${box.top - 5}px`, width: `${box.width + 10}px`, height: `${box.height + 10}px`,
    border: "3px solid #d4191c", borderRadius: "8px", boxShadow: "0 0 0 2px #fff, inset 0 0 0 1px #fff",
  });
  (element.closest("dialog") ?? document.body).append(mark);
  const place = mark.getBoundingClientRect();
  mark.style.left = `${2 * (box.left - 5) - place.left}px`;
  mark.style.top = `${2 * (box.top - 5) - place.top}px`;
}"""


@dataclass(frozen=True, slots=True)
class Picture:
    """A kept picture: file name in the folder of pictures, on what device, pixels across and down."""

    file: str
    device: str
    width: int
    height: int


def sample_qr() -> str:
    """A QR code that leads nowhere, as an address of data."""
    uri: str = segno.make("使用手册中的示例二维码", micro=False).svg_data_uri(border=2)
    return uri


def settle(page: Page) -> None:
    """Wait until the page is loaded and drawn."""
    page.wait_for_load_state("load")
    page.evaluate(_SETTLED)


def take(page: Page, marks: list[Locator], folder: Path, name: str, device: str) -> Picture:
    """One picture of what the window shows, scrolled to the first mark."""
    settle(page)
    if marks:
        marks[0].evaluate(
            "element => element.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'})"
        )
    settle(page)
    page.evaluate(_SAMPLES, sample_qr())
    for mark in marks:
        mark.evaluate(_MARK)
    shot = page.screenshot(type="png", animations="disabled", timeout=PICTURE_MS)
    page.evaluate(_RESTORE)
    return keep(shot, folder / f"{name}.{device}.jpg", device)


def keep(shot: bytes, path: Path, device: str) -> Picture:
    """Keep a screenshot small."""
    image = Image.open(io.BytesIO(shot)).convert("RGB")
    width = KEPT_WIDTH[device]
    image = image.resize((width, round(image.height * width / image.width)), Image.Resampling.LANCZOS)
    image.save(path, "JPEG", quality=QUALITY, optimize=True)
    return Picture(path.name, device, image.width, image.height)
