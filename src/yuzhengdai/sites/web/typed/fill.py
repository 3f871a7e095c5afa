"""Puts values into a form of a rendered page, as the browser would show them had they been typed there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

BACK_AGAIN = "您刚才填写的内容已填回，还没有提交。请核对后再提交一次"
FILES_GONE = "；文件不能保留，请重新选择"
_NOT_TYPED = frozenset({"hidden", "password", "file", "submit", "button", "image", "reset"})


@dataclass
class _Control:
    """A control with the part of the page that says what is in it."""

    kind: str
    name: str
    attrs: dict[str, str | None]
    start: int
    end: int
    inner_end: int = 0


@dataclass
class _Form:
    """A POST form: where its content begins, and the addresses that it can be sent to."""

    inner: int
    actions: set[str] = field(default_factory=set)
    controls: list[_Control] = field(default_factory=list)


def fill(
    page: str, *, url: str, action: str, fields: Mapping[str, Sequence[str]], has_files: bool = False
) -> str | None:
    """The page with ``fields`` in the first POST form that is sent to ``action`` and has one of them; None without such a form."""
    reader = _Reader(page, url)
    form = next(
        (
            form
            for form in reader.forms
            if action in form.actions and any(control.name in fields for control in form.controls)
        ),
        None,
    )
    if form is None:
        return None
    said = BACK_AGAIN + (FILES_GONE if has_files else "") + "。"
    edits = [(form.inner, form.inner, f'<p class="alert alert--warn" role="status">{said}</p>')]
    for control in form.controls:
        # Ticks that were not sent were taken away; text that was not sent was not there or is never kept.
        if control.name in fields or control.kind in {"checkbox", "radio"}:
            edits += _edits(control, fields.get(control.name, ()))
    for start, end, text in sorted(edits, reverse=True):
        page = page[:start] + text + page[end:]
    return page


def _edits(control: _Control, values: Sequence[str]) -> list[tuple[int, int, str]]:
    if control.kind == "textarea":
        return [(control.end, control.inner_end, "\n" + escape(values[0]))] if values else []
    attrs = dict(control.attrs)
    if control.kind == "option":
        _tick(attrs, "selected", _sent(attrs, "") in values)
        return [(control.start, control.end, _tag("option", attrs))]
    if control.kind in {"checkbox", "radio"}:
        _tick(attrs, "checked", _sent(attrs, "on") in values)
    elif values:
        attrs["value"] = values[0]
    return [(control.start, control.end, _tag("input", attrs))]


def _sent(attrs: Mapping[str, str | None], default: str) -> str:
    return str(attrs["value"] or "") if "value" in attrs else default


def _tick(attrs: dict[str, str | None], name: str, is_on: bool) -> None:
    attrs.pop(name, None)
    if is_on:
        attrs[name] = None


def _tag(tag: str, attrs: Mapping[str, str | None]) -> str:
    parts = [name if value is None else f'{name}="{escape(value)}"' for name, value in attrs.items()]
    return f"<{' '.join([tag, *parts])}>"


class _Reader(HTMLParser):
    """All POST forms of a page."""

    def __init__(self, page: str, url: str) -> None:
        super().__init__(convert_charrefs=False)
        self.forms: list[_Form] = []
        self._url = url
        self._by_id: dict[str, _Form] = {}
        self._open: _Form | None = None
        self._select = ""
        self._area: _Control | None = None
        self._lines = [0]
        for line in page.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self.feed(page)

    def _at(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def _path(self, action: str | None) -> str:
        return urlsplit(urljoin(self._url, action or self._url)).path

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        start = self._at()
        end = start + len(self.get_starttag_text() or "")
        if tag == "form":
            self._open = None
            if (found.get("method") or "").lower() == "post":
                self._open = _Form(end, {self._path(found.get("action"))})
                self.forms.append(self._open)
                self._by_id[found.get("id") or ""] = self._open
            return
        form = self._by_id.get(found.get("form") or "") if found.get("form") else self._open
        if form is None:
            return
        if tag == "button" and "formaction" in found:
            form.actions.add(self._path(found["formaction"]))
        self._control(form, tag, found, start, end)

    def _control(self, form: _Form, tag: str, found: dict[str, str | None], start: int, end: int) -> None:
        name = found.get("name") or ""
        kind = (found.get("type") or "text").lower()
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            form.controls.append(_Control("option", self._select, found, start, end))
        elif tag == "textarea" and name:
            self._area = _Control("textarea", name, found, start, end)
            form.controls.append(self._area)
        elif tag == "input" and name and kind not in _NOT_TYPED:
            form.controls.append(_Control(kind, name, found, start, end))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea" and self._area is not None:
            self._area.inner_end = self._at()
            self._area = None
