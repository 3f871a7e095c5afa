"""What officers do with a file, over HTTP: state × action × role, two officers at once, limits, bad input, the whole walk (B1)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests import factories
from tests.confirming import post
from tests.domain.applications.oracle import may
from tests.sites.bank.conftest import Bank
from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.models import (
    Application,
    CostItem,
    CreditApproval,
    Disbursement,
    DisbursementEntry,
    StatusChange,
)
from yuzhengdai.domain.applications.services.applicant import application_confirm_costs
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.foundation.core.clock import frozen, now, today
from yuzhengdai.foundation.notifications.models import Notification
from yuzhengdai.sites.bank.cases.present import timeline_of

pytestmark = pytest.mark.django_db
Enter = Callable[[Officer], Client]

STATES = [state.value for state in S if state != S.DRAFT]
ACTIONS = [
    "take",
    "hand_over",
    "accept",
    "decline",
    "return",
    "start_due_diligence",
    "note",
    "start_approval",
    "send_back",
    "approve",
    "refuse",
    "revoke",
    "reject",
    "disburse",
    "release",
    "send_entry_back",
    "settle",
]


def url(application: Application, action: str) -> str:
    pages = {"approve": "approval/", "start_approval": "proposal/"}
    tail = pages.get(action, f"actions/{action}/")
    return f"/bank/applications/{application.pk}/{tail}"


def good(bank: Bank, action: str, version: int = 0) -> dict[str, Any]:
    """What is right for each action."""
    data: dict[str, dict[str, Any]] = {
        "hand_over": {"officer_id": str(bank.colleague.pk), "note": "本周外出"},
        "accept": {"note": "材料齐全"},
        "decline": {
            "reason_code": "industry",
            "reason_text": "贵公司所属行业不在本产品范围，可以申请设备更新贷。",
        },
        "return": {
            "note": "请补 2025 年度财务报表（盖章扫描件）",
            "until_on": (today() + timedelta(days=14)).isoformat(),
        },
        "start_due_diligence": {"note": ""},
        "note": {"text": "现场看了两条生产线，开工正常。"},
        "start_approval": approval_input(conclusion="建议授信 100 万元"),
        "send_back": {"note": "请核实现有负债"},
        "revoke": {"note": "额度录入有误"},
        "send_entry_back": {"note": "金额与借据不一致"},
        "refuse": {"reason_code": "income", "reason_text": "近一年经营收入不足以覆盖还款。"},
        "reject": {"reason_code": "income", "reason_text": "近一年经营收入不足以覆盖还款。"},
        "disburse": {
            "receipt_number": f"JJ{version:04d}A",
            "amount_yuan": "400,000.00",
            "disbursed_on": today().isoformat(),
            "due_on": (today() + timedelta(days=365)).isoformat(),
            "annual_rate_pct": "4.2",
            "is_first_loan": "on",
        },
        "settle": {"settled_on": today().isoformat(), "note": ""},
        "approve": approval_input(),
    }
    return {"version": version, **data.get(action, {})}


def approval_input(**values: Any) -> dict[str, Any]:
    """A credit of 100 万元 at 4.2 % for 12 months with two costs."""
    return {
        "approved_amount_wan": "100",
        "valid_until": (today() + timedelta(days=180)).isoformat(),
        "single_term_months": "12",
        "rate_kind": "fixed",
        "annual_rate_pct": "4.2",
        "lpr_pct": "",
        "spread_bp": "",
        "repayment_method": "interest_first",
        "guarantee_mode": "credit",
        "conditions": "设备采购合同原件核验",
        "off_platform_wan": "0",
        "related_wan": "",
        "related_reason": "",
        "change_reason": "按审批意见调整",
        "note": "",
        "cost-TOTAL_FORMS": "3",
        "cost-INITIAL_FORMS": "0",
        "cost-0-name": "财产保险费",
        "cost-0-payee": "中原示例财险",
        "cost-0-payer": "企业",
        "cost-0-standard": "1,200 元／年",
        "cost-0-method": "转账",
        "cost-0-cycle": "每年",
        "cost-0-amount_yuan": "1,200",
        "cost-1-name": "抵押物评估费",
        "cost-1-payee": "示例评估公司",
        "cost-1-payer": "金融机构",
        "cost-1-standard": "6,000 元",
        "cost-1-method": "银行支付",
        "cost-1-cycle": "一次性",
        "cost-1-amount_yuan": "6000",
        **values,
    }


def ready(bank: Bank, state: str, action: str) -> Application:
    """A file of that state with what the action finds there (a due-diligence note, a receipt)."""
    row = bank.application(state, proposed=action != "start_approval")
    if action == "start_approval":
        row.due_diligence_notes.create(officer=bank.officer, text="现场核查")
    if action in {"release", "send_entry_back"}:
        factories.entry(application=row)
    if action == "revoke" and state == "approved":
        factories.cost_list(approval=row.approval)
    return row


@pytest.mark.parametrize("role", ["officer", "approver", "checker", "manager", "viewer"])
@pytest.mark.parametrize("action", ACTIONS)
def test_state_by_action_by_role(bank: Bank, enter: Enter, action: str, role: str) -> None:
    """The whole product; what the oracle does not name is refused and changes nothing."""
    client = enter(getattr(bank, role))
    for state in STATES:
        row = ready(bank, state, action)
        before = (row.state, row.version)
        data = good(bank, action)
        if action == "disburse":
            data["receipt_number"] = f"JJ{state.replace('_', '')}"
        answer = post(client, url(row, action), data)
        row.refresh_from_db()
        changes = list(StatusChange.objects.filter(application=row).values_list("action", flat=True))
        # One page proposes, out of 尽调中 and on a file that waits for a proposal.
        acts = ("start_approval", "propose") if action == "start_approval" else (action,)
        done = [act for act in acts if may(act, state, f"institution:{role}")]
        if done:
            assert answer.status_code == 302, (state, answer.content.decode()[:3000])
            assert (row.version, changes) == (before[1] + 1, done), state
        else:
            assert answer.status_code == (403 if role == "viewer" else 409), state
            assert ((row.state, row.version), changes) == (before, []), state


def test_the_whole_walk_from_submission_to_settlement(bank: Bank, enter: Enter) -> None:
    with frozen("2026-03-19T10:00") as at:
        row = bank.application("submitted", due_at=now() + timedelta(days=1))
        owner = factories.enterprise_actor(factories.member(enterprise=row.enterprise))

        def do(who: Officer, action: str, **more: Any) -> Application:
            row.refresh_from_db()
            client = enter(who)  # sessions end after half an hour
            answer = post(client, url(row, action), {**good(bank, action, row.version), **more})
            assert answer.status_code == 302, answer.content.decode()
            assert client.get(answer.url).status_code == 200
            row.refresh_from_db()
            return row

        assert do(bank.officer, "take").officer_id == bank.officer.pk
        assert do(bank.officer, "accept").state == S.ACCEPTED
        at.advance(days=1)
        assert do(bank.officer, "start_due_diligence").state == S.DUE_DILIGENCE
        do(bank.officer, "note")
        assert do(bank.officer, "start_approval").state == S.APPROVING
        assert do(bank.manager, "approve").state == S.APPROVED
        approval = CreditApproval.objects.get(application=row)
        assert approval.approved_amount_yuan == Decimal(1_000_000)
        assert approval.approved_by_id == bank.manager.pk
        page = enter(bank.officer).get(f"/bank/applications/{row.pk}/credit/").content.decode()
        assert "等企业确认" in page
        assert "等企业阅读并确认成本清单" in page

        row.refresh_from_db()
        application_confirm_costs(
            actor=owner,
            application_id=row.pk,
            sha256=row.cost_list.sha256,
            has_read=True,
            expected_version=row.version,
        )
        at.advance(days=3)
        assert do(bank.officer, "disburse").state == S.SIGNING
        assert not Disbursement.objects.filter(application=row).exists()
        assert do(bank.checker, "release").state == S.DISBURSED
        do(bank.officer, "disburse", amount_yuan="600000", receipt_number="JJ-2")
        do(bank.checker, "release")
        assert Disbursement.objects.filter(application=row).count() == 2
        at.advance(days=400)
        assert do(bank.officer, "settle", settled_on=today().isoformat()).state == S.SETTLED
        assert not Disbursement.objects.filter(application=row, settled_on__isnull=True).exists()
        told = set(
            Notification.objects.filter(recipient_id=row.enterprise_id).values_list("title", flat=True)
        )
        assert {"申请已受理", "已授信，请确认融资成本", "已放款", "已结清"} <= told
        page = enter(bank.officer).get(f"/bank/applications/{row.pk}/history/").content.decode()
        for words in ("登记结清", "企业确认成本清单", "同意授信", "领取"):
            assert words in page


def test_the_second_of_two_officers_is_told_and_nothing_is_overwritten(bank: Bank, enter: Enter) -> None:
    row = bank.application()
    first, second = enter(bank.officer), enter(bank.colleague)
    assert first.post(url(row, "accept"), good(bank, "accept")).status_code == 302
    typed = "这段话写了很久，不应丢失"
    answer = second.post(url(row, "return"), {**good(bank, "return"), "note": typed})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "王敏「受理」" in page
    assert typed in page
    row.refresh_from_db()
    assert (row.state, row.version) == (S.ACCEPTED, 1)
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    again = second.post(url(row, "return"), {**good(bank, "return", int(version.group(1))), "note": typed})
    assert again.status_code == 302
    row.refresh_from_db()
    assert row.state == S.RETURNED


def test_a_stale_approval_keeps_the_terms_typed(bank: Bank, enter: Enter) -> None:
    row = bank.application("approving")
    enter(bank.officer).post(url(row, "note"), good(bank, "note"))
    answer = post(
        enter(bank.manager), url(row, "approve"), {**good(bank, "approve"), "conditions": "独特的条件一"}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "王敏「记录尽调」" in page
    assert "独特的条件一" in page
    assert 'name="version" value="1"' in page
    assert not CreditApproval.objects.filter(application=row).exists()


def test_when_the_applicant_withdraws_meanwhile_the_officer_is_told(bank: Bank, enter: Enter) -> None:
    from yuzhengdai.domain.applications.services.applicant import application_withdraw

    row = bank.application()
    owner = factories.enterprise_actor(factories.member(enterprise=row.enterprise))
    application_withdraw(actor=owner, application_id=row.pk)
    answer = enter(bank.officer).post(url(row, "accept"), good(bank, "accept"))
    assert answer.status_code == 409
    assert "企业撤回申请" in answer.content.decode()


def test_a_file_is_taken_once_and_by_whoever_acts_first(bank: Bank, enter: Enter) -> None:
    row = bank.application()
    enter(bank.officer).post(url(row, "accept"), good(bank, "accept"))
    row.refresh_from_db()
    assert row.officer_id == bank.officer.pk
    answer = enter(bank.colleague).post(url(row, "take"), {"version": 1})
    assert answer.status_code == 409
    assert "王敏 已领取" in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "amount_wan", "status"),
    [("approver", "200", 302), ("approver", "200.01", 403), ("manager", "300", 302), ("far", "10", 404)],
)
def test_approval_limits_and_branches(
    bank: Bank, enter: Enter, who: str, amount_wan: str, status: int
) -> None:
    row = bank.application("approving", amount_yuan=Decimal(3_000_000))
    answer = post(
        enter(getattr(bank, who)),
        url(row, "approve"),
        {**good(bank, "approve"), "approved_amount_wan": amount_wan},
    )
    assert answer.status_code == status
    assert CreditApproval.objects.filter(application=row).exists() == (status == 302)
    if status == 403:
        assert "超过您的审批权限" in answer.content.decode()
        assert amount_wan in answer.content.decode()


def test_an_approver_without_a_limit_approves_nothing(bank: Bank, enter: Enter) -> None:
    officer = factories.officer(institution=bank.institution, branch=bank.branch, role="approver")
    row = bank.application("approving")
    answer = post(enter(officer), url(row, "approve"), good(bank, "approve"))
    assert answer.status_code == 403
    assert "您没有审批权限" in answer.content.decode()


def test_handing_over_moves_the_file_to_the_others_branch(bank: Bank, enter: Enter) -> None:
    row, client = bank.application(officer=bank.officer), enter(bank.officer)
    answer = client.post(url(row, "hand_over"), {**good(bank, "hand_over"), "officer_id": str(bank.far.pk)})
    assert answer.url == "/bank/"
    row.refresh_from_db()
    assert (row.officer_id, row.branch_id) == (bank.far.pk, bank.other_branch.pk)
    assert client.get(f"/bank/applications/{row.pk}/").status_code == 404
    assert enter(bank.far).get(f"/bank/applications/{row.pk}/").status_code == 200
    change = StatusChange.objects.get(application=row)
    assert (change.note, change.internal_note) == ("", "转给 刘洋：本周外出")
    steps = timeline_of([change], row, institution="嵩岳银行")
    assert steps[0]["text"] == "仅本机构可见：转给 刘洋：本周外出"


@pytest.mark.parametrize("who", ["nobody", "rubbish", "viewer", "stranger", "same"])
def test_files_go_to_no_stranger_and_no_viewer(bank: Bank, enter: Enter, who: str) -> None:
    row = bank.application(officer=bank.officer)
    pick = {
        "nobody": "",
        "rubbish": "x'; DROP TABLE",
        "viewer": str(bank.viewer.pk),
        "stranger": str(factories.officer().pk),
        "same": str(bank.officer.pk),
    }[who]
    answer = enter(bank.colleague).post(
        url(row, "hand_over"), {"version": 0, "officer_id": pick, "note": "请接手"}
    )
    assert answer.status_code == 422
    assert "请接手" in answer.content.decode()
    row.refresh_from_db()
    assert (row.officer_id, row.version) == (bank.officer.pk, 0)


def test_the_bar_asks_what_is_missing_and_keeps_the_note(bank: Bank, enter: Enter) -> None:
    row, client = bank.application(), enter(bank.officer)
    for action in ("decline", "return"):
        answer = post(client, url(row, action), {"version": 0, "quick": 1, "note": "缺少财务报表"})
        assert answer.status_code == 200
        page = answer.content.decode()
        assert "缺少财务报表" in page
        assert "error-summary" not in page
    row.refresh_from_db()
    assert row.version == 0
    assert client.post(url(row, "accept"), {"version": 0, "quick": 1, "note": "齐全"}).status_code == 302


BAD_TEXTS = ["", "   ", "\u200b", "字" * 2001, "前\x00后", "前\x07后"]


TEXT_FIELDS = [
    ("submitted", "decline", "reason_text"),
    ("submitted", "return", "note"),
    ("accepted", "note", "text"),
    ("due_diligence", "reject", "reason_text"),
    ("submitted", "hand_over", "note"),
]


@pytest.mark.parametrize("place", TEXT_FIELDS)
@pytest.mark.parametrize("text", BAD_TEXTS)
def test_bad_texts_are_told_at_the_field_and_save_nothing(
    bank: Bank, enter: Enter, place: tuple[str, str, str], text: str
) -> None:
    state, action, field = place
    row = bank.application(state)
    answer = post(enter(bank.officer), url(row, action), {**good(bank, action), field: text})
    assert answer.status_code == 422
    assert "field--error" in answer.content.decode()
    row.refresh_from_db()
    assert (row.state, row.version) == (state, 0)


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "'; DROP TABLE x; --", "可以 😀", "{{ 7*7 }}", "＜b＞全角"]
)
def test_odd_texts_are_kept_and_shown_as_text(bank: Bank, enter: Enter, text: str) -> None:
    row, client = bank.application(), enter(bank.officer)
    assert client.post(url(row, "accept"), {"version": 0, "note": text}).status_code == 302
    page = client.get(f"/bank/applications/{row.pk}/talks/").content.decode()
    assert "<script>alert" not in page
    assert "49" not in re.findall(r"case-note__text\">([^<]*)<", page)
    assert StatusChange.objects.get(application=row).note == text


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999", "１"])
def test_a_form_without_its_version_does_nothing(bank: Bank, enter: Enter, version: str) -> None:
    row = bank.application()
    answer = enter(bank.officer).post(url(row, "accept"), {"version": version, "note": "好"})
    row.refresh_from_db()
    assert answer.status_code in {409, 422}
    assert row.version == 0


@pytest.mark.parametrize(
    ("day", "status"),
    [("", 422), ("yesterday", 422), ("2026-02-30", 422), (-1, 422), (0, 422), (1, 302), (90, 302), (91, 422)],
)
def test_the_day_of_a_supplement(bank: Bank, enter: Enter, day: str | int, status: int) -> None:
    row = bank.application()
    text = day if isinstance(day, str) else (today() + timedelta(days=day)).isoformat()
    answer = enter(bank.officer).post(url(row, "return"), {**good(bank, "return"), "until_on": text})
    assert answer.status_code == status
    if status == 422:
        assert "请补 2025 年度财务报表" in answer.content.decode()


def test_supplement_stops_the_clock_and_shows_it(bank: Bank, enter: Enter) -> None:
    with frozen("2026-03-19T10:00"):
        row, client = bank.application(), enter(bank.officer)
        page = client.get(url(row, "return")).content.decode()
        assert "2026-04-02" in page  # ten working days
        client.post(url(row, "return"), good(bank, "return"))
        page = client.get(f"/bank/applications/{row.pk}/").content.decode()
        assert "暂停计时，等企业" in page
        assert "2026-04-02 23:59" in page


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("approved_amount_wan", "", "请填写授信额度"),
        ("approved_amount_wan", "0", "大于 0"),
        ("approved_amount_wan", "-5", "不带正负号"),
        ("approved_amount_wan", "300.01", "最高额度"),
        ("approved_amount_wan", "1e3", "请填写数字"),
        ("approved_amount_wan", "NaN", "请填写数字"),
        ("approved_amount_wan", "一百", "请填写数字"),
        ("approved_amount_wan", "1.0000001", "最多四位小数"),
        ("single_term_months", "", "请填写单笔期限"),
        ("single_term_months", "25", "至 24 个月"),
        ("single_term_months", "1.5", "请填写整数"),
        ("valid_until", "", "请填写额度有效期"),
        ("valid_until", "2020-01-01", "额度有效期应在"),
        ("annual_rate_pct", "", "请填写年化利率"),
        ("annual_rate_pct", "0", "大于 0"),
        ("annual_rate_pct", "4.8501", "三位小数"),
        ("annual_rate_pct", "4.851", "公布的上限"),
        ("rate_kind", "other", "请选择利率方式"),
        ("repayment_method", "bullet", "请选择还款方式"),
        ("guarantee_mode", "mortgage", "请选择担保方式"),
        ("conditions", "字" * 501, "最多 500 个字"),
        ("cost-0-name", "", "请填写成本项目"),
        ("cost-0-payer", "", "请选择承担方"),
        ("cost-0-cycle", "每天", "请选择"),
        ("cost-0-amount_yuan", "", "金额应为不小于 0"),
        ("cost-0-amount_yuan", "-1", "不带正负号"),
        ("cost-0-amount_yuan", "0.001", "精确到分"),
        ("cost-0-amount_yuan", "999999999", "费用"),
        ("cost-0-standard", "字" * 121, "最多 120 个字"),
    ],
)
def test_bad_terms_are_told_and_everything_typed_is_kept(
    bank: Bank, enter: Enter, field: str, value: str, sentence: str
) -> None:
    row = bank.application("approving")
    answer = post(enter(bank.manager), url(row, "approve"), {**good(bank, "approve"), field: value})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "设备采购合同原件核验" in page or field == "conditions"
    assert "示例评估公司" in page
    row.refresh_from_db()
    assert row.state == S.APPROVING


def test_numbers_are_taken_as_people_type_them(bank: Bank, enter: Enter) -> None:
    row = bank.application("approving")
    data = {
        **good(bank, "approve"),
        "approved_amount_wan": "１００ 万元",
        "annual_rate_pct": "４．２％",
        "single_term_months": "12 个月",
    }
    assert post(enter(bank.manager), url(row, "approve"), data).status_code == 302
    approval = CreditApproval.objects.get(application=row)
    assert (approval.approved_amount_yuan, approval.annual_rate_pct) == (Decimal(1_000_000), Decimal("4.2"))


@pytest.mark.parametrize(("spread", "rate"), [("40", "3.75"), ("30", "3.65"), ("150", "4.85")])
def test_the_rate_follows_from_lpr_and_spread(bank: Bank, enter: Enter, spread: str, rate: str) -> None:
    row = bank.application("approving")
    data = {
        **good(bank, "approve"),
        "rate_kind": "lpr",
        "annual_rate_pct": "",
        "lpr_pct": "3.35",
        "spread_bp": spread,
    }
    assert post(enter(bank.manager), url(row, "approve"), data).status_code == 302
    approval = CreditApproval.objects.get(application=row)
    assert (approval.annual_rate_pct, approval.spread_bp) == (Decimal(rate), int(spread))


def test_the_cost_list_adds_up_and_shows_its_all_in_rate(bank: Bank, enter: Enter) -> None:
    """Interest first, whole term: 1,000,000 × 4.2 % = 42,000; 1,200 borne by the enterprise, 6,000 by the bank."""
    row, client = bank.application("approving"), enter(bank.manager)
    preview = post(client, url(row, "approve"), {**good(bank, "approve"), "preview": 1})
    assert preview.status_code == 200
    page = preview.content.decode()
    for words in ("42,000.00 元", "1,200.00 元", "6,000.00 元"):
        assert words in page
    assert not CreditApproval.objects.exists()
    post(client, url(row, "approve"), good(bank, "approve"))
    items = list(CostItem.objects.filter(cost_list__application=row).order_by("position"))
    assert [(item.name, item.amount_yuan) for item in items] == [
        ("贷款利息", Decimal("42000.00")),
        ("财产保险费", Decimal("1200.00")),
        ("抵押物评估费", Decimal("6000.00")),
    ]
    row.refresh_from_db()
    # 1,200 paid at the drawing: about 0.12 % on top; what the bank bears counts nothing.
    assert row.cost_list.all_in_rate_pct == Decimal("4.32")
    assert len(row.cost_list.sha256) == 64


def test_adding_a_row_keeps_everything_and_complains_about_nothing(bank: Bank, enter: Enter) -> None:
    row = bank.application("approving")
    answer = post(
        enter(bank.manager),
        url(row, "approve"),
        {**good(bank, "approve"), "approved_amount_wan": "", "add": 1},
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "cost-3-name" in page
    assert "中原示例财险" in page
    assert "field--error" not in page


def test_a_tampered_row_count_is_refused(bank: Bank, enter: Enter) -> None:
    """Else the list would be issued without the costs that were typed."""
    row, client = bank.application("approving"), enter(bank.manager)
    for count in ("100000", "x", "", "-1"):
        answer = post(client, url(row, "approve"), {**good(bank, "approve"), "cost-TOTAL_FORMS": count})
        assert answer.status_code == 422
    assert not CreditApproval.objects.exists()


def test_due_diligence_must_be_on_record_before_approval(bank: Bank, enter: Enter) -> None:
    row = bank.application("due_diligence")
    answer = post(enter(bank.officer), url(row, "start_approval"), good(bank, "start_approval"))
    assert answer.status_code == 409
    assert "请先记录尽调情况" in answer.content.decode()


def signing(bank: Bank, **approval: Any) -> Application:
    row = bank.application("signing")
    CreditApproval.objects.filter(application=row).update(**approval)
    return row


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("receipt_number", "", "请填写借据号"),
        ("receipt_number", "借据一号", "字母和数字"),
        ("receipt_number", "A" * 41, "最多 40 位"),
        ("amount_yuan", "", "请填写放款金额"),
        ("amount_yuan", "0", "大于 0"),
        ("amount_yuan", "1000000.01", "最多还可放款 1,000,000.00 元"),
        ("disbursed_on", "2000-01-01", "放款日期应在"),
        ("disbursed_on", "2999-01-01", "放款日期应在"),
        ("due_on", "2000-01-01", "到期日期应在"),
        ("annual_rate_pct", "4.201", "不能高于已授信的"),
        ("annual_rate_pct", "0", "请填写年化利率"),
    ],
)
def test_bad_receipts_are_told_and_kept(
    bank: Bank, enter: Enter, field: str, value: str, sentence: str
) -> None:
    row = signing(bank)
    answer = enter(bank.officer).post(url(row, "disburse"), {**good(bank, "disburse"), field: value})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Disbursement.objects.exists()


def test_receipts_are_unique_in_the_institution_only(bank: Bank, enter: Enter) -> None:
    client = enter(bank.officer)
    assert client.post(url(signing(bank), "disburse"), good(bank, "disburse")).status_code == 302
    answer = client.post(
        url(signing(bank), "disburse"), {**good(bank, "disburse"), "receipt_number": "jj-0000 a"}
    )
    assert answer.status_code == 422
    assert "已登记过" in answer.content.decode()
    other = factories.application(state="signing")
    officer = factories.officer(institution=other.institution)
    assert enter(officer).post(url(other, "disburse"), good(bank, "disburse")).status_code == 302


def test_the_sum_of_receipts_stays_within_the_credit(bank: Bank, enter: Enter) -> None:
    row, client, checker = signing(bank), enter(bank.officer), enter(bank.checker)
    client.post(url(row, "disburse"), {**good(bank, "disburse"), "amount_yuan": "700000"})
    checker.post(url(row, "release"), {"version": 1})
    data = {**good(bank, "disburse", 2), "amount_yuan": "300000.01"}
    assert "最多还可放款 300,000.00 元" in client.post(url(row, "disburse"), data).content.decode()
    assert client.post(url(row, "disburse"), {**data, "amount_yuan": "300000"}).status_code == 302
    checker.post(url(row, "release"), {"version": 3})
    # A repaid receipt frees a revolving credit, and only such a one.
    Disbursement.objects.update(settled_on=today())
    again = {**good(bank, "disburse", 4), "amount_yuan": "100"}
    assert client.post(url(row, "disburse"), again).status_code == 422
    CreditApproval.objects.filter(application=row).update(is_revolving=True)
    assert client.post(url(row, "disburse"), again).status_code == 302


def test_a_double_click_registers_one_receipt(bank: Bank, enter: Enter) -> None:
    row, client = signing(bank), enter(bank.officer)
    data = good(bank, "disburse")
    assert client.post(url(row, "disburse"), data).status_code == 302
    assert client.post(url(row, "disburse"), data).status_code == 409
    assert DisbursementEntry.objects.count() == 1
    checker = enter(bank.checker)
    assert checker.post(url(row, "release"), {"version": 1}).status_code == 302
    assert checker.post(url(row, "release"), {"version": 1}).status_code == 409
    assert Disbursement.objects.count() == 1


def test_lateness_is_a_flag_and_never_stops_the_officer(bank: Bank, enter: Enter) -> None:
    row = bank.application(due_at=now() - timedelta(days=30), is_late=True)
    client = enter(bank.officer)
    assert "超时" in client.get(f"/bank/applications/{row.pk}/").content.decode()
    assert client.post(url(row, "accept"), good(bank, "accept")).status_code == 302


def test_forms_need_a_token(bank: Bank) -> None:
    row = bank.application()
    client = Client(enforce_csrf_checks=True)
    assert client.post(url(row, "accept"), {"version": 0}).status_code == 403
