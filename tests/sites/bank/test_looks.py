"""Documents and identity pictures: who opens them, what is recorded, how they are handed out (B1, K2)."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from PIL import Image
from pypdf import PdfWriter

from tests import factories
from tests.sites.bank.conftest import Bank
from yuzhengdai.domain.applications.models import Application, ApplicationDocument
from yuzhengdai.domain.applications.services.sensitive import contact_phone_reveal, identity_open
from yuzhengdai.domain.credit.models import DataAccess, DataAuthorisation
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.actors import SYSTEM
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import FieldErrors, Forbidden
from yuzhengdai.foundation.core.unmasking import look_reason
from yuzhengdai.foundation.files.models import StoredFile
from yuzhengdai.foundation.files.services import file_store

pytestmark = pytest.mark.django_db
Enter = Callable[[Officer], Client]


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 400), "white").save(out, "JPEG")
    return out.getvalue()


def pdf() -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.write(out)
    return out.getvalue()


def stored(
    content: bytes, name: str, kind: str, subject: Application | Verification, purpose: str
) -> StoredFile:
    return file_store(
        actor=SYSTEM, content=content, name=name, subject_kind=kind, subject_id=subject.pk, purpose=purpose
    )


def document(row: Application, content: bytes, name: str) -> ApplicationDocument:
    file = stored(content, name, "application", row, "document")
    return ApplicationDocument.objects.create(
        application=row, file=file, kind="bank_statement", added_in_state="draft"
    )


def address(row: Application, one: ApplicationDocument) -> str:
    return f"/bank/applications/{row.pk}/documents/{one.pk}/"


def test_the_first_opening_is_stamped_and_every_opening_recorded(bank: Bank, enter: Enter) -> None:
    row = bank.application()
    one = document(row, picture(), "流水.jpg")
    client = enter(bank.officer)
    page = client.get(f"/bank/applications/{row.pk}/documents/").content.decode()
    assert "流水" in page
    assert "未查看" in page
    answer = client.get(address(row, one))
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("image/")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    one.refresh_from_db()
    first = one.first_opened_at
    assert first is not None
    enter(bank.manager).get(address(row, one))
    one.refresh_from_db()
    assert one.first_opened_at == first
    assert AuditEvent.objects.filter(action="applications.document_opened", object_id=row.pk).count() == 2
    page = client.get(f"/bank/applications/{row.pk}/documents/").content.decode()
    assert "已查看" in page
    history = client.get(f"/bank/applications/{row.pk}/history/").content.decode()
    assert history.count("打开材料") == 2


def test_looks_recorded_under_the_code_of_old_are_told_too(bank: Bank, enter: Enter) -> None:
    row = bank.application()
    AuditEvent.objects.create(
        actor_kind="institution",
        actor_organisation_id=bank.officer.institution_id,
        actor_name="从前的人",
        action="application.document_opened",
        object_kind="application",
        object_id=row.pk,
    )
    history = enter(bank.officer).get(f"/bank/applications/{row.pk}/history/").content.decode()
    assert "从前的人" in history
    assert "打开材料" in history


def test_papers_are_downloads(bank: Bank, enter: Enter) -> None:
    row = bank.application()
    one = document(row, pdf(), "财务报表.pdf")
    answer = enter(bank.officer).get(address(row, one))
    assert answer["Content-Disposition"].startswith("attachment")
    assert "下载：" in enter(bank.officer).get(f"/bank/applications/{row.pk}/documents/").content.decode()


def test_removed_and_foreign_documents_do_not_exist(bank: Bank, enter: Enter) -> None:
    row, other = bank.application(), bank.application()
    removed, own = document(row, picture(), "旧.jpg"), document(row, picture(), "新.jpg")
    ApplicationDocument.objects.filter(pk=removed.pk).update(removed_at=now())
    client = enter(bank.officer)
    assert client.get(address(row, removed)).status_code == 404
    assert client.get(address(other, own)).status_code == 404
    for stranger in (bank.far, factories.officer(role="manager")):
        assert enter(stranger).get(address(row, own)).status_code == 404
    own.refresh_from_db()
    assert own.first_opened_at is None


def test_identity_pictures_need_a_live_grant_and_leave_a_line_each(bank: Bank, enter: Enter) -> None:
    row = bank.application()
    verification = Verification.objects.create(
        enterprise=row.enterprise,
        user=factories.user(),
        role="legal_representative",
        state="passed",
        person_name="欧阳示例",
        id_number="410105199001010019",
        decided_at=now(),
    )
    stored(picture(), "正面.jpg", "verification", verification, "id_front")
    client, front = enter(bank.officer), f"/bank/applications/{row.pk}/identity/id_front/"
    assert client.post(front, {"reason": "check"}).status_code == 404
    given = DataAuthorisation.objects.create(
        enterprise=row.enterprise,
        institution=row.institution,
        item="identity",
        purpose="本次贷款审批",
        subject_kind="application",
        subject_id=row.pk,
        granted_by=factories.user(),
        granted_at=now(),
        valid_until=now() + timedelta(days=90),
        text="同意",
        text_sha256="0" * 64,
    )
    assert client.get(front).status_code == 302
    answer = client.post(front, {"reason": "check"})
    assert answer.status_code == 200
    assert "sandbox" in answer["Content-Security-Policy"]
    assert [line.what for line in DataAccess.objects.filter(authorisation=given)] == ["身份证人像面影像"]
    assert enter(bank.far).post(front, {"reason": "check"}).status_code == 404
    given.state = "revoked"
    given.save()
    assert client.post(front, {"reason": "check"}).status_code == 404


def test_identity_asks_a_reason_and_only_who_works_on_the_file_unmasks(bank: Bank, enter: Enter) -> None:
    """「其他」 wants words; 「查看」 sees neither number nor phone, with a reason or without."""
    assert look_reason("other", "核对 授权书") == "其他：核对 授权书"
    assert look_reason("due_diligence") == "尽职调查"
    for code, text in (("", ""), ("rubbish", ""), ("other", ""), ("other", "嗯"), ("check", "长" * 61)):
        with pytest.raises(FieldErrors):
            look_reason(code, text)
    row = bank.application()
    viewer = factories.officer(institution=row.institution, role="viewer")
    for tail in ("phone/", "identity/", "identity/id_front/"):
        path = f"/bank/applications/{row.pk}/{tail}"
        assert enter(viewer).post(path, {"reason": "check"}).status_code == 403
    actor = factories.officer_actor(viewer)
    with pytest.raises(Forbidden):
        identity_open(actor=actor, application_id=row.pk, reason="尽职调查")
    with pytest.raises(Forbidden):
        contact_phone_reveal(actor=actor, application_id=row.pk, reason="约定尽调时间")
    page = enter(bank.officer).post(f"/bank/applications/{row.pk}/identity/")
    assert "查看原因" in page.content.decode()
    refused = enter(bank.officer).post(f"/bank/applications/{row.pk}/identity/", {"reason": "other"})
    assert refused.status_code == 422
