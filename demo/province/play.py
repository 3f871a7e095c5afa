"""Playing a script on an application through the platform's own workflow, clock and messages."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from demo.axis import WorkAxis
from demo.data import sentences
from demo.province.credit_terms import decide, enter_disbursement, issue_approval, propose, release
from demo.province.scripts import Act
from demo.province.tape import Tape
from demo.seed import LoadDay, demo_id
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.applications.enums import ApplicationState, Holder, ProposalState
from yuzhengdai.domain.applications.messages import step_messages
from yuzhengdai.domain.applications.models import Application, DueDiligenceNote
from yuzhengdai.domain.applications.services.step import Step, step_in_hand
from yuzhengdai.domain.applications.workflow import WORKFLOW
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.foundation.core.actors import SYSTEM, Actor, ActorKind
from yuzhengdai.foundation.core.clock import LOCAL_ZONE, local
from yuzhengdai.foundation.notifications.models import NotificationRead, RecipientKind

MESSAGES_DAYS = 45
READ_DAYS = 2
_ENTERPRISE = frozenset({"enterprise:admin"})


@dataclass(slots=True)
class Cast:
    """Who plays: the applicant, the officer and colleague of the branch, manager, 审批人 and 放款审核 of the institution."""

    applicant: User
    officer: Officer
    colleague: Officer
    manager: Officer
    approver: Officer
    checker: Officer
    _applying: Actor = field(init=False)

    def __post_init__(self) -> None:
        name = str(self.applicant.name)
        self._applying = Actor(
            kind=ActorKind.ENTERPRISE, user_id=self.applicant.pk, roles=_ENTERPRISE, name=name
        )

    def who(self, action: str, *, by_manager: bool = False) -> Actor:
        """Who does a step: the side that the workflow asks for."""
        roles = WORKFLOW.transition(action).roles
        if "system" in roles:
            return SYSTEM
        if "enterprise:admin" in roles:
            return self._applying
        officer = self.officer
        if action in {"approve", "refuse"}:
            officer = self.manager if by_manager else self.approver
        elif action == "release":
            officer = self.checker
        held = frozenset(f"institution:{role}" for role in officer.held_roles)
        return Actor(kind=ActorKind.INSTITUTION, user_id=officer.user_id, roles=held, name=officer.name)


class Player:
    """Plays histories of one province onto one tape."""

    def __init__(self, day: LoadDay, axis: WorkAxis, tape: Tape) -> None:
        self.day, self.axis, self.tape = day, axis, tape
        self._messages_from = day.moment(MESSAGES_DAYS)
        self._unread_from = day.moment(READ_DAYS)
        self._works: dict[str, Callable[[Step, Cast, random.Random], None]] = {
            "submit": _nothing, "take": self._take, "accept": self._say(sentences.ACCEPT_NOTES),
            "hand_over": self._hand_over, "decline": self._refuse, "reject": self._refuse,
            "start_due_diligence": self._say(sentences.DILIGENCE_NOTES), "note": self._note,
            "start_approval": self._propose, "refuse": self._refuse_proposal, "approve": self._approve,
            "return": self._say(sentences.RETURN_NOTES), "supplement": self._say(sentences.SUPPLEMENT_NOTES),
            "confirm_costs": self._confirm, "disburse": self._disburse, "release": self._release, "settle": self._settle,
            "withdraw": self._say(sentences.WITHDRAW_NOTES), "forgo": self._say(sentences.FORGO_NOTES),
            "lapse": _nothing, "expire": _nothing,
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
        with step_in_hand(application, actor=cast.who(act.action), action=act.action, at=at) as step:
            self._works[act.action](step, cast, rng)
            if act.action == "approve":
                step.due_at = self._validity(application, at, following)
                step.actor = cast.who(act.action, by_manager=self._needs_manager(cast))
            elif act.action == "hand_over":
                step.actor = cast.who(act.action)
        if step.source == ApplicationState.APPROVING != application.state:
            waiting = self.tape.proposals[-1]
            if waiting.state == ProposalState.OPEN:
                decide(self.tape, application, ProposalState.CLOSED, None, at=at)
        if step.change is not None:
            step.change.id = demo_id(at, "change", application.pk, act.action, application.version)
            step.change.created_at = at
            self.tape.changes.append(step.change)
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
        for row in step_messages(application, action):
            row.id, row.created_at = demo_id(at, "notification", row.dedupe_key), at
            self.tape.notifications.append(row)
            if row.recipient_kind == RecipientKind.ENTERPRISE and cast is not None and at < self._unread_from:
                read_id, read_at = demo_id(at, "read", row.pk), at + timedelta(hours=2)
                self.tape.reads.append(
                    NotificationRead(
                        id=read_id, created_at=read_at, notification=row, user_id=cast.applicant.pk
                    )
                )

    @staticmethod
    def _say(choices: tuple[str, ...]) -> Callable[[Step, Cast, random.Random], None]:
        def say(step: Step, _cast: Cast, rng: random.Random) -> None:
            step.note = rng.choice(choices)

        return say

    @staticmethod
    def _think(choices: tuple[str, ...]) -> Callable[[Step, Cast, random.Random], None]:
        def think(step: Step, _cast: Cast, rng: random.Random) -> None:
            step.internal_note = rng.choice(choices)

        return think

    @staticmethod
    def _take(step: Step, cast: Cast, _rng: random.Random) -> None:
        step.application.officer = cast.officer

    @staticmethod
    def _hand_over(step: Step, cast: Cast, rng: random.Random) -> None:
        cast.officer, cast.colleague = cast.colleague, cast.officer
        step.application.officer = cast.officer
        step.internal_note = f"转给 {cast.officer.name}：{rng.choice(sentences.HAND_OVER_NOTES)}"

    @staticmethod
    def _refuse(step: Step, _cast: Cast, rng: random.Random) -> None:
        code = rng.choice(list(sentences.REASONS))
        step.note = rng.choice(sentences.REASONS[code])
        step.application.reason_code, step.application.reason_text = code, step.note

    def _note(self, step: Step, cast: Cast, rng: random.Random) -> None:
        note_id = demo_id(step.at, "note", step.application.pk, step.application.version)
        self.tape.notes.append(
            DueDiligenceNote(
                id=note_id, created_at=step.at, application=step.application, officer=cast.officer,
                text=rng.choice(sentences.NOTES),
            )
        )  # fmt: skip

    def _approve(self, step: Step, cast: Cast, rng: random.Random) -> None:
        issue_approval(
            self.tape,
            step.application,
            approver=cast.approver,
            manager=cast.manager,
            at=step.at,
        )

    def _propose(self, step: Step, cast: Cast, rng: random.Random) -> None:
        propose(self.tape, step.application, officer=cast.officer, at=step.at, rng=rng)

    def _refuse_proposal(self, step: Step, cast: Cast, rng: random.Random) -> None:
        self._refuse(step, cast, rng)
        decide(self.tape, step.application, ProposalState.REFUSED, cast.approver, at=step.at)

    def _confirm(self, step: Step, cast: Cast, _rng: random.Random) -> None:
        cost_list = self.tape.cost_lists[-1]
        cost_list.confirmed_at, cost_list.confirmed_by = step.at, cast.applicant

    def _disburse(self, step: Step, cast: Cast, rng: random.Random) -> None:
        enter_disbursement(self.tape, step.application, officer=cast.officer, at=step.at, rng=rng)

    def _release(self, step: Step, cast: Cast, _rng: random.Random) -> None:
        release(self.tape, step.application, checker=cast.checker, at=step.at)

    def _settle(self, step: Step, _cast: Cast, _rng: random.Random) -> None:
        for row in self.tape.disbursements[-2:]:
            if row.application_id == step.application.pk:
                row.settled_on = min(local(step.at).date(), row.due_on)


def _nothing(_step: Step, _cast: Cast, _rng: random.Random) -> None:
    """The step adds nothing of its own."""
