"""Receipts of grants and of their ends: signed, of what happened alone, checked offline by the program in docs/."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from tests import factories
from yuzhengdai.domain.credit import services
from yuzhengdai.domain.credit.enums import DataItem
from yuzhengdai.domain.credit.models import DataAuthorisation
from yuzhengdai.domain.credit.texts import valid_until
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.domain.signing.selectors import signing_certificates
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.errors import NotFound
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY

pytestmark = pytest.mark.django_db
PROGRAM = Path(__file__).parents[3] / "docs" / "verify_receipt.py"


@pytest.fixture
def head() -> EnterpriseMember:
    return factories.member()


@pytest.fixture
def key() -> None:
    call_command("signing_key_create", "receipt", stdout=io.StringIO())


@pytest.fixture
def grant(head: EnterpriseMember) -> DataAuthorisation:
    [row] = services.authorisations_grant(
        actor=factories.enterprise_actor(head),
        user_id=head.user_id,
        enterprise=head.enterprise,
        institution=factories.institution(),
        items=[DataItem.TAX],
        subject=services.Subject("application", uuid4(), "办理本次融资申请", "申请 YZ1"),
        until=valid_until(),
    )
    return row


def receipt(head: EnterpriseMember, grant: DataAuthorisation, event: str = "given") -> str:
    return services.receipt_download(
        actor=factories.enterprise_actor(head), authorisation_id=grant.pk, event=event
    )


def checked(folder: Path, text: str, certificates: str = "") -> tuple[int, str]:
    path = folder / "receipt.json"
    path.write_text(text, encoding="utf-8")
    command = [sys.executable, str(PROGRAM), str(path)]
    if certificates:
        trusted = folder / "certificates.pem"
        trusted.write_text(certificates)
        command.append(str(trusted))
    ran = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False)
    return ran.returncode, ran.stdout


@pytest.mark.usefixtures("key")
def test_a_receipt_says_what_was_granted_and_is_checked_offline(
    head: EnterpriseMember, grant: DataAuthorisation, tmp_path: Path
) -> None:
    text = receipt(head, grant)
    statement = json.loads(text)["statement"]
    assert statement["pii_principal"]["identifier"] == head.enterprise.uscc
    assert statement["recipients"][0]["name"] == grant.institution.name
    assert statement["processing"]["data_categories"] == ["纳税信用等级", "年度纳税数额"]
    assert statement["notice"]["text"] == grant.text
    assert statement["event"]["state"] == "given"
    trusted = "".join(signing_certificates(purpose="receipt"))
    status, told = checked(tmp_path, text, trusted)
    assert (status, told.splitlines()[0]) == (0, "GENUINE")
    assert grant.institution.name in told
    altered = text.replace("年度纳税数额", "年度纳税数")
    assert checked(tmp_path, altered, trusted) == (
        1,
        "NOT GENUINE: its contents were changed after it was signed\n",
    )


@pytest.mark.usefixtures("key")
def test_another_ones_certificate_is_not_the_platforms(
    head: EnterpriseMember, grant: DataAuthorisation, tmp_path: Path
) -> None:
    trusted = "".join(signing_certificates(purpose="receipt"))
    call_command("signing_key_create", "receipt", stdout=io.StringIO())
    status, told = checked(tmp_path, receipt(head, grant), trusted)
    assert (status, told) == (1, "NOT GENUINE: it is signed with a certificate that is not the platform's\n")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"statement": 1, "signature": {}}', "\x00"])
def test_what_is_no_receipt_is_not_genuine(tmp_path: Path, text: str) -> None:
    status, told = checked(tmp_path, text)
    assert status == 1
    assert told.startswith("NOT GENUINE")


@pytest.mark.usefixtures("key")
def test_the_end_has_a_receipt_once_it_is_there(head: EnterpriseMember, grant: DataAuthorisation) -> None:
    with pytest.raises(NotFound):
        receipt(head, grant, "ended")
    services.authorisation_revoke(actor=factories.enterprise_actor(head), authorisation_id=grant.pk)
    ended = json.loads(receipt(head, grant, "ended"))["statement"]
    assert ended["event"]["state"] == "withdrawn"
    given = json.loads(receipt(head, grant))["statement"]
    assert given["event"]["state"] == "given"
    assert given["receipt_id"] != ended["receipt_id"]
    assert AuditEvent.objects.filter(action="credit.receipt", object_id=grant.pk).count() == 2


@pytest.mark.usefixtures("key")
def test_nobody_else_gets_it(head: EnterpriseMember, grant: DataAuthorisation) -> None:
    others = [
        factories.enterprise_actor(factories.member()),
        factories.officer_actor(factories.officer(institution=grant.institution)),
    ]
    for actor in others:
        with pytest.raises(NotFound):
            services.receipt_download(actor=actor, authorisation_id=grant.pk, event="given")


def test_without_a_key_none_is_offered(head: EnterpriseMember, grant: DataAuthorisation) -> None:
    assert services.receipts_of(grant) == []
    with pytest.raises(NotFound):
        receipt(head, grant)


@pytest.mark.usefixtures("key")
@pytest.mark.parametrize("site", ["console", "app"])
def test_it_is_taken_from_the_page_of_the_grant(
    login: Callable[..., Client], head: EnterpriseMember, grant: DataAuthorisation, site: str
) -> None:
    client = login(head.user, **{ENTERPRISE_KEY: str(head.enterprise_id)})
    address = reverse(f"{site}:authorisation-receipt", args=[grant.pk, "given"])
    assert address in client.get(reverse(f"{site}:authorisation", args=[grant.pk])).content.decode()
    answer = client.get(address)
    body: dict[str, Any] = answer.json()
    assert body["statement"]["consent_record_id"] == str(grant.pk)
    assert "attachment" in answer["Content-Disposition"]
    for event in ("ended", "nothing"):
        assert client.get(reverse(f"{site}:authorisation-receipt", args=[grant.pk, event])).status_code == 404
    certificates = client.get(reverse("portal:verify-certificates"))
    assert body["signature"]["certificate"] in certificates.content.decode()
