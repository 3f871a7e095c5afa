"""政策资讯 and 帮助中心."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from yuzhengdai.domain.content import manual, selectors
from yuzhengdai.domain.content.models import Article
from yuzhengdai.foundation.core import money
from yuzhengdai.foundation.core.clock import local
from yuzhengdai.foundation.core.markup import markup_html
from yuzhengdai.foundation.core.paging import page_number
from yuzhengdai.foundation.core.text import normalise_line
from yuzhengdai.sites.web.gates import PublicView
from yuzhengdai.sites.web.page_cache import Fragment, SharedPageView, render_fragment

_BRONZE_LABELS = frozenset({"贴息", "补贴", "奖补"})
_KEYWORD_LENGTH = 40


def news_items(articles: Iterable[Article]) -> list[dict[str, Any]]:
    """Articles as the component ``ui.news`` draws them."""
    return [
        {
            "date": f"{local(a.published_at):%m-%d}" if a.published_at else "",
            "tag": a.label,
            "tag_kind": "bronze" if a.label in _BRONZE_LABELS else "line",
            "title": a.title,
            "href": reverse("portal:policy-detail", kwargs={"slug": a.slug}),
        }
        for a in articles
    ]


class PolicyListView(SharedPageView):
    """Policies and notices, by label, in pages."""

    keep_s = 60.0

    def label(self) -> str:
        """The label asked for."""
        return normalise_line(self.request.GET.get("label", "").replace("\x00", ""))[:8]

    def canonical_query(self) -> str:
        return _query(self.label(), page_number(self.request.GET.get("page")))

    def fragment(self) -> Fragment:
        label, labels = self.label(), selectors.news_labels()
        page = selectors.news_list(label=label, page=self.request.GET.get("page"))
        total = sum(count for _, count in labels)
        tabs = [{"label": "全部", "href": "?", "count": total, "current": not label}]
        tabs += [
            {"label": name, "href": f"?{_query(name, 1)}", "count": count, "current": name == label}
            for name, count in labels
        ]
        rows = [
            {
                **item,
                "date": f"{local(a.published_at):%Y-%m-%d}" if a.published_at else "",
                "summary": a.summary,
                "source": a.source,
            }
            for item, a in zip(news_items(list(page)), page, strict=True)
        ]
        context = {"tabs": tabs, "items": rows, "page": page, "page_href": _href(label)}
        return Fragment(
            render_fragment("portal/content/policy_list.html", context), "政策资讯", nav="policies"
        )


class _ArticleView(SharedPageView):
    keep_s = 60.0

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The page, or 404."""
        self.slug: str = kwargs["slug"]
        return super().get(request, **kwargs)

    def article(self, find: Callable[..., Article]) -> Article:
        """The article of this address."""
        try:
            return find(slug=self.slug)
        except Article.DoesNotExist:
            raise Http404 from None


class PolicyDetailView(_ArticleView):
    """One policy or notice."""

    def fragment(self) -> Fragment:
        article = self.article(selectors.news_article)
        context = {
            "article": article,
            "day": money.day(article.published_at) if article.published_at else "",
            "body": markup_html(article.body),
        }
        html = render_fragment("portal/content/policy_detail.html", context)
        return Fragment(html, article.title, nav="policies", description=article.summary[:150])


class HelpView(SharedPageView):
    """Help articles in groups, or those that hold the words searched."""

    keep_s = 60.0

    def keyword(self) -> str:
        return normalise_line(self.request.GET.get("q", "").replace("\x00", ""))[:_KEYWORD_LENGTH].strip()

    def canonical_query(self) -> str:
        return urlencode([("q", self.keyword())]) if self.keyword() else ""

    def fragment(self) -> Fragment:
        keyword = self.keyword()
        chapters = manual.sections(keyword=keyword)
        groups: dict[str, list[Article]] = {}
        for article in selectors.help_list(keyword=keyword):
            groups.setdefault(article.label or "其他", []).append(article)
        parts: dict[str, list[manual.Section]] = {}
        for chapter in chapters:
            parts.setdefault(chapter.part, []).append(chapter)
        total = len(chapters) + sum(map(len, groups.values()))
        context = {"keyword": keyword, "groups": groups, "parts": parts, "total": total}
        return Fragment(render_fragment("portal/content/help.html", context), "帮助中心", nav="help")


class HelpArticleView(_ArticleView):
    """One help article with its neighbours."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The page; the index where the wizard asks for an article this site has not written."""
        try:
            return super().get(request, **kwargs)
        except Http404:
            if self.slug != selectors.PHONE_HELP:
                raise
            return redirect("portal:help")

    def fragment(self) -> Fragment:
        """Title, text, what else the group has."""
        article = self.article(selectors.help_article)
        context = {
            "article": article,
            "body": markup_html(article.body, has_anchors=True),
            "siblings": selectors.help_siblings(article=article),
        }
        html = render_fragment("portal/content/help_article.html", context)
        return Fragment(html, article.title, nav="help", description=article.summary[:150])


class ManualView(SharedPageView):
    """One section of the 使用手册: its steps with their pictures."""

    keep_s = 60.0

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The page, or 404."""
        found = manual.section(number=kwargs["number"])
        if found is None:
            raise Http404
        self.section = found
        return super().get(request, **kwargs)

    def fragment(self) -> Fragment:
        """The steps, and the sections before and after."""
        everything = manual.sections()
        place = everything.index(self.section)
        context = {
            "section": self.section,
            "before": everything[place - 1] if place else None,
            "after": everything[place + 1] if place + 1 < len(everything) else None,
        }
        html = render_fragment("portal/content/manual.html", context)
        title = f"{self.section.number} {self.section.title}"
        return Fragment(html, title, nav="help", description=self.section.opening[:150])


class ManualPictureView(PublicView):
    """A picture of the manual: the same for everybody, kept by browsers for an hour."""

    def get(self, request: HttpRequest, file: str) -> HttpResponse:
        """The JPEG, or 404."""
        path = manual.picture_path(file=file)
        if path is None:
            raise Http404
        response = HttpResponse(path.read_bytes(), content_type="image/jpeg")
        response["Cache-Control"] = "public, max-age=3600"
        return response


def _query(label: str, page: int) -> str:
    return urlencode([*([("label", label)] if label else []), *([("page", str(page))] if page > 1 else [])])


def _href(label: str) -> Callable[[int], str]:
    return lambda number: f"?{_query(label, number)}"
