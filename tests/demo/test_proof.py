"""What the seeded province claims is proved by its own rows: nothing that no code of the platform could have written."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta

import pytest

from demo.province.manager import load_authority, load_correction
from demo.province.urges import load_urges
from yuzhengdai.domain.applications.models import (
    Application,
    ApplicationDocument,
    Disbursement,
    DueDiligenceNote,
    PastCredit,
    StatusChange,
)
from yuzhengdai.domain.credit.models import DataAccess
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.errors import Refused
from yuzhengdai.foundation.notifications.models import Notification, OutboxMessage

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("province")]

UNCONNECTED = ("用电", "社保", "纳税", "工商登记", "司法", "征信", "信用报告", "数据查询", "已查询")
"""What an institution could only know from sources that are connected to nothing today."""


def test_nobody_read_what_no_source_gives() -> None:
    """A reading is of the identity that the platform itself verified, and its look is on record."""
    looks = Counter(
        AuditEvent.objects.filter(action="applications.identity_opened").values_list("object_id", flat=True)
    )
    for access in DataAccess.objects.select_related("authorisation"):
        assert access.authorisation.item == "identity"
        assert looks[access.authorisation.subject_id] > 0


def test_a_document_that_was_opened_has_its_look_on_record() -> None:
    """The first look is the instant of an event by somebody of the institution, and no look is of a document unopened."""
    events = {
        event.detail["document"]: event
        for event in AuditEvent.objects.filter(action="applications.document_opened").order_by("-created_at")
    }
    opened = ApplicationDocument.objects.filter(first_opened_at__isnull=False).select_related("application")
    assert len(opened) > 50
    for document in opened:
        event = events.pop(str(document.pk))
        assert event.created_at == document.first_opened_at
        assert event.object_id == document.application_id
        assert event.actor_organisation_id == document.application.institution_id
        assert event.detail["kind"] == document.kind
        assert document.created_at < event.created_at
    assert not events


def test_a_first_loan_is_the_first() -> None:
    """No loan of the same enterprise on the platform before it, of any institution."""
    rows = Disbursement.objects.select_related("application").order_by("disbursed_on", "created_at", "id")
    borrowed: set[object] = set()
    first = 0
    for row in rows:
        if row.is_first_loan:
            first += 1
            assert row.application.enterprise_id not in borrowed, row.receipt_number
        borrowed.add(row.application.enterprise_id)
    assert first > 10


def test_no_note_claims_what_nobody_could_look_up() -> None:
    texts = [change.note + change.internal_note for change in StatusChange.objects.all()]
    texts += [str(note.text) for note in DueDiligenceNote.objects.all()]
    claims = {text for text in texts for word in UNCONNECTED if word in text}
    assert claims == set()


def test_a_late_file_is_urged_with_its_whole_trail() -> None:
    """As ``manage.py demo_load`` does last, by the service itself: step, audit, both messages, SMS to the manager."""
    assert load_urges() == 2
    for step in StatusChange.objects.filter(action="urge"):
        row = step.application
        assert (row.is_late, row.institution.short_name, step.by_name) == (True, "嵩岳银行", "韩雪")
        assert row.urged_at is not None
        assert AuditEvent.objects.filter(action="applications.urge", object_id=row.pk).count() == 1
        told = Notification.objects.filter(subject_id=row.pk, title__contains="督办")
        assert sorted(one.recipient_kind for one in told) == ["enterprise", "institution"]
        assert {one.recipient_id for one in told} == {row.enterprise_id, row.institution_id}
    assert OutboxMessage.objects.filter(dedupe_key__contains=":urge:").count() == 2
    with pytest.raises(Refused, match="今天已经督办过"):
        load_urges()


def test_the_authority_table_is_written_by_its_manager() -> None:
    assert load_authority() == 3
    assert AuditEvent.objects.filter(action="applications.authority").count() == 3


def test_a_credit_is_corrected_with_its_whole_trail() -> None:
    """As ``manage.py demo_load`` does last, by the service itself."""
    assert load_correction() == 1
    past = PastCredit.objects.select_related("application__approval").get()
    assert past.application.state == "approved"
    assert past.application.approval.valid_until == past.valid_until + timedelta(days=30)
    assert StatusChange.objects.filter(application=past.application, action="correct").count() == 1
    done = AuditEvent.objects.filter(action="applications.correct", object_id=past.application_id)
    assert done.count() == 1


def test_nobody_urged_where_no_operator_did() -> None:
    """「平台已督办」 only where a 督办 is in the history."""
    urged = set(StatusChange.objects.filter(action="urge").values_list("application_id", flat=True))
    assert {row.pk for row in Application.objects.filter(urged_at__isnull=False)} <= urged
    said = Notification.objects.filter(title__contains="督办")
    assert {row.subject_id for row in said} <= urged
    bodies = Notification.objects.exclude(pk__in=said).values_list("body", flat=True)
    assert not [body for body in bodies if re.search("已督办", body)]
