"""Workflow as data: which action leads from which states to which, by whom; everything else is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import models, transaction

from yuzhengdai.foundation.core.errors import Conflict, Refused
from yuzhengdai.foundation.core.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Transition:
    """``target`` None: the state stays, or the service names it (a supplement returns to where it came from).

    ``roles`` are "<kind>:<role>" pairs such as "enterprise:admin" or "institution:officer", or "system".
    ``labels`` name the action per audience ("enterprise", "institution", "operator").
    """

    action: str
    sources: frozenset[str]
    target: str | None
    roles: frozenset[str]
    labels: Mapping[str, str] = field(default_factory=dict)
    stops_clock: bool = False


class Workflow:
    """The transitions of one kind of thing. Default deny."""

    def __init__(self, name: str, transitions: Iterable[Transition], state_labels: Mapping[str, str]) -> None:
        self.name = name
        self.state_labels = dict(state_labels)
        self._by_action: dict[str, Transition] = {}
        for transition_ in transitions:
            if transition_.action in self._by_action:
                raise ValueError(f"{name}: action {transition_.action} is there twice")
            self._by_action[transition_.action] = transition_

    @property
    def actions(self) -> tuple[str, ...]:
        """All actions, in the order written."""
        return tuple(self._by_action)

    def transition(self, action: str) -> Transition:
        """The transition of an action; KeyError for an unknown one."""
        return self._by_action[action]

    def is_allowed(self, *, action: str, state: str, roles: frozenset[str]) -> bool:
        """Whether this action may happen now by someone with these qualified roles."""
        found = self._by_action.get(action)
        return found is not None and state in found.sources and bool(found.roles & roles)

    def allowed(self, *, state: str, roles: frozenset[str]) -> tuple[str, ...]:
        """Actions open to these roles in this state."""
        return tuple(a for a in self._by_action if self.is_allowed(action=a, state=state, roles=roles))

    def require(self, *, action: str, state: str, roles: frozenset[str]) -> Transition:
        """The transition, or Refused with the reason: an unknown action, a wrong role, a wrong state."""
        found = self._by_action.get(action)
        if found is None:
            raise Refused("workflow.unknown_action", "没有这个操作。")
        if not found.roles & roles:
            raise Refused("workflow.role", "您的角色不能做这一步，请联系本单位管理员。")
        if state not in found.sources:
            label = self.state_labels.get(state, state)
            raise Refused("workflow.state", f"现在是「{label}」，不能做这一步。请刷新页面查看最新进度。")
        return found


M = TypeVar("M", bound=models.Model)


def lock(queryset: models.QuerySet[M], *, expected_version: int | None = None, **lookup: Any) -> M:
    """Fetch one row under a row lock (the write transaction on SQLite) and check that it is not stale.

    Raises DoesNotExist, and Conflict when somebody changed the row since ``expected_version`` was shown.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("lock needs a transaction")
    row = queryset.select_for_update(of=("self",)).get(**lookup)
    _require_version(row, expected_version)
    return row


def lock_prepared(prepared: Prepared[M], *values: Any, expected_version: int | None = None) -> M:
    """As ``lock``, by a prepared query that says ``select_for_update`` itself and finds one row at most."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("lock needs a transaction")
    row = prepared.first(*values)
    if row is None:
        raise prepared.missing
    _require_version(row, expected_version)
    return row


def _require_version(row: models.Model, expected_version: int | None) -> None:
    if expected_version is not None and getattr(row, "version", None) != expected_version:
        raise Conflict(
            "workflow.stale", "这一页打开之后，别人已经处理过。已为您保留填写的内容，请核对最新情况后再提交。"
        )


def move(row: Any, *, target: str) -> None:
    """Set the state and count the version up; the caller saves both with whatever else changes."""
    row.state = target
    row.version += 1
