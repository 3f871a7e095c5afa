"""Reading HTML in tests without minding where a template breaks its lines."""

from __future__ import annotations

import re


def tight(html: str) -> str:
    """The HTML with one space between attributes and none beside a tag.

    A template may put each element and each attribute on a line of its own; a test that looks for markup
    (`<dt>金额</dt><dd>60<`) looks for it in this form.
    """
    tags = re.sub(r"<[^<>]*>", lambda tag: re.sub(r"\s+(/?>)?", lambda m: m[1] or " ", tag[0]), html)
    return re.sub(r"\s*(<[^<>]*>)\s*", r"\1", tags)
