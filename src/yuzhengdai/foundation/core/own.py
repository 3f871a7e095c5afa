"""Nobody decides on their own case: the one sentence, and the one question every act of deciding asks."""

from __future__ import annotations

from uuid import UUID

from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.errors import Refused


def require_not_own(actor: Actor, *users: UUID | None, is_party: bool = False) -> None:
    """Raises Refused where the actor is one of ``users`` (who handed it in, whom it is about), or is a party to it otherwise.

    One phone is one user on every side, so the same phone is the same person. The system has no user and no case of its own.
    """
    if is_party or (actor.user_id is not None and actor.user_id in users):
        raise Refused("own_case", "这件事由您本人或您所在的单位提交，或与您本人有关，请交给其他人员办理。")
