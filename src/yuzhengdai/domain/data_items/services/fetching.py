"""The one way facts come in: all items at the same time, each with its timeout and its source's breaker.

Questions are put outside of any transaction by threads that know no database. Who calls has checked that it may: the enterprise
for itself, an institution through ``credit.services`` and a live grant.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from pydantic import ValidationError

from yuzhengdai.domain.data_items.audit_actions import DataItemAudit
from yuzhengdai.domain.data_items.enums import Outcome
from yuzhengdai.domain.data_items.items import Item, period_of
from yuzhengdai.domain.data_items.models import DataAnswer
from yuzhengdai.domain.data_items.selectors import answers_in_force
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import now, today
from yuzhengdai.foundation.core.errors import ExternalError, NotFound
from yuzhengdai.foundation.core.tries import thing_mark, tries_require
from yuzhengdai.foundation.integrations.gov_data.base import FactsAnswer, FactsQuestion, GovDataProvider
from yuzhengdai.foundation.integrations.gov_data.registry import get_gov_data
from yuzhengdai.foundation.integrations.unconnected import NOT_CONNECTED

logger = logging.getLogger(__name__)

REFRESHES_A_DAY = 5
"""How often one enterprise's facts may be asked for anew before they run out, whoever asks."""
BAD_FACTS = "external_bad_facts"
_GRACE_S = 0.2


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """What became of one item. ``answer`` is there for FOUND and NOT_FOUND; ``why`` is the code of a silence, never what was said."""

    item: Item
    outcome: Outcome
    answer: DataAnswer | None = None
    why: str = ""


def is_connected(item: Item) -> bool:
    """Whether this site has connected the item's source (GOV_DATA_ITEMS; ``*``: every one)."""
    connected = settings.GOV_DATA_ITEMS
    return "*" in connected or item.code in connected


def facts_fetch(
    *,
    actor: Actor,
    enterprise: Enterprise,
    items: Sequence[Item],
    granted: frozenset[str] = frozenset(),
    is_refresh: bool = False,
    is_counted: bool = False,
    heard: Callable[[str], None] | None = None,
) -> list[ItemAnswer]:
    """One answer for each item, in the order given: what is in force, else what its source says now.

    Takes as long as the slowest source, at most its timeout and 0.2 s. ``is_refresh`` asks again for what is in force; a source
    that is then silent leaves what was known. ``granted``: codes that ``domain.credit`` found covered by live grants to the
    actor. Raises NotFound for anybody but the enterprise itself and what is granted, RateLimited beyond REFRESHES_A_DAY.
    """
    is_own = actor.kind == ActorKind.ENTERPRISE and actor.organisation_id == enterprise.pk
    if not is_own and not {item.code for item in items} <= granted:
        raise NotFound
    if is_refresh and not is_counted:
        refresh_require(enterprise=enterprise)
    known = answers_in_force(enterprise=enterprise, items=items)
    connected = [item for item in items if is_connected(item)]
    asked = [item for item in connected if is_refresh or item.code not in known]
    told = {answer.item.code: answer for answer in _ask(actor, enterprise, asked, heard)} if asked else {}
    return [_settled(item, known.get(item.code), told.get(item.code)) for item in items]


def refresh_require(*, enterprise: Enterprise) -> None:
    """Count one asking anew of what is in force. Raises RateLimited beyond REFRESHES_A_DAY."""
    tries_require(
        kind="data_refresh",
        marks=[thing_mark(str(enterprise.pk))],
        at_most=REFRESHES_A_DAY,
        within=timedelta(days=1),
        sentence=f"一天最多重新查询 {REFRESHES_A_DAY} 次，请明天再试。",
    )


def _settled(item: Item, known: DataAnswer | None, told: ItemAnswer | None) -> ItemAnswer:
    if told is not None and (told.answer is not None or known is None):
        return told
    if known is not None:
        return ItemAnswer(item, Outcome.FOUND if known.is_found else Outcome.NOT_FOUND, known)
    return ItemAnswer(item, Outcome.NOT_CONNECTED, why=NOT_CONNECTED)


def _ask(
    actor: Actor, enterprise: Enterprise, items: Sequence[Item], heard: Callable[[str], None] | None
) -> list[ItemAnswer]:
    """Put the questions, then store what came and record that it was asked; in one transaction."""
    answers = _questions(enterprise, items, heard)
    with transaction.atomic():
        told = [_stored(enterprise, item, answers[item.code]) for item in items]
        audit_record(
            actor=actor,
            action=DataItemAudit.FETCH,
            object_kind="enterprise",
            object_id=enterprise.pk,
            detail={
                "items": ",".join(item.code for item in items),
                "silent": ",".join(one.item.code for one in told if one.outcome is Outcome.SILENT),
            },
        )
    return told


def _questions(
    enterprise: Enterprise, items: Sequence[Item], heard: Callable[[str], None] | None
) -> dict[str, FactsAnswer | ExternalError]:
    """Item code → what came back. Threads that hang are left to their own timeout; nobody waits for them."""
    provider, day = get_gov_data(), today()
    pool = ThreadPoolExecutor(max_workers=len(items), thread_name_prefix="gov-data")
    try:
        asked = {
            item.code: pool.submit(_question, provider, enterprise, item, period_of(item, day))
            for item in items
        }
        codes = {future: code for code, future in asked.items()}
        with suppress(TimeoutError):
            for future in as_completed(codes, timeout=max(item.timeout_s for item in items) + _GRACE_S):
                if heard is not None:
                    heard(codes[future])
        return {code: _outcome(future) for code, future in asked.items()}
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _outcome(future: Future[FactsAnswer]) -> FactsAnswer | ExternalError:
    if not future.done():
        return ExternalError("external_timeout")
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, ExternalError):
        return error
    # A fault of an adapter is one source's silence, not the end of the report; its text may quote an answer.
    logger.error("a question to a government source failed: %s", type(error).__name__)
    return ExternalError("external_failed")


def _question(provider: GovDataProvider, enterprise: Enterprise, item: Item, period: str) -> FactsAnswer:
    return provider.fetch(
        FactsQuestion(
            path=item.path,
            source=item.source,
            uscc=enterprise.uscc,
            name=enterprise.name,
            period=period,
            timeout_s=item.timeout_s,
        )
    )


def _stored(enterprise: Enterprise, item: Item, told: FactsAnswer | ExternalError) -> ItemAnswer:
    if isinstance(told, ExternalError):
        is_unconnected = told.code == NOT_CONNECTED
        return ItemAnswer(item, Outcome.NOT_CONNECTED if is_unconnected else Outcome.SILENT, why=told.code)
    facts: dict[str, object] = {}
    if told.is_found:
        try:
            checked = item.schema.model_validate_json(json.dumps(told.facts), strict=True)
        except (ValidationError, ValueError, RecursionError) as error:
            logger.warning("an answer to %s does not keep its schema: %s", item.code, _where(error))
            return ItemAnswer(item, Outcome.SILENT, why=BAD_FACTS)
        facts = checked.model_dump(mode="json")
    at = now()
    row = DataAnswer(
        enterprise=enterprise,
        item=item.code,
        period=period_of(item, today()),
        is_found=told.is_found,
        source=told.source,
        reference=told.reference,
        is_authoritative=told.is_authoritative,
        as_of=told.as_of,
        fetched_at=at,
        valid_until=at + item.validity,
        facts=facts,
        raw=told.raw,
        raw_until=at + timedelta(days=settings.GOV_DATA_RAW_KEPT_DAYS),
        raw_sha256=hashlib.sha256(told.raw.encode()).hexdigest(),
    )
    row.save(force_insert=True)
    return ItemAnswer(item, Outcome.FOUND if told.is_found else Outcome.NOT_FOUND, row)


def _where(error: Exception) -> str:
    """Fields and kinds of error; never the values, which are the enterprise's."""
    if not isinstance(error, ValidationError):
        return type(error).__name__
    found = error.errors(include_url=False, include_context=False, include_input=False)
    names = (".".join(str(part) for part in one["loc"] if not isinstance(part, int)) for one in found[:5])
    return ", ".join(f"{name}: {one['type']}" for name, one in zip(names, found, strict=False))
