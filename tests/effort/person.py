"""A person before the pages: reads what they show, types only what stands there empty, and keeps count of everything done.

The pages are the server's own. Where a script would act by itself (a chosen photograph is sent, a code is asked for without leaving the
page), ``scripts`` says so. What counts: a screen, when another page than before is looked at; a typed field and its characters, when
something is typed that is not there already; a click, for every link, button, tick and radio, and for the camera's shutter; a choice, for a
list; a code, for every SMS code typed (its field and characters count as well).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import lxml.html
from django.test import Client

from tests.phones import last_code

CLICKED = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-User": "?1"}
NOT_TYPED = frozenset({"hidden", "checkbox", "radio", "file", "submit", "button", "image", "reset"})


@dataclass
class Tally:
    """Everything one way took. ``trail``: what was typed where, for the reader of a failure and for docs/effort.md."""

    screens: int = 0
    fields: int = 0
    characters: int = 0
    codes: int = 0
    clicks: int = 0
    choices: int = 0
    trail: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)


@dataclass
class Person:
    """One browser of one person; two of them may share a ``tally``."""

    tally: Tally
    scripts: bool = True
    client: Client = field(default_factory=lambda: Client(headers=CLICKED))
    url: str = ""
    tree: Any = None
    typed: dict[str, Any] = field(default_factory=dict)
    _title: str = ""
    _place: tuple[str, str] = ("", "")

    def open(self, path: str) -> None:
        """An address that was there before: a bookmark, a scanned code, the page a dialog leads on to."""
        self._show(self.client.get(path, follow=True), path)

    def follow(self, words: str) -> None:
        """Click a link."""
        self.tally.clicks += 1
        self.open(urljoin(self.url, self._link(words).get("href")))

    def type(self, label: str, value: str, *, is_code: bool = False) -> None:
        """Fill in the field of this name or label, unless that stands there already."""
        box = self._field(label)
        assert (box.get("type") or "text") not in NOT_TYPED, label
        if self._value(box) == value:
            return
        self.tally.fields += 1
        self.tally.characters += len(value)
        self.tally.codes += is_code
        self.tally.trail.append(f"{self._title}：{self._label(box)}（{len(value)}）")
        self.typed[box.get("name") or box.get("id")] = value

    def pick(self, label: str, value: str) -> None:
        """Take a value of the list that a field offers: a click for the list, one for the value, nothing typed."""
        box = self._field(label)
        offered = self.tree.get_element_by_id(box.get("list"))
        assert value in [one.get("value") for one in offered.iter("option")], (label, value)
        self.tally.clicks += 2
        self.typed[box.get("name")] = value

    def code(self, phone: str, button: str = "获取验证码") -> None:
        """Ask for an SMS code and type what comes."""
        if self.scripts:
            self.press(button, accept="application/json")
        else:
            self.press(button)
        self.type("短信验证码", last_code(phone), is_code=True)

    def tick(self, name: str, value: str = "") -> None:
        """A box or a radio."""
        boxes = [
            box
            for box in self.tree.xpath(f'//input[@name="{name}"]')
            if box.get("type") in {"checkbox", "radio"} and (not value or box.get("value") == value)
        ]
        assert len(boxes) == 1, (self.url, name, value, len(boxes))
        if boxes[0].get("checked") is not None and boxes[0].get("type") == "radio":
            return
        self.tally.clicks += 1
        chosen = boxes[0].get("value") or "on"
        if boxes[0].get("type") == "radio":
            self.typed[name] = chosen
        else:
            self.typed[name] = [*self.typed.get(name, []), chosen]

    def choose(self, name: str, words: str) -> None:
        """One of a list, unless it is chosen already."""
        box = self._field(name)
        option = next(one for one in box.iter("option") if _text(one) == words)
        if option.get("selected") is not None:
            return
        self.tally.choices += 1
        self.typed[name] = option.get("value")

    def photograph(self, make: Callable[[], Any], *, label: str = "picture") -> None:
        """The shutter; where scripts run the picture is sent by itself."""
        self.tally.clicks += 1
        self.typed[self._field(label).get("name")] = make()
        if self.scripts:
            self.press("下一步", clicks=0)

    def attach(self, label: str, make: Callable[[], Any]) -> None:
        """Choose a picture of the album; nothing is sent yet."""
        self.tally.clicks += 1
        self.typed[self._field(label).get("name")] = make()

    def press(self, words: str, *, accept: str = "", clicks: int = 1) -> None:
        """Click a button: its form is sent with everything that stands in it."""
        button = self._button(words)
        self.tally.clicks += clicks
        form = self._form_of(button)
        data = self._sent(form)
        if button.get("name"):
            data[button.get("name")] = button.get("value", "")
        target = urljoin(self.url, button.get("formaction") or form.get("action") or self.url)
        if form.get("method", "get").lower() == "get":
            self._show(self.client.get(target, data, follow=True), target)
            return
        if accept:
            answer = self.client.post(target, data, headers={"accept": accept})
            assert answer.status_code == 200, (target, answer.content.decode())
            return
        answer = self.client.post(target, data, follow=True)
        assert answer.status_code == 200, (target, answer.status_code, self._problems(answer))
        self._show(answer, target)

    def _show(self, answer: Any, asked: str) -> None:
        assert answer.status_code == 200, (asked, answer.status_code, answer.content.decode()[:2000])
        chain = getattr(answer, "redirect_chain", [])
        self.url = (
            urlsplit(urljoin(asked, chain[-1][0]) if chain else asked)._replace(scheme="", netloc="").geturl()
        )
        self.tree = lxml.html.fromstring(answer.content.decode())
        title = _text(self.tree.find(".//title"))
        # A form that comes back with its code asked for, or with what is wrong, is no other page.
        place = (title, self.url.partition("?")[0].removesuffix("code/"))
        if place != self._place:
            self.tally.screens += 1
            self.tally.shown.append(title)
            self._place, self._title = place, title
        self.typed = {}

    def _problems(self, answer: Any) -> list[str]:
        tree = lxml.html.fromstring(answer.content.decode())
        return [_text(one) for one in tree.xpath('//*[contains(@class,"error") or @role="alert"]')][:12]

    def _link(self, words: str) -> Any:
        found = [one for one in self.tree.iter("a") if _text(one) == words]
        found = found or [one for one in self.tree.iter("a") if words in _text(one)]
        assert found, (self.url, words, sorted({_text(one) for one in self.tree.iter("a")}))
        return found[0]

    def _button(self, words: str) -> Any:
        found = [one for one in self.tree.iter("button") if _text(one) == words]
        found = found or [one for one in self.tree.iter("button") if words in _text(one)]
        assert found, (self.url, words, [_text(one) for one in self.tree.iter("button")])
        return found[-1]

    def _form_of(self, button: Any) -> Any:
        name = button.get("form")
        return self.tree.get_element_by_id(name) if name else next(button.iterancestors("form"))

    def _field(self, label: str) -> Any:
        named = self.tree.xpath(
            f'//*[self::input or self::select or self::textarea][@name="{label}" or @id="{label}"]'
        )
        if named:
            return named[0]
        for one in self.tree.iter("label"):
            if _text(one).startswith(label) and one.get("for"):
                return self.tree.get_element_by_id(one.get("for"))
        raise AssertionError((self.url, label, [_text(one) for one in self.tree.iter("label")]))

    def _label(self, box: Any) -> str:
        found = [one for one in self.tree.iter("label") if one.get("for") == box.get("id")]
        return _text(found[0]) if found else str(box.get("name"))

    @staticmethod
    def _value(box: Any) -> str:
        return (box.text or "").strip() if box.tag == "textarea" else str(box.get("value") or "")

    def _sent(self, form: Any) -> dict[str, Any]:
        """Everything that a browser would send of this form."""
        name = form.get("id")
        boxes = list(form.xpath(".//input|.//select|.//textarea"))
        if name:
            boxes += self.tree.xpath(f'//*[self::input or self::select or self::textarea][@form="{name}"]')
        out: dict[str, Any] = {}
        for box in boxes:
            self._add(out, box)
        names = {box.get("name") for box in boxes}
        return out | {key: value for key, value in self.typed.items() if key in names}

    def _add(self, out: dict[str, Any], box: Any) -> None:
        key, kind = box.get("name"), box.get("type", "text")
        if not key or box.get("disabled") is not None:
            return
        if box.tag == "select":
            chosen = [one for one in box.iter("option") if one.get("selected") is not None]
            first = next(iter(box.iter("option")), None)
            out[key] = (
                chosen[0].get("value", "") if chosen else ("" if first is None else first.get("value", ""))
            )
        elif kind in {"checkbox", "radio"}:
            if box.get("checked") is not None:
                value = box.get("value", "on")
                out[key] = [*out.get(key, []), value] if kind == "checkbox" else value
        elif kind not in {"file", "submit", "button", "image", "reset"}:
            out[key] = self._value(box) if box.tag != "input" else str(box.get("value") or "")


def _text(element: Any) -> str:
    return " ".join(element.text_content().split()) if element is not None else ""
