"""Every POST route of the site with a form: who sends it, from which page, about what.

`test_every_post_route_is_listed` fails for a new route that is in neither list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from django.urls import reverse

from tests.bad_input.world import REGISTRATION, World
from tests.sites.route_table import LIKE_ANY_SCREEN
from yuzhengdai.domain.verification.models import Verification

Kwargs = Callable[[World], dict[str, Any]]
VERIFICATION = ("verification_verification", "files_storedfile")
"""Each step keeps what is right in it, and each picture by itself; what is wrong is asked for again."""

UTILITY_DRAFT = ("enterprises_utilitydraft",)
"""What was typed of a number that could not be verified is kept for its writer for seven days; nothing else is."""

ELECTRICITY = {
    "electricity-number": "4101234567",
    "electricity-payer_name": "缴费示例人",
    "electricity-payer_phone": "13800138001",
}


@dataclass(frozen=True)
class Case:
    """One route. ``page`` names the route whose page shows the form (itself by default); ``typed`` are right values;
    ``keeps`` tables that a refused form may still write (by design: drafts, tries at codes); ``prepare`` runs first.
    """

    route: str
    who: str
    kwargs: Kwargs = lambda _: {}
    page: str = ""
    page_kwargs: Kwargs | None = None
    typed: dict[str, Any] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    prepare: Callable[[World], object] | None = None
    name: str = ""
    query: str = ""

    def __str__(self) -> str:
        return self.name or self.route

    def url(self, world: World) -> str:
        """Where it is sent."""
        return reverse(self.route, kwargs=self.kwargs(world))

    def page_url(self, world: World) -> str:
        """Where it is shown."""
        return reverse(self.page or self.route, kwargs=(self.page_kwargs or self.kwargs)(world)) + self.query


def _draft(world: World) -> dict[str, Any]:
    return {"application_id": world.draft.pk}


def _of_product(world: World) -> dict[str, Any]:
    _ = world.draft
    return {"product_id": world.product.pk}


WIZARD = ("verification_verification", "files_storedfile", "verification_livenesssession")
"""Steps of the phone keep what is right; a try at the face counts."""


def _wizard() -> list[Case]:
    """The wizard of the phone, a newcomer at each of its steps."""

    def at(step: str, **more: Any) -> Case:
        route = f"app:verification-{step}"
        return Case(route, "newcomer", prepare=lambda world: world.at_step(step), keeps=WIZARD, **more)

    return [
        at("role", typed={"role": "agent"}),
        at("consent", fields=("agree",)),
        at("way"),
        at("paper"),
        at("id-front", files=("picture",)),
        at("id-back", files=("picture",)),
        at("id-confirm"),
        at("face", fields=("version",)),
        at("transfer"),
        at("licence", files=("picture",)),
        at("licence-confirm"),
        at("letter", files=("picture",)),
        at("network-id", fields=("person_name",)),
        at("id-number", fields=("id_number",), typed={"agree": "1"}),
        at("utilities", typed={"action": "social"}),
        at("result", fields=("version",)),
    ]


def _application(state: str, **more: str) -> Kwargs:
    return lambda world: {"application_id": world.application(state).pk, **more}


def _bank(action: str, state: str, **typed: Any) -> Case:
    return Case(
        "bank:case-action", "officer", _application(state, action=action), typed=typed, name=f"bank:{action}"
    )


_TYPED_OFFER = {
    "amount_wan": "80",
    "annual_rate_pct": "4.15",
    "term_months": "12",
    "repayment_method": "equal_instalment",
    "guarantee_mode": "credit",
    "conditions": "提供购销合同",
    "message": "可按收购进度分两次提款",
}


def _held(world: World) -> dict[str, Any]:
    return {"demand_id": world.held.pk}


def _staff(side: str) -> list[Case]:
    phone = {"phone": "13800138000"}
    return [
        Case(f"{side}:login", "visitor", typed={**phone, "code": "123456"}),
        Case(f"{side}:login-code", "visitor", page=f"{side}:login", typed=phone, fields=("phone",)),
        Case(f"{side}:login-second", "visitor", fields=("code",)),
        Case(f"{side}:login-recovery", "visitor", fields=("code",)),
        Case(f"{side}:login-enrol", "visitor", fields=("code",)),
    ]


def _demand_draft(world: World) -> dict[str, Any]:
    return {"demand_id": world.demand_draft.pk}


def _demand(world: World) -> dict[str, Any]:
    return {"demand_id": world.offer.demand_id}


def _nothing(_: World) -> dict[str, Any]:
    return {}


COUNTER = ("verification_verification", "files_storedfile")
"""An open session keeps what is right of a page."""


def _counter() -> list[Case]:
    """窗口协办 at a bank; the operator's pages are the same."""

    def at(page: str, shown: str = "", **more: Any) -> Case:
        step = shown or page
        return Case(
            f"bank:counter-{page}",
            "officer",
            lambda world: {"session_id": world.counter(step).pk},
            keeps=COUNTER,
            **more,
        )

    def picture(world: World) -> dict[str, Any]:
        return {"session_id": world.counter("papers").pk, "kind": "id_front"}

    called = {
        "phone": "13800138004",
        "uscc": REGISTRATION["uscc"],
        "enterprise_name": "郑州示例商贸有限公司",
        "entity_type": "company",
    }
    return [
        Case("bank:counter", "officer", prepare=lambda world: world.counter_right, typed=called),
        at("consent", typed={"code": "123456"}),
        at("role", typed={"role": "agent", "agent_ends_on": "2027-01-04"}),
        at("identity"),
        at("licence"),
        at("confirm", typed={"code": "123456"}),
        at("consent-code", shown="consent", fields=("proof", "submission")),
        at("confirm-code", shown="confirm", fields=("proof", "version")),
        Case(
            "bank:counter-picture",
            "officer",
            picture,
            page="bank:counter-papers",
            page_kwargs=lambda world: {"session_id": world.counter("papers").pk},
            files=("picture",),
            keeps=COUNTER,
        ),
        Case("bank:counter-rights", "officer", prepare=lambda world: world.colleague),
        Case(
            "bank:counter-right-end",
            "officer",
            lambda world: {"right_id": world.counter_right.pk},
            typed={"reason": "调离岗位"},
        ),
        Case("ops:counter-rights", "operator", prepare=lambda world: world.colleague),
        Case(
            "ops:counter-right-end",
            "operator",
            lambda world: {"right_id": world.counter_right.pk},
            typed={"reason": "调离岗位"},
        ),
        Case(
            "ops:counter-sample",
            "operator",
            lambda world: {"session_id": world.drawn.pk},
            typed={"note": "证件与填写一致"},
        ),
    ]


_LIKE_THE_BANKS = "the page of bank:counter…, behind another gate"


def _late(world: World) -> dict[str, Any]:
    return {"application_id": world.late.pk}


def _verification(world: World) -> dict[str, Any]:
    return {"verification_id": world.in_review.pk}


def _enterprise(world: World) -> dict[str, Any]:
    return {"enterprise_id": world.owner.enterprise_id}


def _product(world: World) -> dict[str, Any]:
    return {"product_id": world.product.pk}


def _version(world: World) -> dict[str, Any]:
    return {"version_id": world.version.pk}


def _feedback(world: World) -> dict[str, Any]:
    return {"feedback_id": world.feedback.pk}


def _institution(world: World) -> dict[str, Any]:
    return {"institution_id": world.product.institution_id}


_TYPED_BANK_REASON = {"reason_code": "industry", "reason_text": "贵公司所属行业不在本产品范围。"}


def _passed(world: World) -> None:
    Verification.objects.get_or_create(
        enterprise=world.owner.enterprise, user=world.owner.user, state="passed", way="face"
    )


CASES: list[Case] = [
    Case("app:verification-certificate", "owner", fields=("csr",), prepare=_passed),
    Case("app:login-certificate", "visitor", fields=("challenge", "certificate", "signature", "next")),
    Case("app:scan", "owner", fields=("code",), files=("picture",)),
    Case("app:continue", "visitor", fields=("code", "submission", "proof")),
    Case("app:pc-proof", "owner", fields=("challenge", "certificate", "signature")),
    Case("app:certificate-check", "owner", fields=("challenge", "certificate", "signature")),
    Case("portal:register", "visitor", typed={**REGISTRATION, "code": "123456"}),
    Case("portal:register-code", "visitor", page="portal:register", typed=REGISTRATION),
    Case("portal:register-join", "visitor", fields=("name", "note")),
    Case("portal:register-reclaim", "visitor"),
    Case("portal:platform-phone", "visitor", fields=("phone", "code", "entity_type", "consent")),
    Case("portal:platform-phone-code", "visitor", fields=("phone",)),
    Case("portal:login", "visitor", typed={"phone": "13800138000", "code": "123456"}),
    Case("portal:login-code", "visitor", page="portal:login", typed={"phone": "13800138000"}),
    Case("portal:choose-enterprise", "owner", fields=("enterprise", "next")),
    Case(
        "portal:feedback",
        "visitor",
        typed={"text": "请在列表页加上说明", "contact": "13800138000"},
        query="?direct=1",
    ),
    Case("portal:feedback-lookup", "visitor", typed={"number": "FK1", "contact": "13800138000"}),
    Case("portal:apply", "owner", _of_product, typed={"do": "submit"}, files=("file",)),
    Case(
        "portal:apply-agreement",
        "owner",
        _of_product,
        fields=("sha256",),
    ),
    Case("portal:apply-draft", "owner", _draft, page="portal:apply", page_kwargs=_of_product),
    Case("portal:apply-summary", "owner", _draft, page="portal:apply", page_kwargs=_of_product),
    Case("portal:apply-documents", "owner", _draft, fields=("document_kind",), files=("file",)),
    Case("portal:apply-phone", "owner", _draft, page="portal:apply", page_kwargs=_of_product),
    Case("portal:apply-phone-code", "owner", _draft, fields=("contact_phone", "proof")),
    Case("console:profile-name", "owner"),
    Case("console:profile-phone", "owner"),
    Case("console:profile-phone-old", "owner", page="console:profile-phone"),
    Case("console:profile-phone-new", "owner", page="console:profile-phone"),
    Case("console:profile-details", "owner"),
    Case("console:electricity", "owner", typed=ELECTRICITY, keeps=UTILITY_DRAFT),
    Case(
        "console:electricity-change",
        "owner",
        lambda world: {"account_id": world.utility.pk},
        typed=ELECTRICITY,
        keeps=UTILITY_DRAFT,
    ),
    Case(
        "console:social-insurance",
        "owner",
        typed={**dict.fromkeys(ELECTRICITY, ""), "social-number": "41010123456"},
        keeps=UTILITY_DRAFT,
    ),
    Case("console:member-invite", "owner", typed={"phone": "13800138001"}),
    Case("console:member", "owner", lambda world: {"member_id": world.agent.pk}),
    Case(
        "console:member-end",
        "owner",
        lambda world: {"member_id": world.agent.pk},
        typed={"reason": "已经离职"},
    ),
    Case("console:member-confirm", "owner", lambda world: {"member_id": world.agent.pk}, fields=("note",)),
    Case(
        "portal:invitation-accept",
        "owner",
        lambda world: {"invitation_id": world.invited.pk},
        fields=("next",),
    ),
    Case(
        "portal:invitation-decline",
        "owner",
        lambda world: {"invitation_id": world.invited.pk},
        fields=("next",),
    ),
    Case("console:member-refuse", "owner", lambda world: {"member_id": world.agent.pk}, fields=("note",)),
    Case(
        "console:invitation-withdraw",
        "owner",
        lambda world: {"invitation_id": world.invitation.pk},
        fields=("note",),
    ),
    Case(
        "console:my-feedback-detail",
        "owner",
        lambda world: {"feedback_id": world.feedback.pk},
        typed={"text": "还是没有看到"},
    ),
    Case("console:demand-new", "owner", typed={"do": "submit", "description": "六月收购小麦，九月回款"}),
    Case("console:demand-draft", "owner", _demand_draft, page="console:demand-new", page_kwargs=_nothing),
    Case("console:demand-preview", "owner", page="console:demand-new"),
    Case("console:demand-edit", "owner", _demand, typed={"description": "六月收购小麦，九月回款"}),
    Case("console:demand-delete", "owner", _demand, fields=("version",)),
    Case("console:demand-close", "owner", _demand, typed={"reason": "other", "note": "暂缓"}),
    Case("console:demand-extend", "owner", _demand),
    Case("console:demand-reopen", "owner", _demand, fields=("version",)),
    Case(
        "console:offer-decline",
        "owner",
        lambda w: {"offer_id": w.offer.pk},
        typed={"reason": "rate", "note": "再谈"},
    ),
    Case("console:application-withdraw", "owner", _application("submitted")),
    Case("console:application-forgo", "owner", _application("approved")),
    Case("console:application-discard", "owner", _draft),
    Case("console:application-supplement", "owner", _application("returned"), files=("file",)),
    Case("console:application-costs", "owner", _application("approved")),
    Case(
        "console:application-documents",
        "owner",
        _application("returned"),
        fields=("document_kind",),
        files=("file",),
    ),
    Case("console:verification-start", "newcomer", prepare=lambda world: world.begun),
    Case(
        "console:verification-role",
        "newcomer",
        prepare=lambda world: world.begun,
        typed={"role": "agent"},
        keeps=VERIFICATION,
    ),
    Case("console:verification-identity", "newcomer", prepare=lambda world: world.begun, keeps=VERIFICATION),
    Case("console:verification-licence", "newcomer", prepare=lambda world: world.begun, keeps=VERIFICATION),
    Case(
        "console:verification-review",
        "newcomer",
        prepare=lambda world: world.begun,
        fields=("version",),
    ),
    *_wizard(),
    Case("console:authorisations-revoke", "owner", lambda world: {"subject_id": world.grant.subject_id}),
    Case("console:authorisation-revoke", "owner", lambda world: {"authorisation_id": world.grant.pk}),
    Case(
        "console:authorisation-confirm",
        "owner",
        lambda world: {"authorisation_id": world.grant.pk},
        fields=("sha256",),
    ),
    *_staff("bank"),
    Case("bank:case-approval", "officer", _application("approving")),
    Case("bank:case-correction", "officer", _application("approved")),
    Case(
        "bank:authority",
        "officer",
        typed={"role": "approver", "up_to_wan": "200", "reason": "授权书"},
    ),
    Case(
        "bank:authority-remove",
        "officer",
        lambda world: {"limit_id": world.authority_limit.pk},
        typed={"reason": "授权书到期"},
    ),
    Case(
        "bank:demand-offer",
        "officer",
        lambda world: {"demand_id": world.wanted.pk},
        page="bank:demand",
        prepare=lambda world: world.product,
        typed=_TYPED_OFFER,
    ),
    Case("bank:offer-edit", "officer", lambda world: {"offer_id": world.offered.pk}, typed=_TYPED_OFFER),
    Case(
        "bank:offer-action",
        "officer",
        lambda world: {"offer_id": world.offered.pk, "action": "withdraw"},
        typed={"note": "额度调整"},
    ),
    Case("bank:lending", "officer", typed={"release_above": "200"}),
    Case("bank:case-phone", "officer", _application("accepted"), typed={"reason": "约定尽调时间"}),
    _bank("take", "submitted"),
    _bank("hand_over", "accepted", note="本周外出"),
    _bank("accept", "submitted", note="材料齐全"),
    _bank("decline", "submitted", **_TYPED_BANK_REASON),
    _bank("return", "accepted", note="请补 2025 年度财务报表"),
    _bank("start_due_diligence", "accepted"),
    _bank("note", "due_diligence", text="现场看了两条生产线"),
    Case("bank:case-proposal", "officer", _application("due_diligence")),
    _bank("send_back", "approving", note="请核实现有负债"),
    _bank("revoke", "approved", note="额度录入有误"),
    _bank("refuse", "approving", reason_code="income", reason_text="收入不足以覆盖还款"),
    _bank("reject", "due_diligence", reason_code="income", reason_text="收入不足以覆盖还款"),
    _bank("disburse", "signing", receipt_number="JJ0001A", amount_yuan="400,000.00", annual_rate_pct="4.2"),
    _bank("send_entry_back", "signing", note="金额与借据不一致"),
    _bank("release", "signing"),
    _bank("settle", "disbursed"),
    *_counter(),
    *_staff("ops"),
    Case("ops:verification-decide", "operator", _verification, page="ops:verification-detail"),
    Case("ops:verification-number", "operator", _verification, fields=("reason",)),
    Case(
        "ops:verification-picture-open",
        "operator",
        lambda world: {**_verification(world), "kind": "id_front"},
        page="ops:verification-detail",
        page_kwargs=_verification,
        fields=("reason",),
    ),
    Case(
        "ops:enterprise-state",
        "operator",
        _enterprise,
        page="ops:enterprise-detail",
        fields=("action", "reason"),
    ),
    Case(
        "ops:product-shelf",
        "operator",
        _product,
        typed={"reason": "机构申请下架"},
        fields=("version",),
    ),
    Case("ops:product-version", "operator", _version, fields=("note", "action")),
    Case(
        "ops:demand-return", "operator", _held, typed={"reason": "请删去微信号后再提交"}, fields=("version",)
    ),
    Case("ops:demand-remove", "operator", _held, typed={"reason": "中介广告"}, fields=("version",)),
    Case("ops:late-urge", "operator", _late, typed={"text": "请在今天之内受理这笔申请"}),
    Case("ops:feedback-detail", "operator", _feedback, typed={"text": "已经加上了"}),
    Case("ops:feedback-close", "operator", _feedback, page="ops:feedback-detail", fields=("version",)),
    Case(
        "ops:institution-new",
        "operator",
        typed={"name": "示例新银行", "short_name": "新行", "slug": "shili-new"},
    ),
    Case("ops:institution-edit", "operator", _institution),
    Case("ops:branch-new", "operator", _institution, typed={"name": "示例支行"}),
    Case("ops:branch-edit", "operator", lambda world: {"branch_id": world.branch.pk}),
    Case("ops:officer-new", "operator", _institution, typed={"phone": "13800138002", "name": "王示例"}),
    Case("ops:officer-edit", "operator", lambda world: {"officer_id": world.colleague.pk}),
    Case(
        "ops:officer-active",
        "operator",
        lambda world: {"officer_id": world.colleague.pk},
        typed={"reason": "已调离岗位"},
    ),
    Case("ops:agreement-new", "operator"),
    Case("ops:article-new", "operator", typed={"title": "示例通知", "slug": "shili", "body": "正文"}),
    Case("ops:article-edit", "operator", lambda world: {"article_id": world.article.pk}),
    Case(
        "ops:article-publish",
        "operator",
        lambda world: {"article_id": world.article.pk},
        fields=("published",),
    ),
    Case("ops:calendar", "operator", typed={"day": "2027-01-04", "note": "示例"}),
    Case("ops:calendar-remove", "operator", page="ops:calendar", fields=("day",)),
    Case(
        "ops:staff-confirm",
        "security_administrator",
        lambda world: {"post_id": world.proposed.pk},
        fields=("note",),
    ),
    Case(
        "ops:staff-decline",
        "security_administrator",
        lambda world: {"post_id": world.proposed.pk},
        fields=("note",),
    ),
    Case(
        "ops:trusted-ca-new",
        "security_administrator",
        typed={
            "name": "示例 CA",
            "chain": "-----BEGIN CERTIFICATE-----",
            "uscc_oid": "2.5.4.5",
            "list_addresses": "http://crl.example.cn/a.crl",
        },
    ),
    Case(
        "ops:trusted-ca-end",
        "security_administrator",
        lambda world: {"ca_id": world.trusted_ca.pk},
        typed={"reason": "证书链更换"},
    ),
    Case("ops:staff-new", "system_administrator", typed={"phone": "13800138003", "name": "赵示例"}),
    Case(
        "ops:staff-active",
        "system_administrator",
        lambda world: {"post_id": world.post.pk},
        typed={"reason": "已调离岗位"},
    ),
    Case(
        "ops:second-factor-reset",
        "security_administrator",
        lambda world: {"user_id": world.officer.user_id},
        typed={"reason": "手机丢失"},
        prepare=lambda world: world.second_factor,
    ),
]


def _in_app(case: Case) -> Case:
    """The same form as the phone app draws it."""
    return replace(case, route=_app_name(case.route), page=case.page and _app_name(case.page))


def _app_name(route: str) -> str:
    site, _, name = route.partition(":")
    return f"app:{name}" if site in {"portal", "console"} else route


CASES += [
    _in_app(case)
    for case in CASES
    if case.route != _app_name(case.route) and _app_name(case.route) in LIKE_ANY_SCREEN
]

CASES.append(
    replace(next(case for case in CASES if case.route == "console:demand-new"), route="portal:demand-new")
)

NO_FORM: dict[str, str] = {
    "portal:verify": "files that are not ours are answers, not refusals: tests/sites/member/test_verify.py",
    "app:verify": "files that are not ours are answers, not refusals: tests/sites/member/test_verify.py",
    **{
        f"{site}:credit-report-new": "ticks alone: tests/sites/member/test_credit_report.py"
        for site in ("portal", "console", "app")
    },
    "portal:register-uscc": "answers with a note alone: tests/sites/portal/access/test_register.py",
    "app:logout": "a button alone",
    "portal:login-registered": "a button alone: tests/sites/portal/access/test_after_registering.py",
    "app:continue-code": "a button alone; who may and how often: tests/sites/app/test_continuing.py",
    "app:messages-read-all": "a button alone",
    "app:application-document-delete": "a button alone",
    "app:verification-put-away": "a button alone",
    "console:verification-put-away": "a button alone",
    "app:verification-face-begin": "reads nothing",
    "app:verification-face-frames": "an island's own messages: tests/sites/app/verification/test_face.py",
    "app:verification-face-stop": "an island's own messages: tests/sites/app/verification/test_face.py",
    "app:verification-face-finish": "an island's own messages: tests/sites/app/verification/test_face.py",
    "app:consent-withdraw": "a button alone",
    "app:platform-unlink": "a button alone",
    "portal:login-ca": "what a key agent signed: tests/sites/portal/access/test_ca.py",
    "portal:login-ca-challenge": "reads nothing",
    "portal:login-ca-member": "a choice and a code after a key was proved: tests/sites/portal/access/test_ca.py",
    "portal:login-ca-member-code": "a choice after a key was proved: tests/sites/portal/access/test_ca.py",
    "console:key-meant": "a choice: tests/sites/member/test_enterprise_keys.py",
    "app:key-meant": "a choice: tests/sites/member/test_enterprise_keys.py",
    "console:key-unbind": "a button alone",
    "app:key-unbind": "a button alone",
    "ops:trusted-ca-confirm": "a button alone",
    "ops:trusted-ca-decline": "a button alone",
    "console:platform-unlink": "a button alone",
    "console:consent-withdraw": "a button alone",
    "app:certificate-challenge": "a button alone",
    "portal:login-prove": "a code alone: tests/sites/member/test_prove.py",
    "portal:login-prove-phone": "a button alone: tests/sites/member/test_prove.py",
    "portal:login-prove-phone-done": "a button alone: tests/sites/member/test_prove.py",
    "portal:login-prove-code": "a button alone: tests/sites/member/test_prove.py",
    "app:login-prove": "a code alone: tests/sites/member/test_prove.py",
    "app:login-prove-phone": "a button alone: tests/sites/member/test_prove.py",
    "app:login-prove-phone-done": "a button alone: tests/sites/member/test_prove.py",
    "app:login-prove-code": "a button alone: tests/sites/member/test_prove.py",
    "console:account-close": "a button alone: tests/sites/member/test_personal_data.py",
    "app:account-close": "a button alone: tests/sites/member/test_personal_data.py",
    "console:devices-end": "a button alone",
    "console:device-end": "a button alone",
    "app:devices-end": "a button alone",
    "app:device-end": "a button alone",
    "app:scan-login": "choices of a phone that scanned: tests/sites/app/test_scan.py",
    "app:scan-login-cancel": "a button alone: tests/sites/app/test_scan.py",
    "portal:login-scan-finish": "a button alone: tests/sites/app/test_scan.py",
    "app:login-certificate-challenge": "a button alone",
    "app:certificate-revoke": "a button alone",
    "app:certificate-renew": "a button alone",
    "console:profile": "redirects",
    "console:electricity-absent": "a button alone",
    "console:utility-end": "a button alone",
    "app:electricity-absent": "a button alone",
    "app:utility-end": "a button alone",
    "console:messages-read-all": "a button alone",
    "console:application-document-delete": "a button alone",
    "console:application-call-report": "a button alone: tests/sites/member/test_calls.py",
    "app:application-call-report": "a button alone: tests/sites/member/test_calls.py",
    "console:application-carry-over": "a button alone: tests/domain/applications/test_carry_over.py",
    "app:application-carry-over": "a button alone: tests/domain/applications/test_carry_over.py",
    "bank:case-data": "a button alone",
    "bank:case-identity": "a button alone",
    "bank:case-identity-picture": "a button alone",
    "bank:demand-interest": "a button alone",
    "bank:counter-session": "reads nothing",
    "bank:counter-part": "a picture; nothing is sent there",
    "bank:counter-cancel": "a button alone",
    "bank:counter-papers": "a button alone",
    "bank:counter-right-confirm": "a button alone",
    "ops:counter-right-confirm": "a button alone",
    **dict.fromkeys(
        (
            "ops:counter",
            *(
                f"ops:counter-{page}"
                for page in (
                    *("session", "cancel", "consent", "consent-code", "role", "papers", "picture", "part"),
                    *("identity", "licence", "confirm", "confirm-code"),
                )
            ),
        ),
        _LIKE_THE_BANKS,
    ),
    "bank:logout": "a button alone",
    "ops:demand-pass": "a button alone",
    "ops:logout": "a button alone",
    "portal:logout": "a button alone",
    "ops:audit-verify": "a button alone",
    "ops:outbox-retry": "a button alone",
}
"""Routes that take a POST and read nothing from it but the token."""
