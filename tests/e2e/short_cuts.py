"""Run under the demo's settings, beside the server: short cuts that tests take where the screens have tests of their own.

Reads requests from standard input, a JSON list a line, answers each with a line of JSON: {"result": …} or {"error": …}.
One process for a whole run: starting Django takes seconds.
    ["session", PHONE, "enterprise" or "staff"]   the cookie of somebody logged in (name, value)
    ["manager", INSTITUTION]                       the phone of somebody who leads there
    ["claim", PHONE, NAME, USCC?], ["review", PHONE], ["pass", PHONE], ["manual", PHONE]   see newcomer.py
"""

import json
import sys
import traceback
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.db import close_old_connections  # noqa: E402

from tests.e2e import make_session, newcomer  # noqa: E402

DO: dict[str, Callable[..., Any]] = {
    "session": make_session.make_session,
    "manager": make_session.manager_of,
    "claim": newcomer.claim,
    "review": newcomer.review,
    "pass": newcomer.passed,
    "manual": newcomer.manual,
}


def main() -> None:
    """Answer until the input ends."""
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        close_old_connections()
        try:
            answer = {"result": DO[name](*arguments)}
        except Exception:
            answer = {"error": traceback.format_exc()}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
