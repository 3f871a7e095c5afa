"""The small mark-up of agreements and articles."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from yuzhengdai.foundation.core.markup import markup_html


class Tags(HTMLParser):
    """Collects tags, attributes and text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.has_attributes = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember."""
        self.tags.add(tag)
        self.has_attributes = self.has_attributes or bool(attrs)


def test_headings_lists_paragraphs() -> None:
    """Lines become what they are; a blank line parts paragraphs."""
    html = markup_html("# 一\n开头\n接着\n\n另起\n## 二\n- 甲\n- 乙\n末尾", level=2)
    assert str(html).replace("\n", "") == (
        "<h2>一</h2><p>开头<br>接着</p><p>另起</p><h3>二</h3><ul><li>甲</li><li>乙</li></ul><p>末尾</p>"
    )


@given(st.text(alphabet=st.sampled_from("#- <>&\"'\n\r甲a{}/="), max_size=80))
def test_nothing_but_our_tags_comes_out(text: str) -> None:
    """Whatever the text, no other tag and no attribute appears."""
    parser = Tags()
    parser.feed(str(markup_html(text)))
    assert parser.tags <= {"h2", "h3", "p", "br", "ul", "li"}
    assert not parser.has_attributes
