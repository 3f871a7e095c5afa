"""运行状态: stored faces against the number that obliges to file, the engines' processes, the outside systems, messages not sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse

from yuzhengdai.domain.verification.health import SourceHealth, calls_health, sources_health
from yuzhengdai.domain.verification.retention import (
    FILING_AT,
    WARN_AT,
    StoredFaces,
    stored_faces_count,
)
from yuzhengdai.foundation.core.errors import ExternalError
from yuzhengdai.foundation.integrations.bank_transfer.registry import get_bank_transfer
from yuzhengdai.foundation.integrations.breaker import open_sources
from yuzhengdai.foundation.integrations.face.base import Assurance
from yuzhengdai.foundation.integrations.face.registry import get_face
from yuzhengdai.foundation.integrations.gov_data.registry import get_gov_data
from yuzhengdai.foundation.integrations.http import Limits
from yuzhengdai.foundation.integrations.identity.registry import get_identity
from yuzhengdai.foundation.integrations.inference.client import InferenceClient
from yuzhengdai.foundation.integrations.ocr.registry import get_ocr
from yuzhengdai.foundation.notifications.desk import outbox_counts
from yuzhengdai.sites.ops.shell import KEEPERS, DeskView
from yuzhengdai.sites.ops.verifications.answer_words import silence_words, source_words

#: A page waits for an engine's word no longer than this, seconds.
_PATIENCE = Limits(connect_s=1.0, read_s=2.0, total_s=2.0, retries=0)
_FACES_KEY = "ops.stored_faces"
_FACES_FOR_S = 300
_ENGINES = (("ocr", "证件识别"), ("face", "人脸测量"))
_PROVIDERS: tuple[tuple[str, str, str, Callable[[], Any]], ...] = (
    ("ocr", "ocr", "证件识别", get_ocr),
    ("face", "face", "人脸比对", get_face),
    ("face", "face_measure", "活体检测的画面", get_face),
    ("identity", "identity", "身份核验", get_identity),
    ("gov_data", "gov_data", "市场监管", get_gov_data),
    ("gov_data", "utilities", "电力、社保", get_gov_data),
    ("bank_transfer", "bank_transfer", "银行打款", get_bank_transfer),
)
"""Kind of provider, kind of question, what it is called, and who answers."""


class StateView(DeskView):
    """What keeps 企业认证 going."""

    nav = "state"
    allowed_roles = KEEPERS

    def get(self, request: HttpRequest) -> HttpResponse:
        health = sources_health() | calls_health()
        paused = open_sources()
        return self.page(
            "system/state",
            faces=stored_faces(),
            filing_at=FILING_AT,
            warn_at=WARN_AT,
            engines=[_engine(*entry) for entry in _ENGINES],
            providers=[
                _provider(kind, label, get, health[asked], paused) for kind, asked, label, get in _PROVIDERS
            ],
            outbox=outbox_counts(),
            demands_certified=settings.FACE_ASSURANCE_DEMANDED != "assist",
        )


def stored_faces() -> StoredFaces:
    """People whose face is kept, counted anew every five minutes."""
    people = cache.get(_FACES_KEY)
    if not isinstance(people, int):
        people = stored_faces_count().people
        cache.set(_FACES_KEY, people, _FACES_FOR_S)
    return StoredFaces(people)


def _engine(kind: str, label: str) -> dict[str, str]:
    """One of the processes that run models, asked over its socket; there is none where a vendor does the work."""
    if list(settings.ADAPTERS.get(kind, [])) != ["embedded"]:
        return {"label": label, "state": "不在本机运行", "turn": "end", "note": "由外接服务完成"}
    try:
        versions = InferenceClient(kind, settings.DATA_DIR, limits=_PATIENCE).versions()
    except ExternalError as error:
        note = "申请人可以手工填写或改用人工认证；请检查进程是否在运行、模型是否已经取回"
        return {"label": label, "state": silence_words(error.code), "turn": "no", "note": note}
    return {"label": label, "state": "正常", "turn": "ok", "note": versions}


def _provider(
    kind: str, label: str, get: Callable[[], Any], health: SourceHealth, paused: list[str]
) -> dict[str, Any]:
    try:
        adapter = get()
    except ImproperlyConfigured:
        return {"label": label, "who": "设置不完整", "grade": "", "health": None, "paused": False}
    grade = ""
    if kind == "face":
        grade = "认证级" if adapter.assurance == Assurance.CERTIFIED else "辅助级，只作参考"
    return {
        "label": label,
        "who": source_words(adapter.name),
        "grade": grade,
        "health": asdict(health) | {"last_silence": silence_words(health.last_silence)},
        "paused": any(source.partition(":")[0] == kind for source in paused),
    }
