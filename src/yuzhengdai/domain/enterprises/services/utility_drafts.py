"""What was typed of 电力户号 and 社保号 while a source did not answer: kept for seven days, for its writer alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction

from yuzhengdai.domain.enterprises.models import UtilityDraft
from yuzhengdai.domain.enterprises.permissions import require_manage_utilities
from yuzhengdai.domain.enterprises.selectors import enterprise_for_actor
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now

KEPT_FOR = timedelta(days=7)
LONGEST = 100
"""Characters of one field."""
_BATCH = 500


def utility_draft_keep(*, actor: Actor, typed: Mapping[str, str]) -> None:
    """Keep these fields over what was kept of them before; an empty text forgets its field. Raises Forbidden, NotFound."""
    enterprise = enterprise_for_actor(actor=actor)
    require_manage_utilities(actor=actor, enterprise=enterprise)
    if actor.user_id is None:
        return
    given = {name: text.strip().replace("\x00", "")[:LONGEST] for name, text in typed.items()}
    with transaction.atomic():
        row, _ = UtilityDraft.objects.select_for_update().get_or_create(
            enterprise_id=enterprise.pk, user_id=actor.user_id, defaults={"typed": {}}
        )
        kept = {**row.typed, **given} if row.kept_at > now() - KEPT_FOR else given
        row.typed, row.kept_at = {name: text for name, text in kept.items() if text}, now()
        if row.typed:
            row.save(update_fields=["typed", "kept_at"])
        else:
            row.delete()


def utility_drafts_purge() -> int:
    """Job: wipe a batch of those whose time is over; returns how many."""
    over = UtilityDraft.objects.filter(kept_at__lte=now() - KEPT_FOR).values_list("pk", flat=True)[:_BATCH]
    return UtilityDraft.objects.filter(pk__in=list(over)).delete()[0]
