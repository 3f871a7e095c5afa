"""Logging as one JSON object a line. No phones, names, queries or bodies; of a request the address it came from, as the rules
for public bodies ask.
"""

import json
import logging
import os
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")

# Only what callers name here on purpose gets into the log; request bodies, queries and phones never do.
EXTRA_FIELDS = (
    "request_id",
    "method",
    "route",
    "status",
    "duration_ms",
    "site",
    "job",
    "count",
    "object_kind",
    "object_id",
    "address",
    "user_id",
    "event",
)


_FROM_OUTSIDE = "django.security."
_FROM_OUTSIDE_CHARS = 200


class JsonFormatter(logging.Formatter):
    """Formats a record as JSON: time, level, logger, message and the allowed extra fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line of JSON."""
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        for name in EXTRA_FIELDS:
            value = getattr(record, name, None)
            if value is not None:
                entry[name] = value
        if record.exc_info and record.name.startswith(_FROM_OUTSIDE):
            # What a stranger's request made Django refuse: where in our code says nothing, and a page of it a request fills the disk.
            entry["exception"] = repr(record.exc_info[1])[:_FROM_OUTSIDE_CHARS]
        elif record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False, default=str)


class DailyFileHandler(logging.Handler):
    """Appends to ``<folder>/<name>-<day>.log``, the day in China; a file a day of all processes together.

    Each line is one write to a file opened for appending, so that processes do not cut into each other's lines; nothing is
    renamed, so that none writes into a file that another has put away. ``log_files_purge`` takes old ones away.
    """

    def __init__(self, folder: str, name: str) -> None:
        super().__init__()
        self.folder, self.stem = Path(folder), name
        self._day = ""
        self._descriptor = -1

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line; a full disk is told by logging itself and stops nobody."""
        try:
            line = self.format(record) + "\n"
            day = datetime.fromtimestamp(record.created, tz=CHINA).date().isoformat()
            if day != self._day:
                self._open(day)
            os.write(self._descriptor, line.encode("utf-8", "replace"))
        except Exception:
            self.handleError(record)

    def close(self) -> None:
        """Give the file back."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor, self._day = -1, ""
        super().close()

    def _open(self, day: str) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.folder / f"{self.stem}-{day}.log"
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        if self._descriptor >= 0:
            os.close(self._descriptor)
        self._descriptor, self._day = descriptor, day


_LOG_FILE = re.compile(r"[a-z]+-(\d{4}-\d{2}-\d{2})\.log")


def log_files_purge(folder: Path, *, keep_days: int, today: date) -> int:
    """Delete log files of days more than ``keep_days`` before ``today``; returns how many. Other files stay."""
    if not folder.is_dir():
        return 0
    removed = 0
    for path in folder.iterdir():
        found = _LOG_FILE.fullmatch(path.name)
        if found and date.fromisoformat(found[1]) < today - timedelta(days=keep_days):
            path.unlink(missing_ok=True)
            removed += 1
    return removed


class WithoutPath(logging.Filter):
    """Takes request paths out of Django's own messages: they may hold tokens and numbers."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record, with the status in place of the path."""
        status = getattr(record, "status_code", None)
        if status is not None:
            record.msg, record.args = f"answered with status {status}", ()
        return True


def logging_settings(
    level: str = "INFO", *, requests: bool = True, log_dir: Path | None = None
) -> dict[str, Any]:
    """Return Django's LOGGING: everything to standard error as JSON, requests only where asked for.

    With ``log_dir`` also into files a day: ``requests`` what was asked, ``security`` who was refused, ``platform`` the rest.
    """
    files = ("platform", "requests", "security") if log_dir else ()
    file_handlers = {
        f"file_{name}": {
            "()": "yuzhengdai.config.logs.DailyFileHandler",
            "folder": str(log_dir),
            "name": name,
            "formatter": "json",
            "filters": ["without_path"],
        }
        for name in files
    }
    also = {name: [f"file_{name}"] if log_dir else [] for name in ("platform", "requests", "security")}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "yuzhengdai.config.logs.JsonFormatter"}},
        "filters": {"without_path": {"()": "yuzhengdai.config.logs.WithoutPath"}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["without_path"]},
            **file_handlers,
        },
        "root": {"handlers": ["stderr", *also["platform"]], "level": level},
        "loggers": {
            "django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
            "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
            "yuzhengdai.requests": {"level": "INFO" if requests else "WARNING", "handlers": also["requests"]},
            "yuzhengdai.security": {"level": "INFO", "handlers": also["security"]},
            "httpx": {"level": "WARNING"},
            "httpcore": {"level": "WARNING"},
        },
    }
