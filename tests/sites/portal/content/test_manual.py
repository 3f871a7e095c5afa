"""The 使用手册 in 「帮助中心」: the same words and pictures as docs/manual, and nothing where there is no manual."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from yuzhengdai.sites.web import page_cache

pytestmark = pytest.mark.django_db
SHOT = "1.1-01.pc.jpg"


@pytest.fixture
def manual(tmp_path: Path, settings: Any) -> Path:
    """A manual of two sections."""
    shot = {"file": SHOT, "device": "pc", "width": 900, "height": 562}
    step = {"anchor": "step-1", "rows": ["R1"], "words": "点右上角的「注册」。", "pictures": [shot]}
    sections = [
        {
            "part": "1 登录/注册",
            "number": "1.1",
            "title": "平台注册",
            "opening": "要一部手机。",
            "steps": [step],
        },
        {
            "part": "2 企业服务管理",
            "number": "2.3.1",
            "title": "管理需求",
            "opening": "修改、删除。",
            "steps": [],
        },
    ]
    (tmp_path / "manual.json").write_text(json.dumps({"title": "", "sections": sections}), encoding="utf-8")
    (tmp_path / "pictures").mkdir()
    Image.new("RGB", (900, 562)).save(tmp_path / "pictures" / SHOT)
    (tmp_path / "pictures" / "other.jpg").write_bytes(b"not of the manual")
    settings.MANUAL_DIR = tmp_path
    page_cache.clear()
    return tmp_path


def test_the_index_lists_its_sections_and_finds_their_words(client: Client, manual: Path) -> None:
    page = client.get(reverse("portal:help")).content.decode()
    assert "1.1 平台注册" in page
    assert "2.3.1 管理需求" in page
    found = client.get(reverse("portal:help"), {"q": "右上角"}).content.decode()
    assert "1.1 平台注册" in found
    assert "2.3.1 管理需求" not in found


def test_a_section_shows_steps_and_pictures(client: Client, manual: Path) -> None:
    page = client.get(reverse("portal:manual", args=["1.1"])).content.decode()
    assert "点右上角的「注册」。" in page
    assert 'id="step-1"' in page
    assert reverse("portal:manual-picture", args=[SHOT]) in page
    assert "下一节：管理需求" in page
    picture = client.get(reverse("portal:manual-picture", args=[SHOT]))
    assert picture["Content-Type"] == "image/jpeg"
    assert picture.content == (manual / "pictures" / SHOT).read_bytes()


@pytest.mark.parametrize("name", ["other.jpg", "..%2Fmanual.json", "9.9.pc.jpg"])
def test_what_is_not_of_the_manual_is_not_handed_out(client: Client, manual: Path, name: str) -> None:
    assert client.get(f"/help/manual/pictures/{name}").status_code == 404
    assert client.get("/help/manual/9.9/").status_code == 404


def test_a_site_without_a_manual_does_not_offer_it(client: Client, tmp_path: Path, settings: Any) -> None:
    settings.MANUAL_DIR = tmp_path / "nothing"
    page_cache.clear()
    assert "使用手册" not in client.get(reverse("portal:help")).content.decode()
    assert client.get("/help/manual/1.1/").status_code == 404
