"""Which platforms the settings name, and the adapter of each kind.

Another platform is another row of ``IDENTITY_PLATFORMS``; another way of speaking is another file here and a line in ``KINDS``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.signals import setting_changed

from yuzhengdai.foundation.core.errors import NotFound
from yuzhengdai.foundation.integrations.identity_platform.base import IdentityPlatform, PlatformRow

_HERE = "yuzhengdai.foundation.integrations.identity_platform"
KINDS: Mapping[str, str] = {"oidc": f"{_HERE}.oidc:make", "ticket": f"{_HERE}.ticket:make"}
_made: dict[str, IdentityPlatform] = {}
_lock = threading.Lock()


def platform_rows() -> list[PlatformRow]:
    """The platforms in the order they are shown; none where none is connected."""
    return [row_of(key, options) for key, options in settings.IDENTITY_PLATFORMS.items()]


def platform_counting(proves: str) -> PlatformRow | None:
    """The first platform that shows this and whose word the operator lets count as 认证; None where there is none."""
    rows = (row for row in platform_rows() if row.proves == proves and row.counts_as_verification)
    return next(rows, None)


def platform_name(key: str) -> str:
    """What a platform is called, also one that is connected no longer."""
    options = settings.IDENTITY_PLATFORMS.get(key)
    return str(options["name"]) if options else "认证平台"


def row_of(key: str, options: Mapping[str, Any]) -> PlatformRow:
    """A row of the setting, typed. Its form was checked when the settings were read."""
    return PlatformRow(
        key=key,
        name=options["name"],
        seal=options.get("seal", options["name"][:1]),
        kind=options["kind"],
        address=options["address"],
        client_id=options["client_id"],
        secret=options["secret"],
        claims=dict(options["claims"]),
        enterprise_values=frozenset(options.get("enterprise_values", ())),
        scopes=tuple(options.get("scopes", ("openid",))),
        login_address=options.get("login_address", ""),
        logout_address=options.get("logout_address", ""),
        further_origins=frozenset(options.get("further_origins", ())),
        allow_plain_http=bool(options.get("allow_plain_http", False)),
        is_stand_in=bool(options.get("is_stand_in", False)),
        proves=options.get("proves", ""),
        counts_as_verification=bool(options.get("counts_as_verification", False)),
        holders=dict(options.get("holders", {})),
        register_states=dict(options.get("register_states", {})),
    )


def get_platform(key: str) -> IdentityPlatform:
    """The adapter of one platform, made once a process; NotFound for a key that no row has."""
    options = settings.IDENTITY_PLATFORMS.get(key)
    if options is None:
        raise NotFound
    with _lock:
        if key not in _made:
            module, _, factory = KINDS[options["kind"]].partition(":")
            make: Callable[[PlatformRow], IdentityPlatform] = getattr(import_module(module), factory)
            _made[key] = make(row_of(key, options))
        return _made[key]


def _on_setting_changed(*, setting: str, **_: Any) -> None:
    if setting == "IDENTITY_PLATFORMS":
        with _lock:
            _made.clear()


setting_changed.connect(_on_setting_changed, dispatch_uid="identity-platforms")
