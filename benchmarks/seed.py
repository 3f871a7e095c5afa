"""Who asks: an owner with a full page of applications and an officer with a full queue; prints sessions and ids as JSON."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from urllib.parse import quote
from uuid import UUID

import django

django.setup()

from django.db.models import Count  # noqa: E402 - models need the set-up above

from benchmarks.owners import cookies, owner, owner_cookies, user  # noqa: E402
from yuzhengdai.domain.applications.enums import ApplicationState  # noqa: E402
from yuzhengdai.domain.applications.models import Application, StatusChange  # noqa: E402
from yuzhengdai.domain.enterprises.models import Enterprise  # noqa: E402
from yuzhengdai.domain.institutions.models import Institution, Officer  # noqa: E402
from yuzhengdai.domain.products.models import Product  # noqa: E402
from yuzhengdai.foundation.core.clock import now  # noqa: E402
from yuzhengdai.sites.web.actors import SECOND_FACTOR_KEY  # noqa: E402

ROWS = 25
QUEUE_ROWS = 60
"""Two full pages of a bank's queue."""
PAGE_SIZE = 20


def submitted(number: str, enterprise: Enterprise, product: Product, *, hours: int) -> None:
    """An application that waits, submitted some hours ago."""
    row = Application.objects.create(
        number=number,
        enterprise=enterprise,
        institution_id=product.institution_id,
        product=product,
        product_version_id=product.published_version_id,
        state=ApplicationState.SUBMITTED,
        held_by="institution",
        submitted_at=now() - timedelta(hours=hours),
        due_at=now() + timedelta(days=1),
        acceptance_due_at=now() + timedelta(days=1),
        amount_yuan=500_000,
        term_months=12,
        use="raw_materials",
        contact_name="李示例",
        contact_phone="+8613800000001",
    )
    StatusChange.objects.create(application=row, action="submit", to_state="submitted", side="enterprise")


def fill_queue(serial: int, institution_id: UUID) -> None:
    """Submitted applications of several enterprises up to a full page, so that the pages measured have equally many rows."""
    have = Application.objects.filter(institution_id=institution_id, state="submitted").count()
    product = Product.objects.filter(institution_id=institution_id, state="on_shelf").order_by("id")[0]
    enterprises = list(Enterprise.objects.order_by("id")[: QUEUE_ROWS - have]) if have < QUEUE_ROWS else []
    for number, enterprise in enumerate(enterprises):
        submitted(f"YZQ{serial:05d}-{number:06d}", enterprise, product, hours=number)


def main() -> None:
    """Make both, print what the measuring process needs."""
    # Those that the form as benchmarks.forms fills it in can be submitted for: 50 万元 over 12 months.
    shelf = Product.objects.filter(
        state="on_shelf",
        kind="loan",
        amount_min_yuan__lte=500_000,
        amount_max_yuan__gte=500_000,
        term_min_months__lte=12,
        term_max_months__gte=12,
    ).select_related("institution")
    products = list(shelf.order_by("id")[:200])
    serial = Enterprise.objects.filter(name__startswith="郑州测量").count() + 1
    who, enterprise = owner(
        f"+8613{700_000_000 + serial:09d}", name=f"郑州测量{serial}商贸有限公司", seed=f"bench-{serial}"
    )
    for number, product in enumerate(products[-ROWS:]):
        submitted(f"YZB{serial:05d}-{number:06d}", enterprise, product, hours=number)
    # The same institution at both sizes: the one whose queue is the longest.
    busiest: UUID = (
        Application.objects.filter(state="submitted")
        .values("institution")
        .annotate(n=Count("id"))
        .order_by("-n", "institution")[0]["institution"]
    )
    fill_queue(serial, busiest)
    officer_user = user(f"+8613{710_000_000 + serial:09d}")
    Officer.objects.create(
        user=officer_user, institution=Institution.objects.get(pk=busiest), role="manager", name="王示例"
    )
    case = (
        Application.objects.filter(institution_id=busiest, state="submitted")
        .order_by("due_at")
        .values_list("pk")[0][0]
    )
    total = Product.objects.filter(state="on_shelf").count()
    out = {
        "owner": owner_cookies(who, enterprise),
        "officer": cookies(officer_user, staff=True, values={SECOND_FACTOR_KEY: now().isoformat()}),
        "product": str(products[0].pk),
        "products": [str(product.pk) for product in products[:-ROWS]],
        "case": str(case),
        "keyword": quote(products[0].name[:2]),
        "last_page": -(-total // PAGE_SIZE),
    }
    sys.stdout.write(json.dumps(out))


main()
