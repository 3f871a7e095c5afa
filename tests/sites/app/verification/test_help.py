"""「帮助」 of the wizard opens what is said of its own step (R6)."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from django.urls import reverse

from demo.province.content import help_texts
from tests.sites.app.walk import Walk
from yuzhengdai.domain.content.models import Article, ArticleKind
from yuzhengdai.foundation.core.clock import now

pytestmark = pytest.mark.django_db


def link(page: str) -> str:
    found = re.search(r'href="([^"]*)"[^>]*>帮助</a>', page)
    assert found
    return unquote(found.group(1))


def test_help_opens_at_the_step(walk: Walk) -> None:
    """Every heading the wizard points at is there."""
    text = next(one for one in help_texts() if one[0] == "verify-phone")
    Article.objects.create(
        kind=ArticleKind.HELP, slug="help-verify-phone", title=text[1], body=text[3], published_at=now()
    )
    asked = {"role": link(walk.text("role"))}
    walk.role()
    asked["consent"] = link(walk.text("consent"))
    walk.consent()
    asked["id-front"] = link(walk.text("id-front"))
    page = walk.client.get(reverse("portal:help-article", args=["help-verify-phone"])).content.decode()
    for step, address in asked.items():
        path, _, part = address.partition("#")
        assert path == reverse("portal:help-article", args=["help-verify-phone"]), step
        assert f'id="{part}"' in page, step
    assert asked["id-front"].endswith("#拍身份证")


def test_a_site_without_the_article_shows_the_index(walk: Walk) -> None:
    answer = walk.client.get(reverse("portal:help-article", args=["help-verify-phone"]))
    assert answer.url == reverse("portal:help")
    assert walk.client.get(reverse("portal:help-article", args=["nothing"])).status_code == 404
