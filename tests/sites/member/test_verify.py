"""「核验企业信用报告」 over HTTP: without a login, by code or by file, limited by address, telling nothing that stands in a report."""

from __future__ import annotations

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests import factories
from yuzhengdai.domain.credit_reports.models import CreditReport
from yuzhengdai.foundation.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
SITES = ("portal", "app")
FILE = b"%PDF-1.7\n of the platform /Location (XR20261201-77777777)\n%%EOF"


@pytest.fixture
def report() -> CreditReport:
    return factories.credit_report(
        member=factories.member(),
        number="XR20261201-77777777",
        pdf_sha256=hashlib.sha256(FILE).hexdigest(),
    )


def ask(client: Client, site: str = "portal", **sent: object) -> str:
    answer = client.post(reverse(f"{site}:verify"), sent)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return answer.content.decode()


def pdf(data: bytes, name: str = "a.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "application/pdf")


@pytest.mark.parametrize("site", SITES)
def test_genuine_by_code_however_it_is_typed(client: Client, report: CreditReport, site: str) -> None:
    code = report.code
    for typed in (
        code,
        "-".join((code[:4], code[4:8], code[8:12], code[12:])),
        f" {code[:8]} {code[8:]} ".lower(),
        "".join(chr(ord(sign) + 0xFEE0) for sign in code),
        "\u2014".join((code[:4], code[4:8], code[8:12], code[12:])),
        f"验证码：{code}。",
        f"\u200b{code}",
    ):
        page = ask(client, site, code=typed)
        assert "这份报告由平台出具" in page
        assert report.number in page
        assert report.enterprise.name not in page
        assert report.enterprise.uscc not in page
    assert AuditEvent.objects.filter(action="credit_reports.verify", object_id=report.pk).count() == 7


@pytest.mark.parametrize("site", SITES)
def test_by_file_genuine_altered_unknown(client: Client, report: CreditReport, site: str) -> None:
    assert "文件的每一个字节都与平台签发的一致" in ask(client, site, file=pdf(FILE))
    altered = ask(client, site, file=pdf(FILE.replace(b"platform", b"plotform")))
    assert "这个文件被改动过" in altered
    assert "由平台出具" not in altered
    assert "没有查到这份报告" in ask(client, site, file=pdf(b"%PDF-1.7 of somebody else"))
    assert "这个文件被改动过" in ask(client, site, code=report.code, file=pdf(FILE + b" "))


@pytest.mark.parametrize(
    "code",
    [
        "0" * 16,
        "AAAA-BBBB-CCCC-DDDD",
        "' OR 1=1 --",
        "<script>alert(1)</script>",
        "１２３４",
        "😀",
        "长" * 40,
    ],
)
def test_a_code_that_is_none(client: Client, report: CreditReport, code: str) -> None:
    page = ask(client, code=code)
    assert "没有查到这份报告" in page
    assert "<script>alert(1)" not in page


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "请填写验证码，或者选择报告的 PDF 文件"),
        ({"code": " \u3000"}, "请填写验证码，或者选择报告的 PDF 文件"),
        ({"code": "长" * 6000}, "验证码"),
        ({"code": "a\x00b"}, "验证码"),
        ({"file": pdf(b"<html>", "a.pdf")}, "请选择报告的 PDF 文件"),
        ({"file": pdf(b"PK\x03\x04", "a.zip")}, "请选择报告的 PDF 文件"),
        ({"file": pdf(b"", "a.pdf")}, "PDF"),
        ({"file": pdf(b"%PDF-" + b"0" * (11 * 2**20))}, "10 MB"),
    ],
)
def test_what_cannot_be_looked_up_says_why(client: Client, sent: dict[str, object], words: str) -> None:
    answer = client.post(reverse("portal:verify"), sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_an_address_asks_twenty_times_in_ten_minutes(client: Client, report: CreditReport) -> None:
    for _ in range(20):
        ask(client, code="0" * 16)
    refused = client.post(reverse("portal:verify"), {"code": report.code})
    assert refused.status_code == 429
    assert report.number not in refused.content.decode()


def test_the_address_of_the_qr_code_fills_in_and_asks_nothing(client: Client, report: CreditReport) -> None:
    page = client.get(reverse("portal:verify"), {"code": report.code}).content.decode()
    assert f'value="{report.code}"' in page
    assert "由平台出具" not in page
    assert not AuditEvent.objects.filter(action="credit_reports.verify").exists()
