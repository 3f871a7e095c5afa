"""What the sandbox knows of the demo province: a file that the demo leaves, in which names and numbers of people are digests."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path


def digest(salt: str, value: str) -> str:
    """How a person's name, number or phone stands in the file."""
    return hashlib.sha256(f"{salt}|{value}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Known:
    """One enterprise of the file. ``head_id`` is empty where the demo has not met its head."""

    uscc: str
    name: str
    state: str
    entity_type: str
    registered_address: str
    established_on: str
    head_name: str
    head_id: str
    electricity: str
    payer_name: str
    payer_phone: str
    social_insurance: str
    industry_code: str = ""
    size: str = ""


@dataclass(frozen=True, slots=True)
class Province:
    """Look-ups by what is asked."""

    salt: str = ""
    by_uscc: dict[str, Known] = field(default_factory=dict)
    by_electricity: dict[str, Known] = field(default_factory=dict)
    by_social_insurance: dict[str, Known] = field(default_factory=dict)
    #: digest of an ID number → digest of its holder's name
    people: dict[str, str] = field(default_factory=dict)

    def digest(self, value: str) -> str:
        """As in the file."""
        return digest(self.salt, value)


def load(path: Path) -> Province:
    """The province of the file; an empty one where there is no file (then everybody is a newcomer)."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Province()
    enterprises = [Known(**row) for row in data["enterprises"]]
    return Province(
        salt=data["salt"],
        by_uscc={one.uscc: one for one in enterprises},
        by_electricity={one.electricity: one for one in enterprises if one.electricity},
        by_social_insurance={one.social_insurance: one for one in enterprises if one.social_insurance},
        people=dict(data["people"]),
    )
