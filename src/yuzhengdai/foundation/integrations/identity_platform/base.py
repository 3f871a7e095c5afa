"""认证平台 (L6): where a person proves who they are to somebody else, and comes back with that platform's word.

One row of the setting ``IDENTITY_PLATFORMS`` is one platform; its ``kind`` names the adapter. An adapter turns the browser's way
there and back into an ``Identity`` and refuses whatever it cannot vouch for; it knows no users and no sessions. What the browser
must not see or change (nonce, PKCE verifier) is in ``Begun.kept``, which the site keeps in the visitor's session on the server.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Proves(StrEnum):
    """What a platform of the ticket kind shows beside an account: 电子营业执照 of an enterprise, 网号/网证 of a person."""

    LICENCE = "licence"
    PERSON = "person"


class AccountKind(StrEnum):
    """Whose account it is at the platform: 法人账号 of an enterprise, 个人账号 of a person."""

    ENTERPRISE = "enterprise"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class PlatformRow:
    """One platform as the operator wrote it down (docs/login.md).

    ``claims`` maps what we need (``subject``, ``account_kind``, ``enterprise_name``, ``uscc``) to what the platform calls it;
    ``enterprise_values``: values of the upstream ``account_kind`` that mean an enterprise. ``address`` is the issuer (oidc) or the
    address of the signed calls (ticket), ``login_address`` the ticket kind's login page, ``logout_address`` its leaving.
    ``client_id`` and ``secret`` were given out by the platform. ``further_origins``: origins beside the issuer's that its endpoints may
    lie on. ``is_stand_in``: a sandbox. ``proves``: a value of ``Proves``, "" where an account is all. ``counts_as_verification``: the
    operator lets its word stand for a step of 企业认证. ``holders`` and ``register_states`` map the platform's values to ours.
    """

    key: str
    name: str
    seal: str
    kind: str
    address: str
    client_id: str
    secret: str
    claims: Mapping[str, str]
    enterprise_values: frozenset[str]
    scopes: tuple[str, ...] = ("openid",)
    login_address: str = ""
    logout_address: str = ""
    further_origins: frozenset[str] = frozenset()
    allow_plain_http: bool = False
    is_stand_in: bool = False
    proves: str = ""
    counts_as_verification: bool = False
    holders: Mapping[str, str] = field(default_factory=dict)
    register_states: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Begun:
    """Where to send the browser, and what to keep for when it comes back."""

    address: str
    kept: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the platform says came back. ``subject`` is its own lasting name of the account, opaque to us.

    ``uscc`` (checked) and ``enterprise_name`` of an enterprise's account; both "" for a person's. ``is_head``: a licence that counts
    as 认证 was shown by the 法定代表人.
    """

    subject: str
    kind: AccountKind
    uscc: str = ""
    enterprise_name: str = ""
    is_head: bool = False


class IdentityPlatform(Protocol):
    """Raises ``ExternalError`` where the platform does not answer, ``Refused`` (``platform.…``) where its word is not taken."""

    row: PlatformRow

    def begin(self, *, return_address: str, state: str) -> Begun:
        """The way there. ``state`` comes back with the browser and is compared by the caller, not here."""
        ...

    def finish(
        self, *, answer: Mapping[str, str], kept: Mapping[str, str], return_address: str, began_at: float
    ) -> Identity:
        """Who came back with the query ``answer``; ``kept`` and ``return_address`` as in ``begin``, ``began_at`` in seconds of the
        real time of day.
        """
        ...

    def leave_address(self, *, return_address: str) -> str:
        """Where the browser logs out there too and then comes to ``return_address``; "" where the platform offers none."""
        ...
