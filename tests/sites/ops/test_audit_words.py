"""审计日志: read in words, found by parts of names and acts, taken out as a sheet with real dates, which is on record."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

import yuzhengdai
from yuzhengdai.domain.applications.audit_actions import ApplicationAudit
from yuzhengdai.foundation.audit.actions import AuditAction
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import local
from yuzhengdai.sites.ops.audit.words import OBJECTS, WORDS, detail_words

pytestmark = pytest.mark.django_db
StaffClient = Callable[..., Client]
SOURCE = Path(yuzhengdai.__file__).parent.parent


def record(name: str, action: ApplicationAudit, **detail: str) -> None:
    actor = Actor(kind=ActorKind.INSTITUTION, name=name)
    with transaction.atomic():
        audit_record(actor=actor, action=action, object_kind="application", object_id=None, detail=detail)


def test_every_act_has_a_word_and_no_word_is_of_nothing() -> None:
    for path in sorted(SOURCE.rglob("audit_actions.py")):
        import_module(".".join(path.relative_to(SOURCE).with_suffix("").parts))
    codes = {str(action) for enum in AuditAction.__subclasses__() for action in enum}
    assert set(WORDS) == codes
    assert all(not word.isascii() for word in (*WORDS.values(), *OBJECTS.values()))


def test_names_by_part_and_acts_by_their_words(staff_client: StaffClient) -> None:
    record("欧阳明", ApplicationAudit.DISBURSE)
    record("欧阳丽", ApplicationAudit.ACCEPT)
    client = staff_client("auditor")
    by_name = client.get(reverse("ops:audit-list"), {"name": "阳"}).content.decode()
    assert "欧阳明" in by_name
    assert "欧阳丽" in by_name
    by_act = client.get(reverse("ops:audit-list"), {"action": "放款", "name": "欧阳"}).content.decode()
    assert "欧阳明" in by_act
    assert "欧阳丽" not in by_act
    by_code = client.get(reverse("ops:audit-list"), {"action": "applications.acc"}).content.decode()
    assert "欧阳丽" in by_code
    nothing = client.get(reverse("ops:audit-list"), {"action": "没有这样的操作"}).content.decode()
    assert "没有符合条件的记录" in nothing


def test_what_is_read_is_chinese(staff_client: StaffClient) -> None:
    record(
        "王敏",
        ApplicationAudit.ACCEPT,
        **{"from": "submitted", "to": "accepted", "number": "YZ20260318-000001"},
    )
    record("王敏", ApplicationAudit.DOCUMENT_OPENED, kind="bank_statement")
    page = staff_client("auditor").get(reverse("ops:audit-list"), {"name": "王敏"}).content.decode()
    assert "受理" in page
    assert "类型：银行流水" in page
    assert "原状态：待受理" in page
    for raw in ("applications.accept", "&#34;from&#34;", "submitted"):
        assert raw not in page


def test_the_sheet_holds_what_is_filtered_and_is_on_record(staff_client: StaffClient) -> None:
    record("=王敏", ApplicationAudit.ACCEPT)
    record("李四", ApplicationAudit.ACCEPT)
    client = staff_client("auditor")
    answer = client.get(reverse("ops:audit-export"), {"name": "王敏"})
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [row[2] for row in rows[1:]] == ["'=王敏"]
    event = AuditEvent.objects.get(actor_name="=王敏")
    assert rows[1][0] == local(event.created_at).replace(tzinfo=None, microsecond=0)
    assert isinstance(rows[1][0], datetime)
    taken = AuditEvent.objects.get(action="audit.export")
    assert taken.detail == {"count": 1}
    assert "没有列出内容" in client.get(reverse("ops:audit-export"), {"day": "昨天"}).content.decode()


def test_details_with_several_codes_are_read_in_words() -> None:
    said = detail_words(
        {"role": "agent", "scopes": "submit_application,authorise_data", "limit_yuan_before": "1.00"}
    )
    assert said == "原审批限额（元）：1.00；岗位：经办人；权限：提交申请、数据授权"
    assert detail_words({"scopes": ""}) == ""
    assert detail_words({"ok": True, "text": "a,b"}) == "成功：是；内容：a,b"
