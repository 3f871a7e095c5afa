"""Writes tests/vectors/repayment.json: plans that the server and the browser's calculator must both give, to the cent.

    python scripts/make_repayment_vectors.py

The amounts, rates and terms cover halves of a cent, odd divisions, zero interest and the bounds.
"""

import json
import random
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
TARGET = PROJECT / "tests" / "vectors" / "repayment.json"
sys.path.insert(0, str(PROJECT / "src"))

EDGES = [
    ("1000000.00", "3.65", 12),
    ("1000000.00", "4.85", 24),
    ("150.00", "4", 3),
    ("0.01", "3.65", 2),
    ("100.00", "0", 7),
    ("99999999.99", "15.4", 360),
    ("3000000.00", "3.45", 36),
    ("123456.78", "7.2", 1),
    ("600.00", "1", 12),
    ("20000.00", "3.125", 18),
    ("50000.00", "24", 480),
]


def vectors() -> list[dict[str, Any]]:
    """All cases: amounts in cents, rates as text, rows as [payment, principal, interest, remaining] in cents."""
    from yuzhengdai.domain.products.enums import RepaymentMethod
    from yuzhengdai.domain.products.repayment import make_plan

    draw = random.Random(20260319)  # noqa: S311 - figures, not secrets
    cases = list(EDGES)
    for _ in range(40):
        amount = Decimal(draw.randrange(1, 3_000_000_00)) / 100
        cases.append((f"{amount:.2f}", f"{Decimal(draw.randrange(0, 2400)) / 100}", draw.randrange(1, 61)))
    found = []
    for amount_text, rate, months in cases:
        for method in RepaymentMethod:
            plan = make_plan(
                amount_yuan=Decimal(amount_text),
                annual_rate_pct=Decimal(rate),
                months=months,
                method=method,
                start_on=date(2026, 3, 19),
            )
            rows = [
                [
                    int(value * 100)
                    for value in (r.payment_yuan, r.principal_yuan, r.interest_yuan, r.remaining_yuan)
                ]
                for r in plan.rows
            ]
            found.append(
                {
                    "amount": int(Decimal(amount_text) * 100),
                    "rate": rate,
                    "months": months,
                    "method": method.value,
                    "interest": int(plan.total_interest_yuan * 100),
                    "rows": rows if len(rows) <= 8 else [*rows[:3], *rows[-3:]],
                    "row_count": len(rows),
                }
            )
    return found


def text() -> str:
    """The file's content, one case a line."""
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in vectors())
    return f"[\n{lines}\n]\n"


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yuzhengdai.config.settings.test")
    django.setup()
    TARGET.write_text(text(), encoding="utf-8")
    print(f"wrote {TARGET.relative_to(PROJECT)}")
