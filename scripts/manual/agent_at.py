"""The key agent of a PC whose clock stands where the manual's does: ``python -m scripts.manual.agent_at INSTANT …``, … as for it."""

from __future__ import annotations

import sys
from datetime import datetime, tzinfo

import keyagent.text
from keyagent.__main__ import main

AT = datetime.fromisoformat(sys.argv[1])


class Standing(datetime):
    """A present that is always the same instant."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        """``AT`` in the zone asked for."""
        return AT.astimezone(tz)


if __name__ == "__main__":
    vars(keyagent.text)["datetime"] = Standing
    sys.exit(main(sys.argv[2:]))
