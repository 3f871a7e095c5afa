"""Facts of government sources for an institution: fetched and handed out under a live grant of each, or not at all."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from yuzhengdai.domain.credit.models import DataAuthorisation
from yuzhengdai.domain.credit.selectors import live_authorisations_for_institution
from yuzhengdai.domain.credit.services.reading import NotGranted, attempts_audited, reading_record
from yuzhengdai.domain.data_items.items import ITEMS, items_of
from yuzhengdai.domain.data_items.services import ItemAnswer, facts_fetch
from yuzhengdai.foundation.core.actors import Actor


def granted_facts_read(
    *, actor: Actor, subject_kind: str, subject_id: UUID, codes: Collection[str]
) -> list[ItemAnswer]:
    """What sources say under ``codes`` of ``data_items``, for the thing that the grants were given for ("application", id).

    Every code must be covered by a live grant to the actor's institution for this very thing, before a source is asked and once more
    before anything is handed out: what was taken back meanwhile is not shown. One line a grant is written that the enterprise sees.
    Call it outside of any transaction. Raises NotGranted, on record.
    """
    wanted = frozenset(codes)
    with attempts_audited(actor=actor, subject_kind=subject_kind, subject_id=subject_id, items=wanted):
        user_id, grants = actor.user_id, _covering(actor, subject_kind, subject_id, wanted)
        if user_id is None:
            raise _refusal(wanted)
        answers = facts_fetch(
            actor=actor, enterprise=grants[0].enterprise, items=items_of(wanted), granted=wanted
        )
        with transaction.atomic():
            for row in _covering(actor, subject_kind, subject_id, wanted, is_locked=True):
                labels = "、".join(item.label for item in items_of(wanted & set(row.covers)))
                reading_record(actor=actor, user_id=user_id, row=row, what=labels)
        return answers


def _covering(
    actor: Actor, subject_kind: str, subject_id: UUID, wanted: frozenset[str], *, is_locked: bool = False
) -> list[DataAuthorisation]:
    """The live grants that together cover all that is wanted. Locked, they cannot be taken back until this reading is on record."""
    live = live_authorisations_for_institution(actor=actor, subject_kind=subject_kind, subject_id=subject_id)
    if is_locked:
        live = live.select_for_update(of=("self",))
    rows = [
        row
        for row in live.select_related("enterprise").order_by("created_at", "id")
        if wanted & set(row.covers)
    ]
    covered = {code for row in rows for code in row.covers}
    if not wanted or not wanted <= covered or not wanted <= ITEMS.keys():
        raise _refusal(wanted - covered)
    return rows


def _refusal(codes: frozenset[str]) -> NotGranted:
    names = "、".join(item.label for item in items_of(codes)) or "这些数据"
    return NotGranted("credit.not_granted", f"企业没有授权查看{names}，或授权已撤回、到期。")
