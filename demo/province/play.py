"""Playing a script on an application through the platform's own workflow, clock and messages."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from demo.axis import WorkAxis
from demo.data import sentences
from demo.province.credit_terms import disburse, issue_approval
from demo.province.scripts import Act
from demo.province.tape import Tape
from demo.seed import LoadDay, demo_id
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.applications.enums import Holder
from yuzhengdai.domain.applications.messages import TO_ENTERPRISE, TO_INSTITUTION, message_words
from yuzhengdai.domain.applications.models import Application, DueDiligenceNote, StatusChange
from yuzhengdai.domain.applications.services.step import application_move
from yuzhengdai.domain.applications.workflow import WORKFLOW
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.foundation.core.clock import LOCAL_ZONE, local
from yuzhengdai.foundation.notifications.models import (
    MessageKind,
    Notification,
    NotificationRead,
    RecipientKind,
)

MESSAGES_DAYS = 45
READ_DAYS = 2
_ROLES = {
    "enterprise": frozenset({"enterprise:admin"}),
    "institution": frozenset({"institution:officer", "institution:manager"}),
    "system": frozenset({"system"}),
}


@dataclass(slots=True)
class Cast:
    """Who plays: the applicant, the officer and colleague of the branch, the manager of the institution."""

    applicant: User
    officer: Officer
    colleague: Officer
    manager: Officer


@dataclass(slots=True)
class Words:
    """What a step adds; as the fields of the same names of applications.services.step.Step."""

    note: str = ""
    internal_note: str = ""
    due_at: datetime | None = None


class Player:
    """Plays histories of one province onto one tape."""

    def __init__(self, day: LoadDay, axis: WorkAxis, tape: Tape) -> None:
        self.day, self.axis, self.tape = day, axis, tape
        self._messages_from = day.moment(MESSAGES_DAYS)
        self._unread_from = day.moment(READ_DAYS)
        self._works: dict[str, Callable[[Application, Cast, datetime, random.Random], Words]] = {
            "submit": lambda *_: Words(), "take": self._take, "accept": self._say(sentences.ACCEPT_NOTES),
            "hand_over": self._hand_over, "decline": self._refuse, "reject": self._refuse,
            "start_due_diligence": self._say(sentences.DILIGENCE_NOTES), "note": self._note,
            "start_approval": self._think(sentences.INTERNAL_APPROVAL_NOTES), "approve": self._approve,
            "return": self._say(sentences.RETURN_NOTES), "supplement": self._say(sentences.SUPPLEMENT_NOTES),
            "confirm_costs": self._confirm, "disburse": self._disburse, "settle": self._settle,
            "withdraw": self._say(sentences.WITHDRAW_NOTES), "forgo": self._say(sentences.FORGO_NOTES),
            "lapse": lambda *_: Words(), "expire": lambda *_: Words(),
        }  # fmt: skip

    def play(self, application: Application, acts: list[Act], cast: Cast, rng: random.Random) -> None:
        """Do every act in turn; the workflow refuses what may not be."""
        self.tape.applications.append(application)
        for index, act in enumerate(acts):
            following = acts[index + 1] if index + 1 < len(acts) else None
            self._step(application, act, following, cast, rng)
        if application.held_by == Holder.INSTITUTION and application.due_at is not None:
            self._flag_late(application)

    def _step(
        self, application: Application, act: Act, following: Act | None, cast: Cast, rng: random.Random
    ) -> None:
        at = self.axis.at(act.position)
        side = _side(act.action)
        transition = WORKFLOW.require(action=act.action, state=application.state, roles=_ROLES[side])
        source = application.state
        words = self._works[act.action](application, cast, at, rng)
        if act.action == "approve":
            words.due_at = self._validity(application, at, following)
        target = transition.target or (application.returned_from if act.action == "supplement" else source)
        application_move(application, source=source, target=target, at=at, due_at=words.due_at)
        self._record(application, act, words, cast, source)
        self._tell(application, act.action, at, cast)

    def _validity(self, application: Application, at: datetime, following: Act | None) -> datetime:
        """The end of the credit's validity: a quarter to a year on, or just before it lapsed."""
        approval = self.tape.approvals[-1]
        if (
            application.pk == approval.application_id
            and following is not None
            and following.action == "lapse"
        ):
            approval.valid_until = local(self.axis.at(following.position)).date() - timedelta(days=1)
        return datetime.combine(approval.valid_until, time(23, 59, 59), LOCAL_ZONE)

    def _record(self, application: Application, act: Act, words: Words, cast: Cast, source: str) -> None:
        at, side = self.axis.at(act.position), _side(act.action)
        officer = cast.manager if act.action == "approve" and self._needs_manager(cast) else cast.officer
        user_id, name = {
            "enterprise": (cast.applicant.pk, cast.applicant.name),
            "institution": (officer.user_id, officer.name),
            "system": (None, "平台"),
        }[side]
        self.tape.changes.append(
            StatusChange(
                id=demo_id(at, "change", application.pk, act.action, application.version), created_at=at,
                application=application, action=act.action, from_state=source, to_state=application.state, side=side,
                by_user_id=user_id, by_name=name, note=words.note, internal_note=words.internal_note,
            )
        )  # fmt: skip

    def _needs_manager(self, cast: Cast) -> bool:
        return self.tape.approvals[-1].approved_by_id == cast.manager.pk

    def _flag_late(self, application: Application) -> None:
        due_at = application.due_at
        if due_at is not None and due_at < self.day.starts_at:
            application.is_late, application.escalated_at = True, due_at + timedelta(minutes=3)
            self._tell(application, "late", application.escalated_at, None)

    def _tell(self, application: Application, action: str, at: datetime, cast: Cast | None) -> None:
        if at < self._messages_from:
            return
        words = message_words(application)
        for audience, texts in (("enterprise", TO_ENTERPRISE), ("institution", TO_INSTITUTION)):
            text = texts.get(action)
            if text is None:
                continue
            row = _notification(application, audience, action, at, text.body.format(**words))
            row.title, row.is_todo = text.title, text.is_todo
            self.tape.notifications.append(row)
            if audience == "enterprise" and cast is not None and at < self._unread_from:
                read_id, read_at = demo_id(at, "read", row.pk), at + timedelta(hours=2)
                self.tape.reads.append(
                    NotificationRead(
                        id=read_id, created_at=read_at, notification=row, user_id=cast.applicant.pk
                    )
                )

    @staticmethod
    def _say(choices: tuple[str, ...]) -> Callable[[Application, Cast, datetime, random.Random], Words]:
        return lambda _application, _cast, _at, rng: Words(note=rng.choice(choices))

    @staticmethod
    def _think(choices: tuple[str, ...]) -> Callable[[Application, Cast, datetime, random.Random], Words]:
        return lambda _application, _cast, _at, rng: Words(internal_note=rng.choice(choices))

    @staticmethod
    def _take(application: Application, cast: Cast, _at: datetime, _rng: random.Random) -> Words:
        application.officer = cast.officer
        return Words()

    @staticmethod
    def _hand_over(application: Application, cast: Cast, _at: datetime, rng: random.Random) -> Words:
        cast.officer, cast.colleague = cast.colleague, cast.officer
        application.officer = cast.officer
        return Words(internal_note=f"转给 {cast.officer.name}：{rng.choice(sentences.HAND_OVER_NOTES)}")

    @staticmethod
    def _refuse(application: Application, _cast: Cast, _at: datetime, rng: random.Random) -> Words:
        code = rng.choice(list(sentences.REASONS))
        application.reason_code, application.reason_text = code, rng.choice(sentences.REASONS[code])
        return Words(note=application.reason_text)

    def _note(self, application: Application, cast: Cast, at: datetime, rng: random.Random) -> Words:
        note_id = demo_id(at, "note", application.pk, application.version)
        text = rng.choice(sentences.NOTES)
        row = DueDiligenceNote(
            id=note_id, created_at=at, application=application, officer=cast.officer, text=text
        )
        self.tape.notes.append(row)
        return Words()

    def _approve(self, application: Application, cast: Cast, at: datetime, rng: random.Random) -> Words:
        issue_approval(self.tape, application, officer=cast.officer, manager=cast.manager, at=at, rng=rng)
        return Words()

    def _confirm(self, application: Application, cast: Cast, at: datetime, _rng: random.Random) -> Words:
        cost_list = self.tape.cost_lists[-1]
        cost_list.confirmed_at, cost_list.confirmed_by = at, cast.applicant
        return Words()

    def _disburse(self, application: Application, _cast: Cast, at: datetime, rng: random.Random) -> Words:
        disburse(self.tape, application, at=at, rng=rng)
        return Words()

    def _settle(self, application: Application, _cast: Cast, at: datetime, _rng: random.Random) -> Words:
        for row in self.tape.disbursements[-2:]:
            if row.application_id == application.pk:
                row.settled_on = min(local(at).date(), row.due_on)
        return Words()


def _side(action: str) -> str:
    roles = WORKFLOW.transition(action).roles
    return "system" if "system" in roles else ("enterprise" if "enterprise:admin" in roles else "institution")


def _notification(
    application: Application, audience: str, action: str, at: datetime, body: str
) -> Notification:
    """As applications.messages writes it, with the instant of the step."""
    key = f"application:{application.pk}:{application.version}:{action}:{audience}"
    is_enterprise = audience == RecipientKind.ENTERPRISE
    return Notification(
        id=demo_id(at, "notification", key), created_at=at, recipient_kind=audience,
        recipient_id=application.enterprise_id if is_enterprise else application.institution_id,
        category=MessageKind.APPLICATION, body=body, dedupe_key=key, subject_kind="application", subject_id=application.pk,
    )  # fmt: skip
