"""What the outside world knows of the demo province: a file for the sandbox, and the sandbox's own doors."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.signals import setting_changed

from demo.accounts import BY_PHONE
from demo.seed import stream
from yuzhengdai.config.startup import DEMO_MARK
from yuzhengdai.domain.enterprises.enums import EnterpriseState, EntityType
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.domain.verification.enums import VerificationRole, VerificationState
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.foundation.core.codes import make_phone, make_uscc
from yuzhengdai.foundation.core.models import SiteMark
from yuzhengdai.foundation.core.validators import national_phone
from yuzhengdai.foundation.integrations.breaker import Breaker
from yuzhengdai.foundation.integrations.signed_http import SignedClient, client_for

_READ_S = 3.0


@dataclass(frozen=True, slots=True)
class Registered:
    """One enterprise as the outside sources know it. ``head_id`` is "" where the demo has not met its head."""

    uscc: str
    name: str
    state: str
    entity_type: str
    registered_address: str
    established_on: str
    head_name: str
    electricity: str
    payer_name: str
    payer_phone: str
    social_insurance: str
    head_id: str = ""
    industry_code: str = ""
    size: str = ""


def _numbers(uscc: str) -> tuple[str, str]:
    """电力户号 and 单位社保编号 of an enterprise, the same every time; the endings 0001–0004 mean something in the sandbox."""
    rng = stream("outside", uscc)
    return (
        f"41{rng.randrange(10**7):07d}{rng.randrange(5, 10)}",
        f"41010{rng.randrange(10**5):05d}{rng.randrange(5, 10)}",
    )


def _ended(word: str, state: str) -> Registered:
    uscc, name = make_uscc("91", "410105", seed=f"sandbox:{state}"), f"郑州示例{word}商贸有限公司"
    electricity, social_insurance = _numbers(uscc)
    return Registered(
        uscc=uscc, name=name, state=state, entity_type="企业法人",
        registered_address="河南省郑州市金水区示例路 9 号", established_on="2015-06-01", head_name="王示例",
        electricity=electricity, payer_name=name, payer_phone=national_phone(make_phone(state)),
        social_insurance=social_insurance,
    )  # fmt: skip


#: Enterprises that the register has ended; nobody on the platform has claimed them.
ENDED = (_ended("注销", "cancelled"), _ended("吊销", "revoked"), _ended("迁出", "moved_out"))


def _owners(loaded_at: datetime, **narrowed: str) -> Iterator[EnterpriseMember]:
    """The first administrator of each enterprise of the province; ``narrowed`` as for ``filter``."""
    found = (
        EnterpriseMember.objects.filter(
            role="admin", enterprise__created_at__lt=loaded_at, created_at__lt=loaded_at, **narrowed
        )
        .select_related("enterprise", "user")
        .order_by("enterprise__created_at", "created_at")
    )
    seen = set()
    for one in found:
        if one.enterprise_id not in seen:
            seen.add(one.enterprise_id)
            yield one


def _registered(owner: EnterpriseMember) -> Registered:
    enterprise = owner.enterprise
    electricity, social_insurance = _numbers(enterprise.uscc)
    return Registered(
        uscc=enterprise.uscc,
        name=enterprise.name,
        state="cancelled" if enterprise.state == EnterpriseState.CANCELLED else "active",
        entity_type=EntityType(enterprise.entity_type).label,
        registered_address=enterprise.registered_address,
        established_on=enterprise.established_on.isoformat() if enterprise.established_on else "",
        head_name=str(enterprise.legal_representative_name),
        electricity=electricity,
        payer_name=enterprise.name,
        payer_phone=national_phone(str(owner.user.phone)),
        social_insurance=social_insurance,
        industry_code=enterprise.industry_code,
        size=enterprise.size,
    )


def _loaded_at() -> datetime | None:
    return SiteMark.objects.filter(key=DEMO_MARK).values_list("marked_at", flat=True).first()


def of_demo_accounts(*, state: str = "") -> list[Registered]:
    """The enterprises of the demo's accounts, of one state or of all; none before the province is loaded."""
    loaded_at = _loaded_at()
    if loaded_at is None:
        return []
    narrowed = {"enterprise__state": state} if state else {}
    # The named ones were written first; the owner's phone tells whether an account of the demo is behind them.
    rows = (_registered(one) for one in _owners(loaded_at, **narrowed))
    return [row for row in rows if row.payer_phone in BY_PHONE]


def registered_as(uscc: str) -> Registered | None:
    """What the sandbox's register knows of a code; None for newcomers, which it answers by rule."""
    ended = next((one for one in ENDED if one.uscc == uscc), None)
    loaded_at = _loaded_at()
    if ended is not None or loaded_at is None:
        return ended
    owner = next(_owners(loaded_at, enterprise__uscc=uscc), None)
    return None if owner is None else _registered(owner)


def province_file() -> Path:
    """Where the sandbox looks for it."""
    return Path(settings.DATA_DIR) / "sandbox" / "province.json"


def province_export(path: Path) -> int:
    """Write the file the sandbox reads; how many enterprises. Names, numbers and phones of people are salted digests."""
    loaded_at = _loaded_at()
    known = {row.uscc: row for row in ENDED}
    people: dict[str, str] = {}
    if loaded_at is not None:
        known |= {row.uscc: row for row in map(_registered, _owners(loaded_at))}
        attempts = Verification.objects.filter(created_at__lt=loaded_at).select_related("enterprise")
        for attempt in attempts.iterator():
            number, uscc = str(attempt.id_number), attempt.enterprise.uscc
            people[number] = str(attempt.person_name)
            is_head = attempt.role == VerificationRole.LEGAL_REPRESENTATIVE
            if is_head and attempt.state == VerificationState.PASSED and uscc in known:
                known[uscc] = replace(known[uscc], head_id=number)
    _write(path, known, people)
    return len(known)


def _write(path: Path, known: dict[str, Registered], people: dict[str, str]) -> None:
    salt = secrets.token_hex(16)

    def digest(value: str) -> str:
        return hashlib.sha256(f"{salt}|{value}".encode()).hexdigest() if value else ""

    rows = []
    for one in known.values():
        row = {name: getattr(one, name) for name in Registered.__dataclass_fields__}
        row |= {name: digest(row[name]) for name in ("head_name", "head_id", "payer_phone")}
        rows.append(row)
    content = {
        "salt": salt,
        "enterprises": rows,
        "people": {digest(number): digest(name) for number, name in people.items() if number},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}-{os.getpid()}")
    draft.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    draft.replace(path)


class _Door:
    """The client of the sandbox's own doors, made once."""

    made: SignedClient | None = None


def ask(path: str, question: dict[str, Any]) -> dict[str, Any]:
    """Ask the sandbox itself: "/control/faults" or "/control/transfers". Raises ExternalError."""
    if _Door.made is None:
        _Door.made = client_for(
            "sandbox", read_s=_READ_S, source="sandbox:control", breaker=Breaker("sandbox:control", pause_s=0)
        )
    return _Door.made.call(path, question)


def _forget(*, setting: str, **_: Any) -> None:
    if setting == "OUTSIDE_SERVICES":
        _Door.made = None


setting_changed.connect(_forget, dispatch_uid="demo-outside")
