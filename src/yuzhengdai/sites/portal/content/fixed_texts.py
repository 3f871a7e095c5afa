"""Pages of the platform's own fixed texts: 收费公示, 适老化及无障碍声明, 机构入驻."""

from __future__ import annotations

from typing import ClassVar

from yuzhengdai.foundation.core.markup import markup_html
from yuzhengdai.sites.web.page_cache import Fragment, SharedPageView, render_fragment


class FixedTextView(SharedPageView):
    """One text under its title; both are given in the URL configuration."""

    title: ClassVar[str] = ""
    text: ClassVar[str] = ""

    def fragment(self) -> Fragment:
        html = render_fragment(
            "portal/content/fixed_text.html", {"title": self.title, "body": markup_html(self.text)}
        )
        return Fragment(html, self.title)
