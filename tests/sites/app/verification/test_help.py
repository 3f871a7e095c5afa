"""「帮助」 of the wizard opens its own step of the 使用手册 (R6)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.urls import reverse

from demo.province.content import help_texts
from tests.sites.app.walk import Walk
from yuzhengdai.domain.content.models import Article, ArticleKind
from yuzhengdai.domain.verification.enums import WizardStep
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.markup import markup_html
from yuzhengdai.sites.app.verification.base import HELP_PARTS

pytestmark = pytest.mark.django_db
# Not on the way that the manual walks: an article explains them.
BESIDE = {"transfer", "letter", "network-id", "id-number"}


def link(page: str) -> str:
    found = re.search(r'href="([^"]*)"[^>]*>帮助</a>', page)
    assert found
    return unquote(found.group(1))


def test_help_opens_at_the_step(walk: Walk) -> None:
    asked = {"role": link(walk.text("role"))}
    walk.role()
    asked["consent"] = link(walk.text("consent"))
    walk.consent()
    asked["id-front"] = link(walk.text("id-front"))
    for step, address in asked.items():
        path, _, part = address.partition("#")
        assert part == step
        assert f'id="{part}"' in walk.client.get(path).content.decode(), step


def test_every_step_of_the_wizard_is_explained() -> None:
    from yuzhengdai.domain.content import manual

    steps = {step.value.replace("_", "-") for step in WizardStep} - {"done"}
    assert {step for step in steps if manual.place_of(anchor=step) is None} == BESIDE
    assert {step.value.replace("_", "-") for step in HELP_PARTS} == BESIDE
    article = markup_html(next(one for one in help_texts() if one[0] == "verify-phone")[3], has_anchors=True)
    for part in HELP_PARTS.values():
        assert f'id="{part}"' in article


def test_without_the_manual_the_article_helps(walk: Walk, settings: Any, tmp_path: Path) -> None:
    settings.MANUAL_DIR = tmp_path
    text = next(one for one in help_texts() if one[0] == "verify-phone")
    Article.objects.create(
        kind=ArticleKind.HELP, slug="help-verify-phone", title=text[1], body=text[3], published_at=now()
    )
    address = link(walk.text("role"))
    assert address == reverse("portal:help-article", args=["help-verify-phone"])
    assert walk.client.get(address).status_code == 200


def test_a_site_without_the_article_shows_the_index(walk: Walk) -> None:
    answer = walk.client.get(reverse("portal:help-article", args=["help-verify-phone"]))
    assert answer.url == reverse("portal:help")
    assert walk.client.get(reverse("portal:help-article", args=["nothing"])).status_code == 404
