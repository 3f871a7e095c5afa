"""What an institution sees under the live grants of one application, and the same for the owner: 「机构可见内容」."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.conf import settings

from yuzhengdai.domain.credit.enums import AuthorisationState
from yuzhengdai.domain.credit.models import DataAuthorisation
from yuzhengdai.domain.credit.selectors import (
    authorisations_of_enterprise,
    live_authorisations_for_institution,
)
from yuzhengdai.domain.credit.services import granted_facts_read
from yuzhengdai.domain.credit_reports.document import DrawnSection, sections_of
from yuzhengdai.domain.credit_reports.services.fetching import HERE, kept_answer
from yuzhengdai.domain.data_items.items import items_of
from yuzhengdai.domain.data_items.services import facts_fetch
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import Refused


def is_handed_out() -> bool:
    """Whether institutions are shown anything: in production only under a legal basis (「报告提供方」)."""
    return not settings.IS_PRODUCTION or bool(settings.CREDIT_REPORT_PROVIDER)


def granted_sections_read(*, actor: Actor, subject_kind: str, subject_id: UUID) -> list[DrawnSection]:
    """What the sources say of everything that the actor's institution holds live grants of, for this thing alone; on record.

    Call it outside of any transaction. Raises NotGranted (on record), Refused without a legal basis or while another request of
    this process waits for sources.
    """
    if not is_handed_out():
        raise Refused(
            "credit_reports.no_provider", "平台尚未登记报告提供方，暂不向机构提供数据，请联系平台运营人员。"
        )
    live = live_authorisations_for_institution(actor=actor, subject_kind=subject_kind, subject_id=subject_id)
    codes = _covered(live)
    with _alone():
        answers = granted_facts_read(
            actor=actor, subject_kind=subject_kind, subject_id=subject_id, codes=codes
        )
    return sections_of({one.item.code: kept_answer(one) for one in answers})


def visible_sections(*, actor: Actor, enterprise: Enterprise, subject_id: UUID) -> list[DrawnSection]:
    """「机构可见内容」: exactly what an institution would be shown now under the live grants of one thing; [] without any.

    The enterprise reads its own data, so that no reading is listed; others find nothing. Raises Refused while busy.
    """
    live = authorisations_of_enterprise(actor=actor).filter(
        subject_id=subject_id, state=AuthorisationState.ACTIVE, valid_until__gte=now()
    )
    items = items_of(_covered(live))
    if not items:
        return []
    with _alone():
        answers = facts_fetch(actor=actor, enterprise=enterprise, items=items)
    return sections_of({one.item.code: kept_answer(one) for one in answers})


def _covered(rows: Iterable[DataAuthorisation]) -> frozenset[str]:
    return frozenset(code for row in rows for code in row.covers)


@contextmanager
def _alone() -> Iterator[None]:
    if not HERE.acquire(blocking=False):
        raise Refused("credit_reports.busy", "平台正在查询其他企业的数据，请稍后再试。")
    try:
        yield
    finally:
        HERE.release()
