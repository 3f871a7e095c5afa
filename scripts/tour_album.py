"""The album of ``make manual``: pictures in docs/tour/ and one page that shows them all."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page

WIDE, NARROW, ELDER = "1440", "390", "390-elder"
HEIGHT = 900
SHOWN = {WIDE: 560, NARROW: 200, ELDER: 200}
TOLD = {WIDE: "电脑", NARROW: "手机", ELDER: "手机长辈版"}
QUALITY = 45
LENGTH = """async () => {
  await document.fonts.ready;
  for (let frame = 0; frame < 3; frame += 1) await new Promise((done) => requestAnimationFrame(done));
  return document.documentElement.scrollHeight;
}"""
HEAD = """# 走一遍：从注册到放款

由 `make manual` 在演示省上逐页截取：电脑 1440 px，手机 390 px；有第三张的，是手机上的长辈版。证件和人脸都是示例。
"""


@dataclass(slots=True)
class Moment:
    """One moment: its name and the kinds of pictures there are of it."""

    chapter: str
    name: str
    kinds: list[str] = field(default_factory=list)


class Album:
    """Pictures in the order they were taken, numbered through, in chapters."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.moments: list[Moment] = []
        self._chapter = ""

    def chapter(self, name: str) -> None:
        """What follows belongs to this chapter."""
        self._chapter = name

    def take(self, page: Page, name: str, *, height: int = HEIGHT) -> None:
        """Keep this page at both widths; the desks, which scroll inside, at a ``height`` that shows it all."""
        self._begin(name)
        for kind in (NARROW, WIDE):
            page.set_viewport_size({"width": int(kind), "height": height if kind == WIDE else HEIGHT})
            self._keep(page, kind)
        page.set_viewport_size({"width": int(WIDE), "height": HEIGHT})

    def pair(self, wide: Page, phone: Page, name: str) -> None:
        """Keep the same page of a PC and of a phone."""
        self._begin(name)
        self._keep(wide, WIDE)
        self._keep_long(phone, NARROW)

    def phone(self, page: Page, name: str, *, whole: bool = True) -> None:
        """Keep a phone's page as it is; ``whole=False`` only what the screen shows."""
        self._begin(name)
        if whole:
            self._keep_long(page, NARROW)
        else:
            self._keep(page, NARROW, whole=False)

    def elder(self, page: Page, base_url: str) -> None:
        """Keep the page just taken in 长辈版 too, and go back to the ordinary one."""
        path = page.url.removeprefix(base_url)
        page.goto(f"{base_url}/elder/?on=1&next={path}")
        self._keep_long(page, ELDER)
        page.goto(f"{base_url}/elder/?on=0&next={path}")

    def _begin(self, name: str) -> None:
        self.moments.append(Moment(self._chapter, name))
        print(f"{len(self.moments):02d} {name}", flush=True)

    def _keep(self, page: Page, kind: str, *, whole: bool = True) -> None:
        self.moments[-1].kinds.append(kind)
        path = self.folder / _file(len(self.moments), kind)
        # A dialog stays where the window shows it.
        whole = whole and not page.evaluate("Boolean(document.querySelector('dialog:modal'))")
        page.screenshot(path=path, full_page=whole, type="jpeg", quality=QUALITY)

    def _keep_long(self, page: Page, kind: str) -> None:
        """On a phone as long as the page, so that the bar at its foot covers nothing."""
        page.wait_for_load_state()
        size = page.viewport_size or {"width": int(NARROW), "height": HEIGHT}
        length = page.evaluate(LENGTH)
        page.set_viewport_size({"width": size["width"], "height": max(size["height"], length)})
        self._keep(page, kind)
        page.set_viewport_size(size)

    def write_index(self) -> None:
        """One page that shows them all."""
        lines, chapter = [HEAD], ""
        for number, moment in enumerate(self.moments, start=1):
            if moment.chapter != chapter:
                chapter = moment.chapter
                lines += [f"## {chapter}", ""]
            lines += [f"### {number}. {moment.name}", ""]
            lines += [
                f'<img src="{_file(number, kind)}" width="{SHOWN[kind]}" alt="{moment.name}，{TOLD[kind]}">'
                for kind in sorted(moment.kinds, key=list(SHOWN).index)
            ]
            lines += [""]
        (self.folder / "README.md").write_text("\n".join(lines), encoding="utf-8")


def _file(number: int, kind: str) -> str:
    return f"{number:02d}.{kind}.jpg"
