"""Facts of POST /gov-data/items/…: finds the files of sandbox/items and asks the one that serves a path."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

from sandbox.contract import Question, Refusal
from sandbox.numbers import is_uscc
from sandbox.province import Known, Province

PREFIX = "/gov-data/items/"
HERE = Path(__file__).with_name("items")


@dataclass(frozen=True, slots=True)
class Subject:
    """Who is asked about. ``draw`` gives the same figures for the same enterprise and path every time."""

    known: Known
    draw: random.Random
    today: date
    months: tuple[str, ...]
    """Months asked for, oldest first, as ``2026-11``; empty for the state of today."""

    @property
    def is_large(self) -> bool:
        """Whether figures are those of a medium or large enterprise."""
        return self.known.size in {"medium", "large"}

    def ago(self, least: int, most: int) -> str:
        """A day that many days ago, ISO."""
        return (self.today - timedelta(days=self.draw.randint(least, most))).isoformat()


Teller = Callable[[Subject], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Served:
    """One path of one file."""

    fault: str
    source: str
    tell: Teller


class Facts:
    """All paths that files serve; ``faults`` names their switches."""

    def __init__(self, province: Province, folders: tuple[Path, ...] = ()) -> None:
        self._province = province
        self.faults: dict[str, str] = {}
        self._served: dict[str, Served] = {}
        for folder in folders or _folders():
            for file in sorted(folder.glob("*.py")):
                if not file.name.startswith("_"):
                    self._take(_load(file))

    @property
    def routes(self) -> Mapping[str, tuple[str, Callable[[Question], dict[str, Any]]]]:
        """Path → (fault switch, handler)."""
        return {
            PREFIX + path: (served.fault, self._handler(path, served))
            for path, served in self._served.items()
        }

    def _take(self, module: ModuleType) -> None:
        self.faults.setdefault(module.FAULT, module.LABEL)
        for path, tell in module.PATHS.items():
            self._served[path] = Served(module.FAULT, module.SOURCE, tell)

    def _handler(self, path: str, served: Served) -> Callable[[Question], dict[str, Any]]:
        def answer(question: Question) -> dict[str, Any]:
            uscc = question.text("uscc", pattern=r"[0-9A-Z]{18}")
            if not is_uscc(uscc):
                raise Refusal("bad_uscc")
            name = question.text("name", is_optional=True)
            period = question.text("period", pattern=r"20\d\d-\d\d/20\d\d-\d\d", is_optional=True)
            known = self._province.by_uscc.get(uscc) or _newcomer(uscc, name)
            seed = int.from_bytes(hashlib.sha256(f"{path}|{uscc}".encode()).digest()[:8])
            draw = random.Random(seed)  # noqa: S311 - figures of a stand-in, no secret
            today = date.today()  # noqa: DTZ011 - a stand-in in the country of its users
            subject = Subject(known, draw, today, _months(period))
            facts = None if "查无" in known.name else served.tell(subject)
            told: dict[str, Any] = {
                "found": facts is not None,
                "authoritative": True,
                "source": served.source,
            }
            return told if facts is None else {**told, "as_of": today.isoformat(), "facts": facts}

        return answer


def _newcomer(uscc: str, name: str) -> Known:
    return Known(
        uscc=uscc, name=name, state="active", entity_type="企业法人", registered_address="",
        established_on="", head_name="", head_id="", electricity="", payer_name="", payer_phone="",
        social_insurance="", size="micro",
    )  # fmt: skip


def _months(period: str) -> tuple[str, ...]:
    """Each month of ``2024-12/2026-11``; at most 60."""
    if not period:
        return ()
    first, last = (int(part[:4]) * 12 + int(part[5:]) - 1 for part in period.split("/"))
    if not 0 <= last - first < 60:
        raise Refusal("bad_period")
    return tuple(f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(first, last + 1))


def _folders() -> tuple[Path, ...]:
    more = os.environ.get("SANDBOX_ITEMS", "")
    return (HERE, *(Path(folder) for folder in more.split(":") if folder))


def _load(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"sandbox_items_{file.stem}", file)
    if spec is None or spec.loader is None:
        raise ImportError(str(file))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
