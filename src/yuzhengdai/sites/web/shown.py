"""How things are marked on the pages of several sites: institutions, states, files."""

from __future__ import annotations

from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.enums import Holder
from yuzhengdai.domain.applications.models import Application

_SEAL_KINDS = ("", "", "bronze", "haitang", "ink", "pine", "lake")
_RESULTS = {S.DISBURSED.value: "ok", S.SETTLED.value: "ok", S.REJECTED.value: "no", S.DECLINED.value: "no"}


def seal_kind(tone: int) -> str:
    """The CSS modifier of an institution's colour (1–6)."""
    return _SEAL_KINDS[tone] if 0 < tone < len(_SEAL_KINDS) else ""


def turn_for_enterprise(application: Application) -> str:
    """The colour of a status as the enterprise sees it: you, them, ok, no, end."""
    if application.state in _RESULTS:
        return _RESULTS[application.state]
    if application.held_by == Holder.ENTERPRISE:
        return "you"
    return "them" if application.held_by == Holder.INSTITUTION else "end"


def file_size(size_bytes: int) -> str:
    """``3.2 MB``, ``820 KB``."""
    if size_bytes >= 1024 * 1024:
        return f"{size_bytes / 1024 / 1024:.1f} MB"
    return f"{max(1, round(size_bytes / 1024))} KB"
