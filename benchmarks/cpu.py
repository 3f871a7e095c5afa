"""CPU time of processes, from the kernel's own account in nanoseconds."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

_PROC = Path("/proc")


def cpu_ns(pids: Iterable[int]) -> int:
    """Nanoseconds that all threads of these processes have run so far; a process that is gone counts nothing."""
    total = 0
    for pid in pids:
        for stat in (_PROC / str(pid) / "task").glob("*/schedstat"):
            try:
                total += int(stat.read_text().split()[0])
            except (FileNotFoundError, ProcessLookupError):
                continue
    return total


def descendants(pid: int) -> list[int]:
    """This process and everything it started."""
    found = [pid]
    for parent in found:
        for children in (_PROC / str(parent) / "task").glob("*/children"):
            try:
                found.extend(int(child) for child in children.read_text().split())
            except (FileNotFoundError, ProcessLookupError):
                continue
    return found


def database_backends(folder: str) -> list[int]:
    """The processes that serve connections of the PostgreSQL whose socket is in ``folder``."""
    postmaster = int((Path(folder) / "data" / "postmaster.pid").read_text().split()[0])
    names = {pid: (_PROC / str(pid) / "cmdline").read_bytes() for pid in descendants(postmaster)[1:]}
    return [pid for pid, name in names.items() if b" [local] " in name]
