"""Policies, notices and help articles."""

from __future__ import annotations

from pathlib import Path

from demo.data.news import NEWS
from demo.rows import write
from demo.seed import LoadDay, demo_id
from yuzhengdai.domain.content.models import Article, ArticleKind

_HELP = Path(__file__).resolve().parents[1] / "data" / "help" / "all.txt"
_SOURCES = {"policy": "示例主管部门", "notice": "平台运营方"}
_HELP_DAYS_AGO = 200
_HELP_GROUPS = {
    "注册与登录": "register cannot-register already-verified sms-code several-enterprises change-phone ca-login",
    "认证与成员": "verify-phone verify agent members download-app",
    "产品与费用": "find-product read-rates cost-list fees",
    "申请与进度": "apply data-authorisation progress promise-clock withdraw",
    "平台使用": "elder join",
}
_HELP_GROUP_OF = {slug: group for group, slugs in _HELP_GROUPS.items() for slug in slugs.split()}


def load_articles(day: LoadDay) -> int:
    """Write all articles; returns their number."""
    rows = [_news_row(day, number) for number in range(len(NEWS))]
    for number, (slug, title, summary, body) in enumerate(help_texts(), start=1):
        at = day.moment(_HELP_DAYS_AGO, 9)
        rows.append(
            Article(
                id=demo_id(at, "article", slug), created_at=at, kind=ArticleKind.HELP, slug=f"help-{slug}", title=title,
                label=_HELP_GROUP_OF.get(slug, ""), summary=summary, body=body, published_at=at, sort_key=number,
            )
        )  # fmt: skip
    return len(write(rows))


def help_texts() -> list[tuple[str, str, str, str]]:
    """(slug, title, summary, body) of each help article, in the order of the file."""
    found = []
    for part in _HELP.read_text(encoding="utf-8").split("=== ")[1:]:
        head, body = part.split("\n", 1)
        slug, title, summary = head.split(" | ")
        found.append((slug, title, summary, body.strip() + "\n"))
    return found


def _news_row(day: LoadDay, number: int) -> Article:
    news = NEWS[number]
    at = day.moment(news.days_ago, 9, 30)
    return Article(
        id=demo_id(at, "article", news.slug), created_at=at, kind=news.kind, slug=news.slug, title=news.title,
        label=news.label, summary=news.summary, body=news.body, source=_SOURCES[news.kind], published_at=at,
        sort_key=number,
    )  # fmt: skip
