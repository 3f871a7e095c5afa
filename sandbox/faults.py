"""Faults that may be switched on, a source at a time: the platform has to stay usable with each."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping

from sandbox.contract import Question, Refusal

SOURCES = {
    "identity": "身份核验",
    "register": "工商（登记信息、四要素）",
    "electricity": "电力",
    "social_insurance": "社保",
    "bank_transfer": "银行打款",
}
FAULTS = {
    "off": "正常",
    "slow": "很慢（20 秒才回答）",
    "500": "报错（500）",
    "garbage": "答非所问",
    "closed": "连接断开",
}
SLOW_SECONDS = 20.0
_TICK_SECONDS = 0.1
GARBAGE = (
    ("text/html; charset=utf-8", "<html><body><h1>系统维护中</h1></body></html>".encode()),
    ("application/json", b'{"answer": "mat'),
    ("application/json", b'["\xff\xfe", 0]'),
)


class Faults:
    """One switch a source. Safe between threads."""

    def __init__(
        self, *, more: Mapping[str, str] | None = None, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        """``more``: switches of sources that files of sandbox/items add."""
        self._lock = threading.Lock()
        self._sources = {**(more or {}), **SOURCES}
        self._set = dict.fromkeys(self._sources, "off")
        self._sleep = sleep
        self._garbage = 0

    def of(self, source: str) -> str:
        """The fault of a source."""
        with self._lock:
            return self._set.get(source, "off")

    def control(self, question: Question) -> dict[str, object]:
        """POST /control/faults: ``source`` (or "all") and ``fault`` to set, neither to look."""
        source = question.text("source", is_optional=True)
        if source:
            fault = question.text("fault")
            if source not in {*self._sources, "all"} or fault not in FAULTS:
                raise Refusal("unknown_fault")
            with self._lock:
                self._set.update(dict.fromkeys(self._sources if source == "all" else [source], fault))
        with self._lock:
            now = dict(self._set)
        return {"faults": now, "sources": self._sources, "kinds": FAULTS}

    def wait(self, source: str) -> None:
        """As long as a slow source takes; shorter once it is switched back."""
        waited = 0.0
        while waited < SLOW_SECONDS and self.of(source) == "slow":
            self._sleep(_TICK_SECONDS)
            waited += _TICK_SECONDS

    def garbage(self) -> tuple[str, bytes]:
        """The next of several kinds of rubbish."""
        with self._lock:
            self._garbage += 1
            return GARBAGE[self._garbage % len(GARBAGE)]
