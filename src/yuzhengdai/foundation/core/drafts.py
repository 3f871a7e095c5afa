"""Drafts that are saved as they are typed: who wrote last, when a save writes, and which were never touched."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import models

from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import Conflict

TAB_KEY = "_tab"
"""In ``draft_data``: which open page wrote last. A page overwrites its own words, never those of another."""

UNTOUCHED_KEPT = timedelta(days=1)
"""A form that was opened and left as it was may stand open in a tab for so long."""
_BATCH = 500


def check_tab(draft: Any, *, tab: str, base_version: int, code: str) -> None:
    """Raise Conflict (``code``) when another page saved this draft since ``base_version``."""
    last_tab = draft.draft_data.get(TAB_KEY)
    if draft.version != base_version and last_tab and last_tab != tab[:40]:
        raise Conflict(
            code,
            "这份草稿在另一个页面里改动过。您在本页填写的内容还在，请核对后决定保留哪一份。",
            details={"version": draft.version},
        )


def keep_typed(draft: Any, words: Mapping[str, str], *, tab: str, is_asked: bool) -> None:
    """Save what was typed on a locked draft, where it says anything new.

    Unless saving was asked for, a form that says what it said when it was opened is no draft yet: it stays at version 0.
    """
    if draft.version == 0 and not is_asked and words == draft.draft_data:
        return
    data = {**words, TAB_KEY: tab[:40]}
    if data != draft.draft_data:
        draft.draft_data = data
        draft.version += 1
        draft.save(update_fields=["draft_data", "version"])


def untouched_purge(drafts: models.QuerySet[Any]) -> int:
    """Delete a batch of those of ``drafts`` that were opened a day ago and never typed into; returns how many."""
    untouched = drafts.filter(version=0)
    due = untouched.filter(created_at__lt=now() - UNTOUCHED_KEPT).values_list("pk", flat=True)[:_BATCH]
    return untouched.filter(pk__in=list(due)).delete()[0]
