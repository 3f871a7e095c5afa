"""Filling in a form as a browser would: what the page offers, with required choices made."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urlencode

TYPED = {
    "amount_wan": "50",
    "amount": "50",
    "term_months": "12",
    "repayment_source": "与示例公司签订的年度供货合同回款",
    "annual_revenue_wan": "800",
    "annual_revenue": "800",
    "total_assets_wan": "600",
    "total_assets": "600",
    "staff_count": "18",
    "existing_debt_wan": "0",
    "existing_debt": "0",
    "contact_name": "李示例",
    "industry_code": "C13",
    "size": "small",
}


class _Form(HTMLParser):
    """Collects the controls of the form whose action or content holds a button 「立即申请」."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[list[tuple[str, str]]] = []
        self._select: str | None = None
        self._options: list[tuple[str, bool]] = []
        self._area: str | None = None
        self._area_text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {key: value or "" for key, value in attrs}
        name = found.get("name", "")
        if tag == "form":
            self.forms.append([])
        if not self.forms or "disabled" in found:
            return
        if tag == "input" and name:
            self._input(name, found)
        elif tag == "select":
            self._select, self._options = name, []
        elif tag == "option" and self._select is not None:
            self._options.append((found.get("value", ""), "selected" in found))
        elif tag == "textarea":
            self._area, self._area_text = name, ""

    def _input(self, name: str, found: dict[str, str]) -> None:
        kind = found.get("type", "text")
        fields = self.forms[-1]
        if kind == "checkbox":
            fields.append((name, found.get("value", "on")))
        elif kind == "radio":
            is_there = any(key == name for key, _ in fields)
            if "checked" in found or not is_there:
                fields[:] = [pair for pair in fields if pair[0] != name]
                fields.append((name, found.get("value", "on")))
        elif kind not in {"submit", "button", "file", "image", "reset"}:
            fields.append((name, found.get("value", "") or TYPED.get(name, "")))

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area_text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._select is not None:
            chosen = next((value for value, is_chosen in self._options if is_chosen), "")
            chosen = chosen or TYPED.get(self._select, "")
            offered = [value for value, _ in self._options if value]
            if chosen not in offered and offered:
                chosen = offered[0]
            self.forms[-1].append((self._select, chosen))
            self._select = None
        elif tag == "textarea" and self._area is not None:
            self.forms[-1].append((self._area, self._area_text.strip() or TYPED.get(self._area, "")))
            self._area = None


def filled_form(html: str, *, with_field: str = "product_version") -> str:
    """The urlencoded body of the form that has ``with_field``. Raises LookupError where there is none."""
    parser = _Form()
    parser.feed(html)
    for fields in parser.forms:
        if any(name == with_field for name, _ in fields):
            return urlencode(fields)
    raise LookupError(f"no form with {with_field}")
