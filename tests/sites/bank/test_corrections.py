"""更正 and 撤销 of a credit before the enterprise confirms it: both versions stay, with the reason, for both sides (B1, C6)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests import factories
from tests.confirming import post
from tests.rivals import at_once
from tests.sites.bank.conftest import Bank
from tests.sites.bank.test_actions import good, url
from yuzhengdai.domain.applications.models import Application, CostList, CreditApproval, PastCredit
from yuzhengdai.domain.applications.services.applicant import application_confirm_costs
from yuzhengdai.domain.applications.services.correct import application_revoke
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.errors import AppError
from yuzhengdai.foundation.notifications.models import Notification, OutboxMessage
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY

pytestmark = pytest.mark.django_db
Enter = Callable[[Officer], Client]
REASON = "额度录入有误，按审批意见更正"


def approved(bank: Bank, enter: Enter) -> Application:
    """A credit of 100 万元, proposed by 王敏 and approved by the manager over HTTP."""
    row = bank.application("due_diligence", amount_yuan=Decimal(1_000_000))
    row.due_diligence_notes.create(officer=bank.officer, text="现场核查")
    assert (
        post(enter(bank.officer), url(row, "start_approval"), good(bank, "start_approval")).status_code == 302
    )
    data = good(bank, "approve", version=1)
    assert post(enter(bank.manager), url(row, "approve"), data).status_code == 302
    return Application.objects.get(pk=row.pk)


def correction(row: Application, bank: Bank, **values: Any) -> dict[str, Any]:
    return {
        **good(bank, "approve", row.version),
        "approved_amount_wan": "80",
        "change_reason": REASON,
        **values,
    }


def address(row: Application) -> str:
    return f"/bank/applications/{row.pk}/correction/"


def texts(template: str) -> list[str]:
    """SMS of this template that were enqueued."""
    sent = [row.payload for row in OutboxMessage.objects.all()]
    return [str(one["text"]) for one in sent if one.get("template") == template]


def owners_page(row: Application, login: Callable[..., Client], tail: str = "costs/") -> str:
    member = factories.member(enterprise=row.enterprise)
    client = login(member.user, **{ENTERPRISE_KEY: str(row.enterprise_id)})
    pages = [
        client.get(f"/{site}/applications/{row.pk}/{tail}").content.decode() for site in ("console", "app")
    ]
    assert ("更正和撤销" in pages[0]) == ("更正和撤销" in pages[1])
    return pages[0]


def test_a_correction_shows_both_versions_to_both_sides(bank: Bank, enter: Enter, login: Any) -> None:
    row = approved(bank, enter)
    before = CostList.objects.get(application=row).sha256
    client = enter(bank.manager)
    begun = client.get(address(row)).content.decode()
    assert 'value="100"' in begun
    assert 'value="1200.00"' in begun
    first = client.post(address(row), correction(row, bank))
    assert "还没有提交" in first.content.decode()
    assert "原授信 100 万元" in first.content.decode()
    assert CreditApproval.objects.get(application=row).approved_amount_yuan == 1_000_000
    assert post(client, address(row), correction(row, bank)).status_code == 302

    row.refresh_from_db()
    past, cost_list = PastCredit.objects.get(application=row), CostList.objects.get(application=row)
    assert (row.state, past.end, past.cost_list_sha256) == ("approved", "corrected", before)
    assert cost_list.sha256 != before
    assert CreditApproval.objects.get(application=row).approved_amount_yuan == 800_000
    assert [line["amount_yuan"] for line in past.costs] == ["42000.00", "1200.00", "6000.00"]
    for page in (
        owners_page(row, login),
        owners_page(row, login, ""),
        client.get(f"/bank/applications/{row.pk}/credit/").content.decode(),
    ):
        for words in (REASON, "100 万元", "80 万元", "已更正"):
            assert words in page
    told = Notification.objects.get(recipient_id=row.enterprise_id, title="授信已更正，请重新核对")
    assert REASON not in told.body
    assert texts("application_credit_corrected") == [
        f"【豫正贷】您的申请{row.number}的授信有更正，请登录「我的申请」查看并确认。"
    ]
    assert AuditEvent.objects.filter(action="applications.correct", object_id=str(row.pk)).exists()


def test_the_list_of_before_cannot_be_confirmed_any_more(bank: Bank, enter: Enter) -> None:
    row = approved(bank, enter)
    before = CostList.objects.get(application=row).sha256
    post(enter(bank.manager), address(row), correction(row, bank))
    owner = factories.enterprise_actor(factories.member(enterprise=row.enterprise))
    with pytest.raises(AppError):
        application_confirm_costs(
            actor=owner, application_id=row.pk, sha256=before, has_read=True, expected_version=row.version + 1
        )


def test_revoked_the_file_waits_for_another_proposal(bank: Bank, enter: Enter, login: Any) -> None:
    row = approved(bank, enter)
    due_at = row.decision_due_at
    client = enter(bank.manager)
    assert "撤销授信" in client.get(f"/bank/applications/{row.pk}/credit/").content.decode()
    answer = client.post(url(row, "revoke"), {"version": row.version, "note": "企业情况有变，须重新审批"})
    assert answer.status_code == 302
    row = Application.objects.get(pk=row.pk)
    assert (row.state, row.decided_at, row.decision_met_at, row.decision_due_at) == (
        "approving",
        None,
        None,
        due_at,
    )
    assert not CreditApproval.objects.filter(application=row).exists()
    assert not CostList.objects.filter(application=row).exists()
    page = owners_page(row, login, "")
    assert "企业情况有变，须重新审批" in page
    assert "已撤销" in page
    assert len(texts("application_credit_revoked")) == 1
    # Another proposal of the same officer, another decision.
    data = {**good(bank, "start_approval", row.version), "approved_amount_wan": "60"}
    assert post(enter(bank.officer), url(row, "start_approval"), data).status_code == 302
    data = {**good(bank, "approve", row.version + 1), "approved_amount_wan": "60"}
    assert post(client, url(row, "approve"), data).status_code == 302
    assert "60 万元" in owners_page(row, login)


@pytest.mark.parametrize("who", ["officer", "viewer", "checker", "far"])
def test_neither_is_for_who_proposed_or_may_not_decide(bank: Bank, enter: Enter, who: str) -> None:
    row = approved(bank, enter)
    client = enter(getattr(bank, who))
    for answer in (
        client.post(url(row, "revoke"), {"version": row.version, "note": "录入有误"}),
        post(client, address(row), correction(row, bank)),
    ):
        assert answer.status_code in {403, 404, 409}
    row.refresh_from_db()
    assert (row.state, PastCredit.objects.count()) == ("approved", 0)


def test_a_manager_who_proposed_neither_corrects_nor_revokes(bank: Bank, enter: Enter) -> None:
    row = approved(bank, enter)
    row.proposals.update(proposed_by=bank.manager)
    page = enter(bank.manager).get(address(row)).content.decode()
    assert "须由其他人审批" in page
    assert (
        enter(bank.manager).post(url(row, "revoke"), {"version": row.version, "note": "有误"}).status_code
        == 409
    )
    assert post(enter(bank.manager), address(row), correction(row, bank)).status_code == 409


@pytest.mark.parametrize(
    ("values", "status", "sentence"),
    [
        ({"change_reason": ""}, 422, "请填写更正的原因"),
        ({"approved_amount_wan": "100.01"}, 422, "不能超过企业申请的金额"),
        ({"approved_amount_wan": "100"}, 409, "没有不同，不需要更正"),
        ({"version": 0}, 409, "同意授信"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_corrected(
    bank: Bank, enter: Enter, values: dict[str, Any], status: int, sentence: str
) -> None:
    row = approved(bank, enter)
    answer = post(enter(bank.manager), address(row), correction(row, bank, **values))
    assert answer.status_code == status
    assert sentence in answer.content.decode()
    assert PastCredit.objects.count() == 0


def test_once_confirmed_neither_is_open(bank: Bank, enter: Enter) -> None:
    row = approved(bank, enter)
    Application.objects.filter(pk=row.pk).update(state="signing")
    client = enter(bank.manager)
    assert client.get(address(row)).status_code == 302
    assert client.post(url(row, "revoke"), {"version": row.version, "note": "有误"}).status_code == 409
    assert post(client, address(row), correction(row, bank)).status_code == 409


def test_a_credit_that_one_person_decided_is_revoked_not_corrected(bank: Bank, enter: Enter) -> None:
    row = approved(bank, enter)
    CreditApproval.objects.filter(application=row).update(proposal=None, is_single_decision=True)
    answer = post(enter(bank.manager), address(row), correction(row, bank))
    assert answer.status_code == 409
    assert "由一人决定（旧）" in answer.content.decode()
    assert (
        enter(bank.manager).post(url(row, "revoke"), {"version": row.version, "note": "有误"}).status_code
        == 302
    )


@pytest.mark.django_db(transaction=True)
def test_revoking_against_confirming_comes_to_one_of_the_two(bank: Bank, enter: Enter) -> None:
    row = approved(bank, enter)
    sha256 = CostList.objects.get(application=row).sha256
    owner = factories.enterprise_actor(factories.member(enterprise=row.enterprise))
    manager = factories.officer_actor(bank.manager)

    def act(n: int) -> object:
        if n == 0:
            return application_revoke(
                actor=manager, application_id=row.pk, expected_version=row.version, note="录入有误"
            )
        return application_confirm_costs(
            actor=owner, application_id=row.pk, sha256=sha256, has_read=True, expected_version=row.version
        )

    done = at_once(2, act)
    assert sum(isinstance(one, Application) for one in done) == 1
    assert sum(isinstance(one, AppError) for one in done) == 1
    row.refresh_from_db()
    kept = CostList.objects.filter(application=row, confirmed_at__isnull=False).count()
    assert (row.state, kept, PastCredit.objects.count()) in {("approving", 0, 1), ("signing", 1, 0)}
