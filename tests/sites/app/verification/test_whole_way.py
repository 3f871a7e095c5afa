"""The whole wizard through its pages, without a browser (R6–R9)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.sites.app.walk import NAME, NUMBER, Walk, url

pytestmark = pytest.mark.django_db


def test_by_face_as_legal_representative(walk: Walk) -> None:
    """Role → consents → both sides → confirm → face → licence → utilities → passed → certificate."""
    first = walk.client.get(url(), follow=True)
    page = first.content.decode()
    assert "您以什么身份办理？" in page
    assert "第 1 步，共 5 步" in page
    assert "我是法定代表人" in page
    assert walk.role().url == url("consent")
    texts = walk.text("consent")
    assert "checked" not in texts.split("wizard-consent")[1]
    assert "身份信息处理同意书" in texts
    assert "人脸信息处理同意书" in texts
    for word in ("做什么用", "怎样传输", "怎样保存", "保存多久"):
        assert texts.count(f">{word}</dt>") == 2
    assert walk.consent().url == url("id-front")
    assert walk.photograph("id-front").url == url("id-back")
    assert walk.photograph("id-back").url == url("id-confirm")
    page = walk.text("id-confirm")
    assert f'value="{NAME}"' in page
    assert f'value="{NUMBER}"' in page
    assert walk.confirm().url == url("face")
    verdict = walk.face()
    assert verdict.json() == {"is_passed": True, "sentence": "人脸核验已完成", "go": url("licence")}
    assert walk.photograph("licence").url == url("licence-confirm")
    assert walk.confirm("licence-confirm").url == url("utilities")
    assert walk.skip().url == url("result")
    assert walk.row.state == "passed"
    assert "认证通过" in walk.text("result")
    assert walk.client.get(url()).url == reverse("app:verification-certificate")


def test_manual_way_ends_in_review(walk: Walk) -> None:
    """「不使用人脸，改用其他方式」 → 人工审核."""
    walk.role()
    assert "不使用人脸，改用其他方式" in walk.text("consent")
    assert walk.way("manual").url == url("consent")
    assert walk.consent("identity_data").url == url("id-front")
    walk.identity()
    assert walk.client.get(url()).url == url("licence"), "no face is asked for"
    assert walk.licence().url == url("utilities")
    walk.skip()
    page = walk.text()
    assert "已提交审核" in page
    assert "平台审核人员" in page
    assert walk.row.state == "in_review"


def test_agent_without_invitation_brings_a_letter(walk: Walk) -> None:
    """An 经办人 names powers by tick and an end; the letter goes to review."""
    bad = walk.role("agent", agent_ends_on="2020-01-01")
    assert bad.status_code == 422
    assert "请至少勾选一项授权内容" in bad.content.decode()
    walk.agent()
    walk.way("manual")
    walk.consent("identity_data")
    walk.identity()
    assert walk.licence().url == url("letter")
    page = walk.text("letter")
    assert "提交申请" in page
    pdf = walk.client.get(reverse("app:verification-letter-file"))
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")
    assert walk.post("letter").status_code == 422
    assert walk.photograph("letter").url == url("utilities")
    walk.skip()
    assert walk.row.state == "in_review"
