"""Request and security logs: a file a day of all processes, deleted when their time is over and not before."""

from __future__ import annotations

import json
import logging
from datetime import date
from pathlib import Path

from django.test import Client

from yuzhengdai.config.logs import DailyFileHandler, JsonFormatter, log_files_purge


def record(created: float) -> logging.LogRecord:
    made = logging.LogRecord("yuzhengdai.requests", logging.INFO, "x", 1, "request", (), None)
    made.created = created
    return made


def test_a_file_a_day_in_china(tmp_path: Path) -> None:
    handlers = [DailyFileHandler(str(tmp_path / "logs"), "requests") for _ in range(2)]
    for handler in handlers:
        handler.setFormatter(JsonFormatter())
        handler.emit(record(1_798_732_799.0))  # 2026-12-31 15:59:59 UTC: still that day in China
        handler.emit(record(1_798_732_800.0))  # a second later the next year has begun there
        handler.close()
    names = sorted(path.name for path in (tmp_path / "logs").iterdir())
    assert names == ["requests-2026-12-31.log", "requests-2027-01-01.log"]
    lines = (tmp_path / "logs" / names[0]).read_text().splitlines()
    assert [json.loads(line)["message"] for line in lines] == ["request", "request"]


def test_only_days_that_are_over_go(tmp_path: Path) -> None:
    for name in (
        "requests-2025-10-26.log",
        "requests-2025-10-27.log",
        "security-2024-01-01.log",
        "notes.log",
        "requests-x.log",
    ):
        (tmp_path / name).touch()
    assert log_files_purge(tmp_path, keep_days=400, today=date(2026, 12, 1)) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "notes.log",
        "requests-2025-10-27.log",
        "requests-x.log",
    ]
    assert log_files_purge(tmp_path / "absent", keep_days=400, today=date(2026, 12, 1)) == 0


def test_a_strangers_odd_request_is_one_short_line(client: Client) -> None:
    """Of Django's own refusals (hosts, too many fields) no page of code a request: anybody can send thousands."""
    records: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = records.append  # type: ignore[method-assign]
    logger = logging.getLogger("django.security.DisallowedHost")
    logger.addHandler(handler)
    try:
        assert client.get("/login/", headers={"Host": "evil.example" + "x" * 300}).status_code == 400
    finally:
        logger.removeHandler(handler)
    line = JsonFormatter().format(records[0])
    assert "DisallowedHost" in line
    assert "Traceback" not in line
    assert len(line) < 600
