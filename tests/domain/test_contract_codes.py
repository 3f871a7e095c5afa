"""Codes that others will hear are enums with these very values: a changed one breaks who listens."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from enum import StrEnum
from importlib import import_module
from pathlib import Path

import pytest

from yuzhengdai.domain.applications.audit_actions import ApplicationAudit
from yuzhengdai.domain.applications.events import ApplicationEvent
from yuzhengdai.domain.applications.workflow import WORKFLOW as APPLICATIONS
from yuzhengdai.domain.certificates.events import CertificateEvent
from yuzhengdai.domain.credit.audit_actions import CreditAudit
from yuzhengdai.domain.credit.events import CreditEvent
from yuzhengdai.domain.credit.workflow import WORKFLOW as GRANTS
from yuzhengdai.domain.demands.audit_actions import DemandAudit
from yuzhengdai.domain.demands.events import DemandEvent
from yuzhengdai.domain.demands.workflow import DEMANDS, OFFERS
from yuzhengdai.domain.enterprises.audit_actions import EnterpriseAudit
from yuzhengdai.domain.enterprises.events import EnterpriseEvent
from yuzhengdai.domain.feedback.audit_actions import FeedbackAudit
from yuzhengdai.domain.feedback.workflow import FEEDBACK_WORKFLOW
from yuzhengdai.domain.institutions.events import InstitutionEvent
from yuzhengdai.domain.products.audit_actions import ProductAudit
from yuzhengdai.domain.verification.audit_actions import VerificationAudit
from yuzhengdai.domain.verification.enums import VerificationState
from yuzhengdai.domain.verification.events import VerificationEvent
from yuzhengdai.domain.verification.workflow import WORKFLOW as VERIFICATIONS
from yuzhengdai.foundation.audit.actions import AuditAction
from yuzhengdai.foundation.notifications.models import MessageKind

SOURCE = Path(__file__).resolve().parents[2] / "src"
EVENTS: list[tuple[type[StrEnum], set[str]]] = [
    (ApplicationEvent, {"applications.moved", "applications.ended"}),
    (
        CertificateEvent,
        {"certificates.revoked", "certificates.key_unbound", "certificates.key_distrusted"},
    ),
    (CreditEvent, {"credit.authorisation_revoked"}),
    (DemandEvent, {"demands.moved", "demands.offer_moved"}),
    (InstitutionEvent, {"institutions.changed", "institutions.officer_reduced"}),
    (
        EnterpriseEvent,
        {
            f"enterprises.{name}"
            for name in ("freeze", "unfreeze", "cancel", "verify", "take_over", "member_ended")
        },
    ),
    (
        VerificationEvent,
        {
            f"verification.{name}"
            for name in "draft submitted passed refused in_review returned expired completed".split()
        },
    ),
]


@pytest.mark.parametrize(("events", "names"), EVENTS)
def test_events_keep_their_names(events: type[StrEnum], names: set[str]) -> None:
    assert {str(event) for event in events} == names


def test_every_state_of_a_verification_has_its_event() -> None:
    assert {f"verification.{state}" for state in VerificationState.values} < {
        str(event) for event in VerificationEvent
    }


def test_message_kinds_keep_their_codes() -> None:
    assert set(MessageKind.values) == {
        "application", "authorisation", "demand", "enterprise", "feedback", "member", "offer", "officer", "product",
        "supervision", "verification",
    }  # fmt: skip


def test_nobody_publishes_hears_or_tells_by_a_word_of_its_own() -> None:
    own = re.compile(r"(subscribe\(|\bEvent\()\s*f?[\"']|category=[\"']")
    found = [
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if "migrations" not in path.parts and own.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


AUDITED = {
    "access": "choose hand_over_code hand_over_make hand_over_open hand_over_refused hand_over_take login logout"
    " platform_link platform_unlink reclaim register "
    "proved scan_cancel scan_confirm scan_open scan_refused session_end",
    "accounts": "phone_change second_factor_enrolled second_factor_failed second_factor_passed second_factor_reset"
    " sessions_end staff_confirm staff_decline staff_first staff_inactive staff_propose user_create user_rename",
    "agreements": "consent publish withdraw",
    "applications": "accept approve call_report carry_over confirm_costs contact_phone decline disburse discard document_opened"
    " document_remove authority authority_remove correct escalate revoke"
    " expire forgo hand_over identity_opened lapse late note phone_revealed"
    " propose refuse reject release send_back send_entry_back return settle start_approval"
    " export opened printed start_due_diligence submit supplement take urge withdraw",
    "audit": "export verify",
    "certificates": "ca_create issue key_bind key_meant key_refused key_unbind key_use revoke trusted_confirm"
    " trusted_decline trusted_end trusted_propose use use_refused",
    "content": "create publish unpublish update",
    "credit": "attempt confirm end expire export grant read receipt refuse revoke",
    "credit_reports": "download make pdf ready verify wipe",
    "data_items": "fetch",
    "demands": "cancel close contact_wiped delete discard edit expire export extend interested_again match not_interested offer"
    " offer_accept offer_confirm offer_decline offer_edit offer_lapse offer_pass_over offer_release offer_withdraw opened"
    " pass publish remove reopen return",
    "enterprises": "cancel claim details_change electricity_absent electricity_verify freeze invite invite_accept"
    " invite_decline invite_withdraw join_accept join_refuse join_request member_change member_confirm member_end"
    " members_await_head social_insurance_verify take_over unfreeze utility_end utility_refused verify",
    "feedback": "answer close create reopen",
    "files": "delete store",
    "institutions": "branch_create branch_lending branch_update create lending officer_active officer_create officer_inactive"
    " officer_update update",
    "notifications": "retry",
    "personal_data": "close export wipe",
    "products": "create edit new_version publish put_back return submit take_off",
    "reference": "calendar_remove calendar_set",
    "signing": "key_create",
    "verification": "answers auto_pass auto_refuse change_way complete counter_cancel counter_open counter_prove"
    " counter_right_confirm counter_right_end counter_right_propose counter_sample counter_start"
    " edit expire face_wipe flags_answered licence_shown liveness paper_refused person_shown"
    " liveness_verdict number_reveal open pass picture_open pictures_wipe refuse renew return send_to_review submit"
    " transfer_begin transfer_state wipe withdraw",
}
"""Every code of the audit log. Events once sealed keep theirs for ever: add, but do not rename or take away."""


def _audit_enums() -> list[type[AuditAction]]:
    for path in sorted(SOURCE.rglob("audit_actions.py")):
        import_module(".".join(path.relative_to(SOURCE).with_suffix("").parts))
    return AuditAction.__subclasses__()


def test_audit_actions_keep_their_codes() -> None:
    codes = sorted(str(action) for enum in _audit_enums() for action in enum)
    assert codes == sorted(f"{package}.{act}" for package, acts in AUDITED.items() for act in acts.split())


@pytest.mark.parametrize(
    ("actions", "enum"),
    [
        (APPLICATIONS.actions, ApplicationAudit),
        ({"verify", "freeze", "unfreeze", "cancel"}, EnterpriseAudit),
        (VERIFICATIONS.actions, VerificationAudit),
        (GRANTS.actions, CreditAudit),
        (DEMANDS.actions, DemandAudit),
        ({f"offer_{action}" for action in OFFERS.actions}, DemandAudit),
        (FEEDBACK_WORKFLOW.actions, FeedbackAudit),
        ({"take_off", "put_back"}, ProductAudit),
    ],
)
def test_every_action_of_a_workflow_has_its_code(actions: Iterable[str], enum: type[AuditAction]) -> None:
    assert set(actions) <= {str(action).partition(".")[2] for action in enum}


def test_nobody_records_or_looks_for_an_act_by_a_word_of_its_own() -> None:
    def is_own(call: ast.Call) -> bool:
        name = ast.unparse(call.func)
        is_about = name.endswith(("audit_record", "AuditEvent")) or "AuditEvent.objects" in name
        return is_about and any(
            (keyword.arg or "").startswith("action")
            and isinstance(keyword.value, ast.Constant | ast.JoinedStr | ast.List)
            for keyword in call.keywords
        )

    found = [
        f"{path.relative_to(SOURCE.parent)}:{node.lineno}"
        for path in [*SOURCE.rglob("*.py"), *(SOURCE.parent / "demo").rglob("*.py")]
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and is_own(node)
    ]
    assert found == []
