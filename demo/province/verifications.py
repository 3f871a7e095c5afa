"""企业认证: how the verified ones were verified, and what lies on the operator's desk."""

from __future__ import annotations

from datetime import datetime, timedelta

from demo.accounts import BY_KEY
from demo.papers import sample_picture
from demo.province.counter import OPERATOR_HOLDER
from demo.province.enterprises import NAMED, Profile
from demo.province.files import Cabinet, Paper
from demo.province.phone_traces import PhoneTraces
from demo.province.verification_checks import SHOWN_INSTEAD, by_shown_papers, leave_answers
from demo.rows import write
from demo.seed import LoadDay, demo_id, stream
from yuzhengdai.domain.accounts.models import StaffPost
from yuzhengdai.domain.enterprises.enums import MemberScope
from yuzhengdai.domain.verification.enums import (
    PictureKind,
    ReviewReason,
    VerificationRole,
    VerificationWay,
)
from yuzhengdai.domain.verification.enums import VerificationState as S
from yuzhengdai.domain.verification.models import Verification, VerificationCheck, VerificationStep
from yuzhengdai.domain.verification.selectors import SUBJECT_KIND
from yuzhengdai.domain.verification.services.draft import ID_NUMBER_TAG
from yuzhengdai.domain.verification.services.draft_lifetime import DRAFT_LIFETIME
from yuzhengdai.domain.verification.services.face_verdict import REFERENCE_KEPT
from yuzhengdai.domain.verification.services.review import RETURNED_LIVES
from yuzhengdai.foundation.core.codes import make_id_number
from yuzhengdai.foundation.core.keyring import blind_index
from yuzhengdai.foundation.core.masking import mask_name
from yuzhengdai.foundation.files.models import StoredFile
from yuzhengdai.foundation.notifications.models import MessageKind, Notification, RecipientKind
from yuzhengdai.foundation.reference.regions import full_name

_WAYS: dict[S, tuple[str, ...]] = {
    S.PASSED: ("submit", "send_to_review", "pass"), S.IN_REVIEW: ("submit", "send_to_review"),
    S.RETURNED: ("submit", "send_to_review", "return"), S.REFUSED: ("submit", "send_to_review", "refuse"), S.DRAFT: (),
}  # fmt: skip
_TARGETS = {"submit": S.SUBMITTED, "send_to_review": S.IN_REVIEW, "pass": S.PASSED, "return": S.RETURNED,
            "refuse": S.REFUSED, "auto_pass": S.PASSED}  # fmt: skip
_REASONS = {
    S.RETURNED: (ReviewReason.PICTURE_UNCLEAR, "营业执照照片右下角被遮挡，请重新拍摄完整的一张。"),
    S.REFUSED: (ReviewReason.DATA_MISMATCH, "填写的法定代表人与营业执照不一致，请核对后重新提交。"),
}


class _Desk:
    """Gathers the rows of all attempts."""

    def __init__(self, day: LoadDay, cabinet: Cabinet) -> None:
        self.day, self.cabinet = day, cabinet
        self.rows: list[Verification] = []
        self.steps: list[VerificationStep] = []
        self.checks: list[VerificationCheck] = []
        self.messages: list[Notification] = []
        self.traces = PhoneTraces()
        name = BY_KEY["operator"].name
        self.operator = StaffPost.objects.get(name=name)

    def add(self, profile: Profile, number: int, state: S) -> None:
        """One attempt with its steps, pictures where an operator still looks at them, and what the applicant was told."""
        enterprise, rng = profile.enterprise, stream("verification", number)
        is_agent = state == S.IN_REVIEW and rng.random() < 0.25
        began_at = self._began_at(profile, state, number)
        way = _way(profile, state, number)
        role = VerificationRole.AGENT if is_agent else VerificationRole.LEGAL_REPRESENTATIVE
        id_number = make_id_number(
            enterprise.region_code if enterprise.region_code != "419001" else "410881", seed=number
        )
        row = Verification(
            id=demo_id(began_at, "verification", number), created_at=began_at, enterprise=enterprise, user=profile.owner,
            state=state, way=way, role=role, person_name=profile.owner.name, id_number=id_number,
            id_number_index=blind_index(ID_NUMBER_TAG, id_number), id_address=f"{full_name(enterprise.region_code)}示例村 1 号",
            id_is_long_term=rng.random() < 0.3, licence=_licence(profile),
            agent_scopes=[MemberScope.SUBMIT_APPLICATION.value] if is_agent else [],
            agent_ends_on=self.day.before(-300) if is_agent else None,
        )  # fmt: skip
        if not row.id_is_long_term:
            row.id_valid_until = self.day.before(-rng.randint(200, 4000))
        if way == VerificationWay.NETWORK_ID:
            by_shown_papers(row)
        if state == S.DRAFT:
            row.expires_at, row.licence = began_at + DRAFT_LIFETIME, {}
        self.rows.append(row)
        self._play(row, began_at + timedelta(minutes=18))
        kept: dict[str, StoredFile] = {}
        # Of those that passed long ago only the named ones: what a bank's officer is shown under a grant.
        if state in {S.IN_REVIEW, S.RETURNED} or (state == S.PASSED and number < len(NAMED)):
            kept = self._pictures(row, began_at + timedelta(minutes=10), number, is_agent=is_agent)
        if state != S.DRAFT:
            self.traces.add(row, began_at + timedelta(minutes=11), number)
        if way != VerificationWay.MANUAL:
            self.checks += leave_answers(row, kept, began_at + timedelta(minutes=11), number, rng)

    def _began_at(self, profile: Profile, state: S, number: int) -> datetime:
        if state == S.PASSED and profile.enterprise.verified_at is not None:
            return profile.enterprise.verified_at - timedelta(hours=3)
        return self.day.moment(
            1 if state == S.IN_REVIEW else 2 + number % 4, 9 + number % 8, (number * 7) % 60
        )

    def _play(self, row: Verification, at: datetime) -> None:
        source = S.DRAFT
        row.version = 3
        is_at_once = row.way in {VerificationWay.FACE, VerificationWay.COUNTER}
        ways = ("submit", "auto_pass") if is_at_once and row.state == S.PASSED else _WAYS[S(row.state)]
        for action in ways:
            target = _TARGETS[action]
            reason = _REASONS.get(target)
            if target == S.SUBMITTED:
                row.submitted_at = at
            if action == "auto_pass":
                row.decided_at = at
                row.completed_at = at + timedelta(minutes=3) if row.way == VerificationWay.FACE else None
            if action in {"pass", "return", "refuse"}:
                at += timedelta(hours=2)
                row.decided_at, row.decided_by = at, self.operator.user_id
                row.reason_code, row.reason = (reason[0].value, reason[1]) if reason else ("", "")
                row.expires_at = at + RETURNED_LIVES if target == S.RETURNED else None
            row.version += 1
            is_counter = row.way == VerificationWay.COUNTER
            who = BY_KEY[OPERATOR_HOLDER].name if is_counter else mask_name(row.person_name)
            by = {"submit": who}.get(
                action, "平台" if action in {"send_to_review", "auto_pass"} else self.operator.name
            )
            self.steps.append(
                VerificationStep(
                    id=demo_id(at, "verification-step", row.pk, action), created_at=at, verification=row, action=action,
                    from_state=source, to_state=target, by_name=by, note=reason[1] if reason else "",
                )
            )  # fmt: skip
            source = target
        if row.state in _REASONS and row.decided_at is not None:
            self._tell(row, row.decided_at)

    def _tell(self, row: Verification, at: datetime) -> None:
        title = "企业认证需补充资料" if row.state == S.RETURNED else "企业认证未通过"
        key = f"verification:{row.pk}:{row.version}"
        self.messages.append(
            Notification(
                id=demo_id(at, "notification", key), created_at=at, recipient_kind=RecipientKind.USER,
                recipient_id=row.user_id, category=MessageKind.VERIFICATION, title=title,
                body=f"{ReviewReason(row.reason_code).label}：{row.reason}", dedupe_key=key, subject_kind="verification",
                subject_id=row.pk, is_todo=True,
            )
        )  # fmt: skip

    def _pictures(
        self, row: Verification, at: datetime, number: int, *, is_agent: bool
    ) -> dict[str, StoredFile]:
        """What is kept: the letter of an agent, the live face of the phone way until the review is over."""
        has_face = row.way == VerificationWay.FACE and row.state in {S.IN_REVIEW, S.RETURNED}
        left_out = set() if is_agent else {PictureKind.LETTER}
        left_out |= set() if has_face else {PictureKind.FACE_REFERENCE}
        left_out |= SHOWN_INSTEAD if row.way == VerificationWay.NETWORK_ID else set()
        kept = {}
        for kind in PictureKind:
            if kind in left_out:
                continue
            # The portrait sides differ, or each would be told to be somebody else's.
            data = sample_picture(kind.value, f"No. {number}" if kind == PictureKind.ID_FRONT else "")
            paper = Paper(
                SUBJECT_KIND, row.pk, kind.value, f"{kind.label}.jpg", "image/jpeg", data, row.user_id, at
            )
            kept[kind.value] = self.cabinet.keep(paper)
        if has_face:
            kept[PictureKind.FACE_REFERENCE.value].retain_until = at + REFERENCE_KEPT
        return kept


def load_verifications(day: LoadDay, profiles: list[Profile], cabinet: Cabinet) -> int:
    """Write an attempt for each verified enterprise and for most claims; returns their number."""
    desk = _Desk(day, cabinet)
    places = (S.IN_REVIEW, S.IN_REVIEW, S.IN_REVIEW, S.RETURNED, S.REFUSED, S.DRAFT, None)
    kept_free = {BY_KEY["unverified"].name, BY_KEY["several"].name}
    claims = 0
    for number, profile in enumerate(profiles):
        if profile.can_apply:
            desk.add(profile, number, S.PASSED)
        elif profile.owner.name == BY_KEY["returned"].name:
            desk.add(profile, number, S.RETURNED)
        elif profile.owner.name not in kept_free:
            state = places[claims % len(places)]
            claims += 1
            if state is not None:
                desk.add(profile, number, state)
    write(desk.rows)
    write(desk.steps)
    write(desk.checks)
    write(desk.messages)
    desk.traces.flush()
    return len(desk.rows)


def _way(profile: Profile, state: S, number: int) -> VerificationWay:
    """Most in review came by phone, by face, by transfer or with a 网证 that saw no face, and some that passed.

    The accounts to log in with passed by 人工认证, so that their phones may still ask for a certificate.
    """
    is_account = profile.owner.name in {account.name for account in BY_KEY.values()}
    by_phone = state == S.IN_REVIEW and number % 2 == 0
    by_phone |= state == S.PASSED and number % 3 == 0 and not is_account
    if state == S.PASSED and number % 11 == 5 and not is_account and profile.city_code == "410100":
        return VerificationWay.COUNTER
    if state == S.IN_REVIEW and number % 8 == 3:
        return VerificationWay.NETWORK_ID
    if state == S.IN_REVIEW and number % 4 == 1:
        return VerificationWay.BANK_TRANSFER
    return VerificationWay.FACE if by_phone else VerificationWay.MANUAL


def _licence(profile: Profile) -> dict[str, str]:
    enterprise = profile.enterprise
    return {
        "name": enterprise.name,
        "uscc": enterprise.uscc,
        "entity_type": enterprise.entity_type,
        "legal_representative_name": enterprise.legal_representative_name,
        "registered_address": enterprise.registered_address,
        "established_on": enterprise.established_on.isoformat() if enterprise.established_on else "",
        "region_code": profile.city_code,
    }
