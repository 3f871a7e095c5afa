"""Ways of speaking to a USBKEY, behind one interface: ``pkcs11:<library>`` and ``skf:<library>``."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from keyagent.drivers.base import Driver


def driver_of(spec: str, *, allow_simulator: bool = False) -> Driver:
    """The driver that ``spec`` names. Raises ValueError for another kind, OSError for a library that does not load."""
    kind, _, library = spec.partition(":")
    if kind not in {"pkcs11", "skf"} or not library:
        raise ValueError("a driver is pkcs11:<library> or skf:<library>")
    if not Path(library).is_file():
        raise FileNotFoundError(f"no such library: {library}")
    # Only the one that is used: each wants something of its own (a vendor's library, the package python-pkcs11).
    module = import_module(f"keyagent.drivers.{kind}")
    found: Driver = module.make(library, allow_simulator=allow_simulator)
    return found
