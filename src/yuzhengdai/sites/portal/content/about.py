"""The pages of the footer: 机构入驻, 收费公示, 适老化及无障碍声明."""

from __future__ import annotations

from typing import ClassVar

from yuzhengdai.domain.content.selectors import about_text
from yuzhengdai.foundation.core.markup import markup_html
from yuzhengdai.sites.web.page_cache import Fragment, SharedPageView, render_fragment


class AboutView(SharedPageView):
    """One text about the platform; ``text`` names the file, ``action`` the feedback link below it."""

    text: ClassVar[str] = ""
    title: ClassVar[str] = ""
    action: ClassVar[str] = "意见反馈"

    def fragment(self) -> Fragment:
        """Title, text, the way to ask."""
        context = {
            "title": self.title,
            "action": self.action,
            "body": markup_html(about_text(name=self.text)),
        }
        return Fragment(render_fragment("portal/content/about.html", context), self.title)
