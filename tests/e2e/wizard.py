"""The wizard in a phone's browser: papers of an invented person, a camera that plays a film, and the steps one after the other."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as TooLong

from benchmarks.specimens import camera, cards, holders, licences
from tests.e2e import lost
from tests.support.faces import films
from tests.support.faces.warps import load

PHOTO = (2560, 1920)
READING_MS = 60_000
FACE_MS = 90_000
ACTION_MS = 20_000
ACTIONS = {"眨眼": "blink", "张嘴": "mouth", "向左转头": "turn_left", "向右转头": "turn_right"}
Axe = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Papers:
    """Somebody with an ID card and a licence, photographed."""

    person: holders.Person
    enterprise: holders.Enterprise
    front: Path
    back: Path
    licence: Path


def make_papers(folder: Path, *, seed: int, portrait: str, name: str = "") -> Papers:
    """The papers of a legal representative; ``portrait`` names the face on the card (tests/assets/faces), ``name`` the enterprise."""
    folder.mkdir(parents=True, exist_ok=True)
    person = holders.person(seed)
    enterprise = replace(holders.enterprise(seed, "company"), representative=person.name)
    enterprise = replace(enterprise, name=name or enterprise.name)
    face = Image.fromarray(load(portrait))
    drawn = {
        "front": cards.id_front(person, portrait=face),
        "back": cards.id_back(person),
        "licence": licences.licence(enterprise),
    }
    paths = {}
    for kind, paper in drawn.items():
        shot = camera.photograph(paper, level="clean", seed=seed, quarter_turns=0, size=PHOTO)
        paths[kind] = folder / f"{kind}.jpg"
        paths[kind].write_bytes(shot.jpeg)
    return Papers(person, enterprise, **paths)


def warm(path: Path, name: str) -> None:
    """Make every pose of a face once: later films are then a matter of milliseconds."""
    films.film(path, name, ["blink", "mouth", "turn_left"])
    films.film(path, name, ["turn_right"])
    films.film(path, name)


@dataclass(slots=True)
class Phone:
    """One phone at the wizard. ``look`` is called on every screen, ``during`` while the face is being checked.

    ``lose``: step → what happens to its sending, "offline" or "answer"; what has happened is taken out.
    """

    page: Page
    base_url: str
    film: Path
    look: Callable[[Page], None] = lambda _: None
    during: Callable[[Page], None] = lambda _: None
    lose: dict[str, str] = field(default_factory=dict)

    def step(self, name: str) -> None:
        """Wait for a step's page and look at it."""
        self.page.wait_for_url(f"**/app/verification/{name}/", timeout=READING_MS)
        self.look(self.page)

    def next(self, label: str = "下一步") -> None:
        """「下一步」; over a lost connection where this step's is to be lost."""
        button = self.page.get_by_role("button", name=label, exact=True)
        lost.tap(self.page, button.click, self._how(), look=self.look)

    def _how(self) -> str:
        return self.lose.pop(self.page.url.rstrip("/").rsplit("/", 1)[-1], "")

    def start(self, role: str = "我是法定代表人", *, way: str = "") -> None:
        """Role, another way where one is named, and the consents it needs."""
        self.page.goto(f"{self.base_url}/app/verification/")
        self.step("role")
        expect(self.page.get_by_text("第 1 步，共 5 步").first).to_be_visible()
        self.page.get_by_role("radio", name=re.compile(role)).check()
        self.next()
        self.step("consent")
        if way:
            self.page.get_by_role("link", name="不使用人脸，改用其他方式", exact=True).click()
            self.page.get_by_role("radio", name=re.compile(way)).check()
            self.next()
            self.step("consent")
        for box in self.page.get_by_role("checkbox").all():
            expect(box).not_to_be_checked()
            box.check()
        self.next()

    def choose(self, paper: Path, label: str = "选择照片") -> None:
        """A photo from the album: uploaded and read by itself."""
        field = self.page.get_by_label(label)
        lost.upload(self.page, lambda: field.set_input_files(paper), self._how(), look=self.look)

    def identity(self, papers: Papers) -> None:
        """Both sides of the card, read and confirmed."""
        self.step("id-front")
        self.choose(papers.front)
        self.step("id-back")
        self.choose(papers.back)
        self.step("id-confirm")
        expect(self.page.get_by_label("姓名")).to_have_value(papers.person.name)
        expect(self.page.get_by_label("公民身份号码")).to_have_value(papers.person.number)
        self.next()
        self.step("face")

    def face(self, who: str, *, acts: bool = True) -> None:
        """Start, do what the screen asks for (or just look into the camera), until the page goes on."""
        films.film(self.film, who)
        with self.page.expect_response(lambda r: "/face/begin/" in r.url, timeout=FACE_MS) as begun:
            self.page.get_by_role("button", name=re.compile("开始人脸核验|再试一次")).click()
        drawn: dict[str, Any] = begun.value.json()
        with self.page.expect_event("framenavigated", timeout=FACE_MS):
            self.during(self.page)
            for place in range(1, 1 + drawn["count"]) if acts else []:
                if not self._act(who, place, is_last=place == drawn["count"]):
                    break

    def _act(self, who: str, place: int, *, is_last: bool) -> bool:
        """What people do: stand still until an action is asked for, do it, and stand still again; False where it has ended before."""
        asked = self.page.locator(f".face-steps li:nth-child({place})")
        try:
            asked.and_(self.page.locator("[aria-current=step]")).wait_for(timeout=ACTION_MS)
            films.film(self.film, who, [ACTIONS[asked.inner_text()]] * 2)
            if not is_last:
                asked.and_(self.page.locator(":not([aria-current])")).wait_for(timeout=ACTION_MS)
                films.film(self.film, who)
        except TooLong:
            return False  # the page says why
        return True

    def pass_face(self, who: str, *, then: str = "licence", tries: int = 3) -> None:
        """Do it until it passes and leads to ``then``: a machine with other work to do may send too few frames."""
        for _ in range(tries):
            self.face(who)
            self.page.wait_for_url(re.compile(f"/verification/(face|{then})/$"), wait_until="load")
            if self.page.url.endswith(f"/{then}/"):
                return
            expect(self.page.get_by_role("main")).to_contain_text("收到的画面不够")
        raise AssertionError("the face did not pass")

    def licence(self, papers: Papers) -> None:
        """The licence, read and confirmed."""
        self.step("licence")
        self.choose(papers.licence, "选择照片或 PDF")
        self.step("licence-confirm")
        expect(self.page.get_by_label("统一社会信用代码")).to_have_value(papers.enterprise.uscc)
        self.choose_region()
        self.next()
        self.step("utilities")

    def choose_region(self) -> None:
        """Specimens come from all over the country."""
        region = self.page.get_by_label("所属地区")
        if not region.input_value():
            region.select_option(label="郑州市")
