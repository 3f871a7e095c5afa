"""Database settings: SQLite on one machine, PostgreSQL when grown."""

from pathlib import Path
from typing import Any

from yuzhengdai.config.env import parse_database_url

# WAL lets readers go on while one writes; secure_delete overwrites deleted personal data in the file.
SQLITE_INIT = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;"


def sqlite_database(path: Path) -> dict[str, Any]:
    """Return Django's settings for an SQLite file; writers wait up to 20 s for their turn."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "init_command": SQLITE_INIT,
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
        },
    }


def postgresql_database(url: str, *, pool_size: int = 4) -> dict[str, Any]:
    """Return Django's settings for a PostgreSQL address; `pool_size` connections a process, 0 for none.

    Raises `ValueError` for an address that is not understood.
    """
    address = parse_database_url(url)
    options: dict[str, Any] = dict(address.options)
    if pool_size:
        options["pool"] = {"min_size": 1, "max_size": pool_size, "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": address.name,
        "USER": address.user,
        "PASSWORD": address.password,
        "HOST": address.host,
        "PORT": address.port,
        "CONN_HEALTH_CHECKS": False,
        "OPTIONS": options,
    }


def database(url: str, data_dir: Path, *, pool_size: int = 4) -> dict[str, Any]:
    """Return PostgreSQL settings for `url`, or the SQLite file in `data_dir` where it is empty."""
    if url:
        return postgresql_database(url, pool_size=pool_size)
    return sqlite_database(data_dir / "yuzhengdai.sqlite3")
