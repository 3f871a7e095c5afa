"""How an adapter of an outside system is found: the setting names it, the kind's registry knows where it lives.

``ADAPTERS[kind]`` holds one name; the kind's ``registry.py`` maps names to ``"module:factory"``, and the setting
``ADAPTER_PATHS`` (``{"kind:name": "module:factory"}``; set by the tests for their fakes) comes before it. The module is
imported when the adapter is first used, so that web processes never load what another process serves. A factory takes
nothing and reads its options from the settings. Adapters are made once a process and shared between threads.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from importlib import import_module
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed

Provider = TypeVar("Provider")

_SETTINGS = frozenset({"ADAPTERS", "ADAPTER_PATHS", "OUTSIDE_SERVICES", "STAND_INS_ARE_AUTHORITATIVE"})
_all: list[Registry[Any]] = []


class Registry(Generic[Provider]):
    """The adapters of one kind."""

    def __init__(self, kind: str, paths: Mapping[str, str]) -> None:
        self.kind = kind
        self.paths = dict(paths)
        self._lock = threading.Lock()
        self._made: Provider | None = None
        _all.append(self)

    def get(self) -> Provider:
        """The adapter of this process. ``ImproperlyConfigured`` naming what is missing."""
        made = self._made
        if made is not None:
            return made
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made

    def forget(self) -> None:
        """The next ``get`` makes the adapter anew."""
        with self._lock:
            self._made = None

    def _make(self) -> Provider:
        names = list(settings.ADAPTERS.get(self.kind, []))
        if len(names) != 1:
            raise ImproperlyConfigured(f"ADAPTERS[{self.kind!r}] must name exactly one adapter")
        extra: Mapping[str, str] = getattr(settings, "ADAPTER_PATHS", {})
        path = extra.get(f"{self.kind}:{names[0]}") or self.paths.get(names[0])
        if path is None:
            known = ", ".join(sorted(self.paths))
            raise ImproperlyConfigured(f"no {self.kind} adapter {names[0]!r} is known (known: {known})")
        module, _, factory = path.partition(":")
        try:
            made: Provider = getattr(import_module(module), factory)()
        except (ModuleNotFoundError, AttributeError) as error:
            raise ImproperlyConfigured(
                f"the {self.kind} adapter {names[0]!r} cannot be loaded: {error}"
            ) from error
        return made


def forget_all() -> None:
    """Every adapter is made anew at its next use."""
    for registry in _all:
        registry.forget()


def _on_setting_changed(*, setting: str, **_: Any) -> None:
    if setting in _SETTINGS:
        forget_all()


setting_changed.connect(_on_setting_changed, dispatch_uid="integrations-registry")
