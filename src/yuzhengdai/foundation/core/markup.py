"""The small mark-up of agreements and articles: '# ' and '## ' headings, '- ' lists, paragraphs. Everything is escaped."""

from __future__ import annotations

from markupsafe import Markup, escape


def markup_html(text: str, level: int = 2, *, has_anchors: bool = False) -> Markup:
    """HTML of a text; ``has_anchors`` gives each heading its own words as id.

    '# ' becomes <h{level}>, '## ' the level below. Lines of one paragraph are joined by line breaks.
    """
    out: list[Markup] = []
    items: list[str] = []
    lines: list[str] = []
    for raw in [*text.replace("\r\n", "\n").split("\n"), ""]:
        line = raw.strip()
        if not line.startswith("- ") and items:
            out.append(_wrap("ul", Markup("").join(_wrap("li", escape(item)) for item in items)))
            items = []
        if (not line or line.startswith(("# ", "## ", "- "))) and lines:
            out.append(_wrap("p", Markup("<br>").join(lines)))
            lines = []
        if line.startswith("- "):
            items.append(line[2:].strip())
        elif line.startswith("## "):
            out.append(_wrap(f"h{level + 1}", escape(line[3:].strip())))
        elif line.startswith("# "):
            title = line[2:].strip()
            out.append(
                Markup('<h{0} id="{1}">{1}</h{0}>').format(level, title)
                if has_anchors
                else _wrap(f"h{level}", escape(title))
            )
        elif line:
            lines.append(line)
    return Markup("\n").join(out)


def _wrap(tag: str, inner: Markup) -> Markup:
    # Tags are names of this file, never text.
    return Markup("<{0}>{1}</{0}>").format(Markup(tag), inner)  # noqa: S704
