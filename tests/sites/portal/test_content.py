"""政策资讯, 帮助中心, 平台协议 (R1, C11)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from yuzhengdai.domain.content.models import Article
from yuzhengdai.foundation.core.clock import now

pytestmark = pytest.mark.django_db


def article(number: int, **values: Any) -> Article:
    """A published policy."""
    defaults = {
        "kind": "policy",
        "slug": f"article-{number}",
        "title": f"示例政策 {number} 号",
        "label": "解读",
        "summary": f"摘要 {number}",
        "body": "# 要点\n- 第一条\n- 第二条\n\n正文 <b>不是标记</b>",
        "published_at": now() - timedelta(days=number),
    }
    return Article.objects.create(**{**defaults, **values})


def test_policies_by_label_in_pages(client: Client, django_assert_max_num_queries: Any) -> None:
    """Newest first, 15 a page, drafts and the future unseen, equally many queries for any number."""
    for n in range(20):
        article(n, label="贴息" if n % 2 else "解读")
    article(100, title="未来的政策", published_at=now() + timedelta(days=1))
    article(101, title="草稿政策", published_at=None)
    with django_assert_max_num_queries(3):
        html = client.get("/policies/").content.decode()
    assert len(re.findall(r'class="news__link"', html)) == 15
    assert "示例政策 0 号" in html
    assert "未来的政策" not in html
    assert "草稿政策" not in html
    assert 'href="?page=2"' in html
    html = client.get("/policies/", {"label": "贴息", "page": "99"}).content.decode()
    assert len(re.findall(r'class="news__link"', html)) == 10
    assert "示例政策 0 号" not in html


def test_an_article_is_written_escaped(client: Client) -> None:
    """Mark-up of lines becomes HTML, HTML becomes text; unknown slugs and drafts are 404."""
    article(1)
    article(2, published_at=None)
    html = client.get("/policies/article-1/").content.decode()
    assert "<h2>要点</h2>" in html
    assert "<ul><li>第一条</li><li>第二条</li></ul>" in html
    assert "&lt;b&gt;不是标记&lt;/b&gt;" in html
    assert client.get("/policies/article-2/").status_code == 404
    assert client.get("/policies/none/").status_code == 404
    assert client.get("/help/article-1/").status_code == 404


def test_help_is_grouped_and_searched(client: Client) -> None:
    """All words must occur; nothing found leads to feedback; an article shows its neighbours."""
    article(1, kind="help", title="注册失败怎么办", label="注册与登录", body="检查统一社会信用代码。")
    article(2, kind="help", title="收不到验证码", label="注册与登录")
    article(3, kind="help", title="撤回申请", label="申请")
    html = client.get("/help/").content.decode()
    assert "注册与登录" in html
    assert "撤回申请" in html
    html = client.get("/help/", {"q": "注册 信用代码"}).content.decode()
    assert "注册失败怎么办" in html
    assert "撤回申请" not in html
    html = client.get("/help/", {"q": "完全没有"}).content.decode()
    assert "没有找到相关的帮助" in html
    assert 'href="/feedback/"' in html
    html = client.get("/help/article-1/").content.decode()
    assert "检查统一社会信用代码。" in html
    assert "收不到验证码" in html
    assert client.get("/policies/article-1/").status_code == 404


def test_c11_agreements_are_read_and_printed(client: Client) -> None:
    """Each public kind has its page, by either spelling; unknown kinds are 404."""
    for path in (
        "/agreement/",
        "/agreement/privacy/",
        "/agreement/privacy-policy/",
        "/agreement/user_service/",
    ):
        assert client.get(path).status_code == 200, path
    html = client.get("/agreement/").content.decode()
    assert "平台协议" in html
    assert client.get("/agreement/nothing/").status_code == 404


@pytest.mark.parametrize(
    ("path", "words"),
    [("/fees/", "都不收费"), ("/accessibility/", "WCAG 2.2 AA"), ("/join/", "目前由平台人工办理")],
)
def test_standing_texts(client: Client, path: str, words: str) -> None:
    """What the footer links to is there; each text keeps to its own address."""
    html = client.get(path).content.decode()
    assert words in html
    assert html.count("<h1") == 1
