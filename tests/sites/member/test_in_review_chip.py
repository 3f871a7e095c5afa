"""An enterprise that waits for its review is not called 未认证 (R9, C4), and what a review keeps is said alike everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse

from tests.bad_input.world import World

ROOT = Path(__file__).resolve().parents[3] / "src" / "yuzhengdai"
KEPT = "审核有结果时删除，最长 30 天"


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["console:profile-verification", "app:mine"])
def test_the_chip_says_that_it_is_in_review(page: str) -> None:
    world = World()
    client = world.client("newcomer")
    assert "未认证" in client.get(reverse(page)).content.decode()
    row = world.begun
    row.state, row.way = "in_review", "manual"
    row.save()
    shown = client.get(reverse(page)).content.decode()
    assert "认证审核中" in shown
    assert "未认证" not in shown


def test_one_sentence_on_how_long_the_face_picture_is_kept() -> None:
    agreements = ROOT / "domain/agreements/texts"
    for path in (
        agreements / "face_data.md",
        agreements / "privacy.md",
        ROOT / "templates/app/verification/face.html",
        ROOT / "sites/app/verification/start.py",
    ):
        assert KEPT in path.read_text(encoding="utf-8"), path
