"""Who applies for what: verified owners with sessions and consent; prints sessions and products as JSON.

Run under the demo's settings: ``python -m benchmarks.soak.prepare SUBMISSIONS [--light]``. With ``--light`` institutions and
products are loaded without the rest of the demo province.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import django

django.setup()

from django.db import transaction  # noqa: E402 - models need the set-up above

from benchmarks.owners import owner, owner_cookies  # noqa: E402
from demo.load import demo_load  # noqa: E402
from demo.province.institutions import load_institutions  # noqa: E402
from demo.province.products import load_products  # noqa: E402
from demo.seed import LoadDay  # noqa: E402
from yuzhengdai.domain.products.models import Product  # noqa: E402

AMOUNT_YUAN = 500_000
"""What benchmarks.forms types."""

AT_LEAST_OWNERS = 8


def session(number: int) -> dict[str, Any]:
    """One owner's session cookies and enterprise."""
    who, enterprise = owner(
        f"+8619{number:09d}", name=f"郑州耐久{number}示例商贸有限公司", seed=f"soak-{number}"
    )
    return {"enterprise": str(enterprise.pk), "cookies": owner_cookies(who, enterprise)}


def main(submissions: int, *, is_light: bool) -> None:
    """Load, make owners, print the plan: for each owner the products to apply for, each once."""
    if is_light:
        with transaction.atomic():
            day = LoadDay.now()
            load_products(day, load_institutions(day))
    else:
        demo_load()
    products = list(
        Product.objects.filter(
            state="on_shelf", kind="loan", amount_min_yuan__lte=AMOUNT_YUAN, amount_max_yuan__gte=AMOUNT_YUAN
        )
        .order_by("id")
        .values_list("pk", flat=True)
    )
    owners_needed = max(-(-submissions // len(products)), min(AT_LEAST_OWNERS, submissions))
    with transaction.atomic():
        owners = [session(number) for number in range(owners_needed)]
    for number, one in enumerate(owners):
        share = range(number, submissions, len(owners))
        one["products"] = [str(products[place % len(products)]) for place in range(len(share))]
    sys.stdout.write(json.dumps(owners))


main(int(sys.argv[1]), is_light="--light" in sys.argv)
