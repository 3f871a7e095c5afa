"""Typed reading of environment variables that reports everything wrong at once.

Settings modules create one `Environment`, read all they need and call `raise_problems` at the end, so that an
operator sees the whole list of what is missing in one go instead of one name per restart.
"""

import base64
import binascii
import ipaddress
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32
KEY_DISTINCT_BYTES = 12
"""Random 32 bytes have about 30 different ones; fewer than this never happen by chance."""
SECRET_COMPRESSED_BYTES = 32
"""What 50 random characters (even hexadecimal ones) compress to at least; one letter or a short word again and again does not."""
SHORTEST_PREFIX = {4: 8, 6: 32}
"""IP version → shortest prefix of a network that may be trusted: shorter ones are most of the internet."""
HIGHEST_VERSION = 65_535
"""Two bytes of a stored value say with which key it was made."""
ANYWHERE = "any"
_HOST = re.compile(
    r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*"
)
_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


def key_bytes(encoded: str) -> bytes:
    """The bytes of a base64url key; b"" for what is none. Two spellings of one key are the same bytes."""
    try:
        return base64.urlsafe_b64decode(encoded)
    except (binascii.Error, ValueError):
        return b""


def _is_bracketed_address(item: str) -> bool:
    try:
        return item.startswith("[") and item.endswith("]") and bool(ipaddress.IPv6Address(item[1:-1]))
    except ValueError:
        return False


@dataclass
class Environment:
    """Reads `values` (usually `os.environ`) and collects problems as sentences for the operator."""

    values: Mapping[str, str]
    problems: list[str] = field(default_factory=list)

    def text(self, name: str, default: str = "") -> str:
        """Return the stripped value, or `default` where it is unset or blank."""
        return self.values.get(name, "").strip() or default

    def required_text(self, name: str, purpose: str, *, at_least: int = 1) -> str:
        """Return the value; note a problem where it is missing or shorter than `at_least` characters."""
        value = self.text(name)
        if not value:
            self.problems.append(f"{name} is missing: {purpose}")
        elif len(value) < at_least:
            self.problems.append(f"{name} is too short (at least {at_least} characters): {purpose}")
        return value

    def integer(self, name: str, default: int) -> int:
        """Return a whole number; note a problem where the value is not one."""
        value = self.text(name)
        try:
            return int(value) if value else default
        except ValueError:
            self.problems.append(f"{name} must be a whole number, not {value!r}")
            return default

    def boolean(self, name: str, default: bool = False) -> bool:
        """Return a yes/no value (1/0, true/false, yes/no, on/off)."""
        if name not in self.values:
            return default
        value = self.values[name].strip().lower()
        if value in _TRUE:
            return True
        if value not in _FALSE:
            self.problems.append(f"{name} must be 1 or 0, not {value!r}")
        return False

    def choice(self, name: str, allowed: list[str]) -> str:
        """Return one of `allowed`, the first where the variable is unset."""
        value = self.text(name, allowed[0])
        if value not in allowed:
            self.problems.append(f"{name} must be one of {', '.join(allowed)}, not {value!r}")
            return allowed[0]
        return value

    def items(self, name: str) -> list[str]:
        """Return a comma-separated list without blanks."""
        return [item.strip() for item in self.text(name).split(",") if item.strip()]

    def secret(self, name: str, purpose: str, *, at_least: int) -> str:
        """Return a secret text; note a problem where it is short, an example, or far from random."""
        value = self.required_text(name, purpose, at_least=at_least)
        if value.startswith("django-insecure-"):
            self.problems.append(f"{name} is one that Django made for trying out: {purpose}")
        elif len(value) >= at_least and len(zlib.compress(value.encode(), 9)) < SECRET_COMPRESSED_BYTES:
            self.problems.append(f"{name} repeats itself and can be guessed: {purpose}")
        return value

    def networks(self, name: str, default: list[str]) -> list[str]:
        """Return addresses or networks; note a problem for what is neither, or is most of the internet."""
        found = self.items(name) or default
        for item in found:
            try:
                network = ipaddress.ip_network(item, strict=False)
            except ValueError:
                self.problems.append(f"{name} must hold addresses or networks, not {item!r}")
                continue
            if network.prefixlen < SHORTEST_PREFIX[network.version]:
                self.problems.append(f"{name}: {item!r} is most of the internet; name the networks")
        return found

    def networks_or_any(self, name: str, purpose: str) -> list[str]:
        """Return networks, or none for the word ``any``; note a problem where nothing was decided."""
        found = self.required_items(name, purpose)
        return [] if found in ([], [ANYWHERE]) else self.networks(name, [])

    def hosts(self, name: str, purpose: str) -> list[str]:
        """Return host names (lower case); note a problem for wildcards, ports and what is no name or address."""
        found = [item.lower() for item in self.required_items(name, purpose)]
        for item in found:
            if "*" in item or item.startswith("."):
                self.problems.append(
                    f"{name} must name the hosts one by one; * is not accepted, nor {item!r}"
                )
            elif not _HOST.fullmatch(item) and not _is_bracketed_address(item):
                self.problems.append(f"{name} must hold host names without scheme and port, not {item!r}")
        return found

    def origin(self, name: str, value: str) -> str:
        """Return the host of an ``https://host[:port]`` value; note a problem for anything else."""
        parts = urlsplit(value)
        try:
            has_port = parts.port is None or parts.port > 0
        except ValueError:
            has_port = False
        rest = parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc
        host = parts.hostname or ""
        if parts.scheme != "https" or rest or not has_port or "*" in value or not host:
            self.problems.append(
                f"{name} must hold https origins (https://finance.example.cn), not {value!r}"
            )
            return ""
        return host

    def required_items(self, name: str, purpose: str) -> list[str]:
        """Return a comma-separated list; note a problem where it is empty."""
        found = self.items(name)
        if not found:
            self.problems.append(f"{name} is missing: {purpose}")
        return found

    def required_key(self, name: str, purpose: str) -> str:
        """Return a 32-byte key, given and returned as base64url."""
        value = self.required_text(name, purpose)
        return self._checked_key(name, value) if value else ""

    def required_key_ring(self, name: str, purpose: str) -> dict[int, str]:
        """Return key version → 32-byte key (base64url) from `1:base64url,2:base64url`."""
        ring: dict[int, str] = {}
        for item in self.required_items(name, purpose):
            version, _, encoded = item.partition(":")
            if not version.isdecimal():
                self.problems.append(f"{name} must look like 1:<base64url of 32 bytes>,2:<…>")
                continue
            if int(version) in ring:
                self.problems.append(
                    f"{name} names version {int(version)} twice; each key has a version of its own"
                )
            if not 1 <= int(version) <= HIGHEST_VERSION:
                self.problems.append(f"{name}: versions are 1 to {HIGHEST_VERSION}, not {version}")
            ring[int(version)] = self._checked_key(f"{name}, key {version}", encoded)
        return ring

    def _checked_key(self, name: str, encoded: str) -> str:
        key = key_bytes(encoded)
        if len(key) != KEY_BYTES:
            self.problems.append(f"{name} must be the base64url form of {KEY_BYTES} random bytes")
            return ""
        steps = {(second - first) % 256 for first, second in pairwise(key)}
        if len(set(key)) < KEY_DISTINCT_BYTES or len(steps) < KEY_DISTINCT_BYTES:
            self.problems.append(
                f"{name} is not random (zeros, or bytes in a row): make it as deployment.md says"
            )
            return ""
        return encoded

    def raise_problems(self) -> None:
        """Raise `ImproperlyConfigured` with every collected problem, one a line."""
        if self.problems:
            listing = "\n".join(f"  - {problem}" for problem in self.problems)
            raise ImproperlyConfigured(f"The platform cannot start with this configuration:\n{listing}")


@dataclass(frozen=True)
class DatabaseAddress:
    """The parts of a `postgresql://user:password@host:port/name?option=value` address."""

    name: str
    user: str
    password: str
    host: str
    port: str
    options: dict[str, str]


def parse_database_url(url: str) -> DatabaseAddress:
    """Split a PostgreSQL address; raise `ValueError` for other schemes or a missing database name.

    A Unix socket directory is given as `?host=/run/postgresql`.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError("only postgresql:// addresses are understood")
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ValueError("the address names no database")
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or (parts.hostname or "")
    return DatabaseAddress(
        name=name,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        host=host,
        port=str(parts.port or options.pop("port", "")),
        options=options,
    )
