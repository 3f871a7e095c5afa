"""Logging as one JSON object a line, without personal data."""

import json
import logging
from datetime import UTC, datetime
from typing import Any

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
)


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
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False, default=str)


class WithoutPath(logging.Filter):
    """Takes request paths out of Django's own messages: they may hold tokens and numbers."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record, with the status in place of the path."""
        status = getattr(record, "status_code", None)
        if status is not None:
            record.msg, record.args = f"answered with status {status}", ()
        return True


def logging_settings(level: str = "INFO", *, requests: bool = True) -> dict[str, Any]:
    """Return Django's LOGGING: everything to standard error as JSON, requests only where asked for."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "yuzhengdai.config.logs.JsonFormatter"}},
        "filters": {"without_path": {"()": "yuzhengdai.config.logs.WithoutPath"}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["without_path"]},
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
            "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
            "yuzhengdai.requests": {"level": "INFO" if requests else "WARNING"},
            "httpx": {"level": "WARNING"},
            "httpcore": {"level": "WARNING"},
        },
    }
