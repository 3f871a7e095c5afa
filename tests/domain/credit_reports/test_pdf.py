"""The signed PDF: made by the worker under a key, readable in order, its signature intact, each change of it seen."""

from __future__ import annotations

import hashlib
import io
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import pem, x509
from django.core.management import call_command
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from tests import factories
from tests.fakes.gov_data import FakeGovData
from yuzhengdai.domain.credit_reports.models import CreditReport
from yuzhengdai.domain.credit_reports.services import (
    is_pdf_due,
    pdf_download,
    report_make,
    reports_print_due,
    reports_wipe_due,
)
from yuzhengdai.domain.credit_reports.services.verifying import report_verify_code, report_verify_file
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.domain.signing.models import SigningKey
from yuzhengdai.domain.signing.selectors import signing_certificates
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import frozen, now
from yuzhengdai.foundation.core.errors import NotFound
from yuzhengdai.foundation.files.models import StoredFile
from yuzhengdai.foundation.files.services import file_read
from yuzhengdai.foundation.integrations.gov_data.registry import get_gov_data

pytestmark = pytest.mark.django_db
USE = {"unit": "千瓦时", "rows": [{"month": f"2026-{n:02d}", "amount": f"{n * 1000}"} for n in range(1, 12)]}


@pytest.fixture
def head() -> EnterpriseMember:
    return factories.member()


@pytest.fixture
def key() -> SigningKey:
    call_command("signing_key_create", "pdf", stdout=io.StringIO())
    return SigningKey.objects.get()


def made(head: EnterpriseMember, name: str = "省级示范") -> CreditReport:
    source = get_gov_data()
    assert isinstance(source, FakeGovData)
    honour = {"name": name, "authority": "示例机关", "given_on": "2026-01-02"}
    source.facts = {"honours": {"rows": [honour]}, "electricity/use": USE}
    report = report_make(
        actor=factories.enterprise_actor(head),
        user_id=head.user_id,
        enterprise=head.enterprise,
        part_two=["electricity_use"],
    )
    reports_print_due()
    report.refresh_from_db()
    return report


def pdf_of(report: CreditReport) -> bytes:
    assert report.pdf is not None
    return file_read(report.pdf)


def state_of(data: bytes) -> Any:
    roots = [
        x509.Certificate.load(pem.unarmor(one.encode())[2]) for one in signing_certificates(purpose="pdf")
    ]
    trusted = ValidationContext(trust_roots=roots, allow_fetching=False)
    [signature] = PdfFileReader(io.BytesIO(data)).embedded_signatures
    return validate_pdf_signature(signature, trusted)


def test_without_a_key_nothing_is_made(head: EnterpriseMember) -> None:
    report = made(head)
    assert (report.pdf_id, is_pdf_due(report)) == (None, False)
    with pytest.raises(NotFound):
        pdf_download(actor=factories.enterprise_actor(head), report_id=report.pk)


def test_the_signature_covers_the_whole_file(head: EnterpriseMember, key: SigningKey) -> None:
    report = made(head)
    data = pdf_of(report)
    state = state_of(data)
    assert (state.bottom_line, state.coverage.name, state.signer_reported_dt is not None) == (
        True,
        "ENTIRE_FILE",
        True,
    )
    assert report.pdf_sha256 == hashlib.sha256(data).hexdigest()
    assert report.pdf_key == key.fingerprint
    assert b"%PDF-1.7" in data[:10]
    assert AuditEvent.objects.filter(action="credit_reports.pdf", object_id=report.pk).count() == 1


def test_every_changed_byte_is_found_by_verification(head: EnterpriseMember, key: SigningKey) -> None:
    report = made(head)
    data, draw = pdf_of(report), random.Random(12)  # noqa: S311 - places to change, no secret
    visitor = Actor(kind=ActorKind.VISITOR)
    assert report_verify_file(actor=visitor, data=data).worth == "genuine"
    told = set()
    for _ in range(200):
        changed = bytearray(data)
        changed[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
        verdict = report_verify_file(actor=visitor, data=bytes(changed))
        told.add((str(verdict.worth), verdict.number))
    assert told == {("altered", report.number)}
    assert report_verify_file(actor=visitor, data=data + b"\n").worth == "altered"
    assert report_verify_file(actor=visitor, data=data[:-1]).worth == "altered"


def test_a_penalty_repaired_since_is_said(head: EnterpriseMember) -> None:
    penalty = {
        "number": "罚 1",
        "what": "事实",
        "result": "警告",
        "authority": "机关",
        "decided_on": "2026-01-02",
    }
    source = get_gov_data()
    assert isinstance(source, FakeGovData)
    source.facts = {"administration/penalties": {"rows": [penalty]}}
    actor, visitor = factories.enterprise_actor(head), Actor(kind=ActorKind.VISITOR)

    def make() -> CreditReport:
        return report_make(actor=actor, user_id=head.user_id, enterprise=head.enterprise, is_refresh=True)

    first = make()
    assert not report_verify_code(actor=visitor, code=first.code).is_repaired
    source.facts = {"administration/penalties": {"rows": [{**penalty, "is_repaired": True}]}}
    second = make()
    assert report_verify_code(actor=visitor, code=first.code).is_repaired
    assert not report_verify_code(actor=visitor, code=second.code).is_repaired


def test_old_files_verify_after_a_roll_over(head: EnterpriseMember, key: SigningKey) -> None:
    first = made(head)
    call_command("signing_key_create", "pdf", stdout=io.StringIO())
    second = made(head)
    assert first.pdf_key == key.fingerprint != second.pdf_key
    assert state_of(pdf_of(first)).bottom_line
    assert state_of(pdf_of(second)).bottom_line


def test_a_key_that_ran_out_signs_nothing(head: EnterpriseMember, key: SigningKey) -> None:
    SigningKey.objects.update(not_after=now())
    assert made(head).pdf_id is None


def test_the_private_key_is_encrypted(key: SigningKey) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT private_key_pem FROM signing_signingkey")
        [(stored,)] = cursor.fetchall()
    assert b"PRIVATE" not in bytes(stored)


def test_a_character_that_no_font_has_does_not_stop_the_report(
    head: EnterpriseMember, key: SigningKey
) -> None:
    assert made(head, "\U0010fffd 示例").pdf is not None


def test_others_get_nothing_and_downloads_are_on_record(head: EnterpriseMember, key: SigningKey) -> None:
    report, actor = made(head), factories.enterprise_actor(head)
    with pytest.raises(NotFound):
        pdf_download(actor=factories.enterprise_actor(factories.member()), report_id=report.pk)
    assert pdf_download(actor=actor, report_id=report.pk).content_type == "application/pdf"
    assert AuditEvent.objects.filter(action="credit_reports.download", object_id=report.pk).count() == 1


def test_the_file_goes_with_the_contents_and_its_hash_stays(head: EnterpriseMember, key: SigningKey) -> None:
    report = made(head)
    with frozen(now().replace(year=now().year + 3)):
        assert reports_wipe_due() == 1
    report.refresh_from_db()
    assert (report.pdf_id, len(report.pdf_sha256)) == (None, 64)
    assert not StoredFile.objects.filter(subject_kind="credit_report").exists()


def test_a_fault_is_tried_three_times(
    head: EnterpriseMember, key: SigningKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    from yuzhengdai.domain.credit_reports.services import printing

    def fail(**_: object) -> bytes:
        raise OSError("no space")

    monkeypatch.setattr(printing, "document_pdf", fail)
    report = made(head)
    for _ in range(3):
        reports_print_due()
    report.refresh_from_db()
    assert (report.pdf_id, report.pdf_tries, is_pdf_due(report)) == (None, 3, False)


@pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="needs poppler")
def test_its_tags_read_in_order(head: EnterpriseMember, key: SigningKey, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf_of(made(head)))
    command = ["pdfinfo", "-struct-text", str(path)]
    told = subprocess.run(command, capture_output=True, timeout=60, check=True).stdout.decode(
        errors="replace"
    )
    words = ["企业信用报告", head.enterprise.uscc, "第一部分　公共信用信息", "登记注册信息", "行政许可信息", "省级示范", "司法信息",
             "第二部分　授权信息", "用电量", "11,000"]  # fmt: skip
    places = [told.index(word) for word in words]
    assert places == sorted(places)
    assert "最高 2026-11 11,000" in told
