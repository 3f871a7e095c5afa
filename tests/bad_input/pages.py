"""Reading forms off a page as a browser does: names, kinds, values, errors."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

TEXT_KINDS = {"text", "tel", "search", "email", "number", "url", "password", "date", "textarea"}
_SKIPPED = {"submit", "button", "image", "reset"}


@dataclass
class Control:
    """One named control; ``values`` what a choice offers, ``value`` what it would send now (None: nothing)."""

    kind: str
    value: str | None = None
    values: list[str] = field(default_factory=list)


@dataclass
class Form:
    """One form with its controls; ``buttons`` are its named submit buttons, ``actions`` where its buttons send it instead."""

    action: str
    method: str
    controls: dict[str, Control] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    actions: set[str] = field(default_factory=set)

    def names(self, *kinds: str) -> list[str]:
        """Names of the controls of these kinds."""
        return [name for name, control in self.controls.items() if control.kind in kinds]

    def filled(self, typed: dict[str, str | list[str]]) -> dict[str, str | list[str]]:
        """What the form sends with ``typed`` in it; choices that were left open take the first offer."""
        data: dict[str, str | list[str]] = {}
        for name, control in self.controls.items():
            offered = [value for value in control.values if value]
            if name in typed:
                data[name] = typed[name]
            elif control.kind == "checkbox":
                data[name] = offered
            elif control.kind in {"select", "radio"}:
                data[name] = control.value or (offered[0] if offered else "")
            elif control.kind != "file":
                data[name] = control.value or ""
        return data | {name: value for name, value in typed.items() if name not in data}


class Page(HTMLParser):
    """All forms of a page, its error texts and its words."""

    def __init__(self, html: str, url: str = "/") -> None:
        super().__init__(convert_charrefs=True)
        self.url = url
        self.forms: list[Form] = []
        self.errors: list[str] = []
        self.words = ""
        self._open: list[Form] = []
        self._by_id: dict[str, Form] = {}
        self._select: Control | None = None
        self._area: Control | None = None
        self._error_depth = 0
        self._is_hidden_text = False
        self.feed(html)

    def form_for(self, path: str) -> Form | None:
        """The POST form that is sent to this path, by itself or by one of its buttons; the one with the most controls."""
        found = [
            form for form in self.forms if form.method == "post" and path in {form.action, *form.actions}
        ]
        return max(found, key=lambda form: len(form.controls), default=None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {key: value or "" for key, value in attrs}
        if tag in {"script", "style"}:
            self._is_hidden_text = True
        if tag == "form":
            action = urlsplit(urljoin(self.url, found.get("action", "") or self.url)).path
            form = Form(action, found.get("method", "get").lower())
            self.forms.append(form)
            self._open.append(form)
            self._by_id[found.get("id", "")] = form
            return
        if (
            self._error_depth
            or "field__error" in found.get("class", "")
            or "error-summary" in found.get("class", "")
        ):
            self._start_error(tag)
        if tag == "option" and self._select is not None:
            self._option(found)
        target = self._by_id.get(found["form"]) if "form" in found else (self._open or [None])[-1]
        if target is not None and tag == "button" and "formaction" in found:
            target.actions.add(urlsplit(urljoin(self.url, found["formaction"])).path)
        if target is not None and found.get("name"):
            self._control(target, tag, found)

    def _start_error(self, tag: str) -> None:
        if not self._error_depth:
            self.errors.append("")
        if tag not in {"input", "br", "path", "circle", "img", "rect", "use"}:
            self._error_depth += 1

    def _option(self, found: dict[str, str]) -> None:
        control = self._select
        if control is not None:
            control.values.append(found.get("value", ""))
            if "selected" in found:
                control.value = found.get("value", "")

    def _control(self, form: Form, tag: str, found: dict[str, str]) -> None:
        name, value = found["name"], found.get("value", "")
        if tag == "button" or (tag == "input" and found.get("type") in _SKIPPED):
            form.buttons.append((name, value))
        elif tag == "select":
            self._select = form.controls[name] = Control("select")
        elif tag == "textarea":
            self._area = form.controls[name] = Control("textarea", "")
        elif tag == "input" and found.get("type", "text") in {"radio", "checkbox"}:
            control = form.controls.setdefault(name, Control(found["type"]))
            control.values.append(value or "on")
            if "checked" in found:
                control.value = value or "on"
        elif tag == "input":
            form.controls[name] = Control(found.get("type", "text"), value)

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value = (self._area.value or "") + data
        if self._error_depth:
            self.errors[-1] += data
        if not self._is_hidden_text:
            self.words += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._open:
            self._open.pop()
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._area is not None:
            # The first line break after <textarea> belongs to the mark-up.
            self._area.value = (self._area.value or "").removeprefix("\n")
            self._area = None
        elif tag in {"script", "style"}:
            self._is_hidden_text = False
        if self._error_depth and tag not in {"input", "br", "path", "circle", "img", "rect", "use"}:
            self._error_depth -= 1
