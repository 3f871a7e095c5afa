"""Named events inside one transaction, so that lower packages need not know the upper ones that react.

Events carry IDs, never objects. Handlers are registered in ``AppConfig.ready`` and run at once, in the publisher's
transaction: when one fails, the whole write fails.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from yuzhengdai.foundation.core.actors import SYSTEM, Actor


@dataclass(frozen=True, slots=True)
class Event:
    """``name`` is "<package>.<what happened>", a member of the enum in the publishing package's ``events`` module."""

    name: str
    ids: Mapping[str, UUID] = field(default_factory=dict)
    actor: Actor = SYSTEM
    detail: Mapping[str, str] = field(default_factory=dict)


Handler = Callable[[Event], None]
_handlers: dict[str, list[Handler]] = defaultdict(list)


def subscribe(name: str, handler: Handler) -> None:
    """Register a handler once; called from AppConfig.ready."""
    if handler not in _handlers[name]:
        _handlers[name].append(handler)


def unsubscribe(name: str, handler: Handler) -> None:
    """Take a handler away again (tests)."""
    if handler in _handlers[name]:
        _handlers[name].remove(handler)


def publish(event: Event) -> None:
    """Run the handlers of this event. Raises RuntimeError outside a transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"event {event.name} must be published inside a transaction")
    for handler in tuple(_handlers[event.name]):
        handler(event)
