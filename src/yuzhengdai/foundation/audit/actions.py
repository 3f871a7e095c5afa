"""Codes of the audit log: "<package>.<what was done>", an enum in each package's ``audit_actions`` module.

Sealed events never change, so that codes which were once spelled otherwise stay in the log; here is how they are read.
"""

from __future__ import annotations

from enum import StrEnum

from django.db.models import Q


class AuditAction(StrEnum):
    """What every package's enum of acts is one of; ``audit_record`` takes nothing else."""


class AuditLogAudit(AuditAction):
    """What is done with the log itself."""

    VERIFY = "audit.verify"
    EXPORT = "audit.export"


FORMER = {
    "application": "applications",
    "file": "files",
    "institution": "institutions",
    "outbox": "notifications",
    "product": "products",
}
"""First part of a code as sealed events may have it → as it is since; what follows the dot is the same."""


def action_now(stored: str) -> str:
    """The code of today for the code of an event, however old."""
    package, dot, act = stored.partition(".")
    return f"{FORMER.get(package, package)}{dot}{act}"


def action_is(*actions: str) -> Q:
    """Events of these acts, under today's codes and under those of old."""
    return Q(action__in=[spelling for action in actions for spelling in _spellings(action)])


def action_begins(typed: str) -> Q:
    """Events whose code, as it is today, begins so. What begins with an old spelling finds the same."""
    wanted = action_now(typed)
    found = Q(action__startswith=wanted)
    for old, new in FORMER.items():
        if f"{new}.".startswith(wanted):
            found |= Q(action__startswith=f"{old}.")
        elif wanted.startswith(f"{new}."):
            found |= Q(action__startswith=old + wanted.removeprefix(new))
    return found


def _spellings(action: str) -> list[str]:
    package, _, act = str(action).partition(".")
    return [str(action), *(f"{old}.{act}" for old, new in FORMER.items() if new == package)]
