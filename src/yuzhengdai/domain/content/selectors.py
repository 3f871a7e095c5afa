"""Reading articles. Only what is published by now exists for readers."""

from __future__ import annotations

from django.core.paginator import Page
from django.db.models import Count, Q, QuerySet

from yuzhengdai.domain.content.models import Article, ArticleKind
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.paging import page_of

PHONE_HELP = "help-verify-phone"
"""Slug of the article that explains the wizard of the phone, a heading a step."""
NEWS_KINDS = (ArticleKind.POLICY, ArticleKind.NOTICE)
"""Policies and notices share the page 政策资讯."""


def news_list(*, label: str = "", page: str | None = None, size: int = 15) -> Page[Article]:
    """One page of policies and notices, newest first, of one label or all. A page beyond the last is the last."""
    rows = _news()
    if label:
        rows = rows.filter(label=label)
    return page_of(rows.defer("body").order_by("-published_at", "-id"), page, size=size)


def news_latest(*, limit: int = 5) -> list[Article]:
    """The newest policies and notices."""
    return list(_news().defer("body").order_by("-published_at", "-id")[:limit])


def news_labels() -> list[tuple[str, int]]:
    """(label, number of articles), most used first."""
    rows = (
        _news()
        .exclude(label="")
        .values_list("label")
        .annotate(number=Count("id"))
        .order_by("-number", "label")
    )
    return [(label, number) for label, number in rows]


def news_article(*, slug: str) -> Article:
    """One policy or notice. Raises Article.DoesNotExist."""
    return _news().get(slug=slug)


def help_list(*, keyword: str = "") -> list[Article]:
    """Help articles in the order of the page; all words of ``keyword`` must occur."""
    rows = _help()
    for word in keyword.split()[:5]:
        rows = rows.filter(Q(title__icontains=word) | Q(summary__icontains=word) | Q(body__icontains=word))
    return list(rows.order_by("sort_key", "title"))


def help_article(*, slug: str) -> Article:
    """One help article. Raises Article.DoesNotExist."""
    return _help().get(slug=slug)


def help_siblings(*, article: Article, limit: int = 6) -> list[Article]:
    """Other articles of the same group."""
    rows = (
        _help().filter(label=article.label).exclude(pk=article.pk).defer("body").order_by("sort_key", "title")
    )
    return list(rows[:limit])


def _news() -> QuerySet[Article]:
    return Article.objects.filter(kind__in=NEWS_KINDS, published_at__lte=now())


def _help() -> QuerySet[Article]:
    return Article.objects.filter(kind=ArticleKind.HELP, published_at__lte=now())
