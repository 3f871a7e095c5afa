"""Fields in our own words: a native picker of days or times speaks the browser's language and writes 01/30/2027."""

from __future__ import annotations

import re
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parents[3] / "src" / "yuzhengdai" / "templates"
_PICKERS = re.compile(r"""type["']?\s*[=:]\s*["'](date|month|week|time|datetime-local)["']""")


def test_no_page_asks_for_the_browser_s_own_picker() -> None:
    """A day is typed as people write it and read by core.days."""
    found = [
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if _PICKERS.search(path.read_text())
    ]
    assert found == []
