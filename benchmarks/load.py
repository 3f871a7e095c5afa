"""Filling the measured database: the demo's institutions and products many times over, applications by COPY.

``python -m benchmarks.load --products 5000 --applications 1000`` adds what is missing up to these numbers; enterprises come
along, one for ten applications. Encrypted columns are really encrypted: rows are as heavy as in life.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import django

django.setup()

from django.db import connection, transaction  # noqa: E402 - models need the set-up above

from benchmarks.copying import Copy, sealed  # noqa: E402
from benchmarks.enterprises import load_enterprises  # noqa: E402
from demo.province.institutions import load_institutions  # noqa: E402
from demo.province.products import load_products  # noqa: E402
from demo.rows import write  # noqa: E402
from demo.seed import LoadDay  # noqa: E402
from yuzhengdai.domain.applications.enums import ApplicationState as S  # noqa: E402
from yuzhengdai.domain.applications.models import Application, StatusChange  # noqa: E402
from yuzhengdai.domain.applications.workflow import holder_of  # noqa: E402
from yuzhengdai.domain.enterprises.models import Enterprise  # noqa: E402
from yuzhengdai.domain.institutions.models import Branch  # noqa: E402
from yuzhengdai.domain.products.models import Product, ProductVersion  # noqa: E402
from yuzhengdai.domain.products.services import catalogue_rebuild  # noqa: E402
from yuzhengdai.foundation.core.clock import now  # noqa: E402
from yuzhengdai.foundation.core.ids import new_id  # noqa: E402

APPLICATIONS_PER_ENTERPRISE = 10
STATES = [
    (S.SUBMITTED, 6), (S.ACCEPTED, 5), (S.DUE_DILIGENCE, 7), (S.APPROVING, 5), (S.RETURNED, 4), (S.WITHDRAWN, 8),
    (S.DECLINED, 9), (S.REJECTED, 18), (S.SETTLED, 38),
]  # fmt: skip
"""State and weight; states that need an approval beside them are left out, they add nothing to these pages."""


def load_catalogue(wanted: int) -> None:
    """The demo's institutions and products, then copies of the products under other names."""
    if not Product.objects.exists():
        day = LoadDay.now()
        load_products(day, load_institutions(day))
    originals = list(Product.objects.filter(state="on_shelf").select_related("published_version"))
    missing = wanted - len(originals)
    if missing <= 0:
        return
    products, versions, links = [], [], []
    for number in range(missing):
        product = originals[number % len(originals)]
        version = product.published_version
        if version is None:
            raise LookupError("a product on the shelf has a published version")
        name = f"{version.name}{number // len(originals) + 2}号"
        product_id, version_id = new_id(), new_id()
        products.append(_copy(product, id=product_id, name=name, published_version=None))
        versions.append(_copy(version, id=version_id, product_id=product_id, name=name))
        links.append((product_id, version_id))
    write(products)
    write(versions)
    for row, (_, version_id) in zip(products, links, strict=True):
        row.published_version_id = version_id
    Product.objects.bulk_update(products, ["published_version"], batch_size=500)
    catalogue_rebuild()


def _copy(row: Any, **values: Any) -> Any:
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    fields.pop("published_version_id", None) if "published_version" in values else None
    return type(row)(**{**fields, **values})


def _branches() -> dict[UUID, list[UUID]]:
    """Institution → its branches."""
    branches: dict[UUID, list[UUID]] = {}
    for branch_id, institution_id in Branch.objects.values_list("id", "institution_id"):
        branches.setdefault(institution_id, []).append(branch_id)
    return branches


_APPLICATION_COLUMNS = (
    "id created_at number enterprise_id institution_id branch_id product_id product_version_id state held_by due_at"
    " returned_from amount_yuan term_months use repayment_method guarantee_mode contact_name contact_phone"
    " submitted_at accepted_at ended_at acceptance_due_at acceptance_met_at due_diligence_due_at decision_due_at"
).split()
"""What differs from one application to the next, in the order of the rows made below."""


def load_applications(wanted: int) -> None:
    """Applications of the last two years over all products and enterprises, each with its timeline."""
    have = Application.objects.count()
    if wanted <= have:
        return
    enterprises = list(Enterprise.objects.values_list("id", flat=True))
    versions = list(
        ProductVersion.objects.filter(state="published").values_list(
            "id", "product_id", "product__institution_id"
        )
    )
    branches = _branches()
    rng = random.Random(f"benchmark:{have}")
    ids = [new_id() for _ in range(wanted - have)]
    steps: list[tuple[UUID, str, datetime]] = []

    def rows() -> Iterator[tuple[Any, ...]]:
        names, weights = zip(*STATES, strict=True)
        for number, row_id in enumerate(ids, start=have):
            version_id, product_id, institution_id = rng.choice(versions)
            state = rng.choices(names, weights)[0]
            open_ = state in {S.SUBMITTED, S.ACCEPTED, S.DUE_DILIGENCE, S.APPROVING, S.RETURNED}
            at = now() - timedelta(minutes=rng.randrange(1, 5 * 1440 if open_ else 730 * 1440))
            accepted = None if state in {S.SUBMITTED, S.DECLINED} else at + timedelta(hours=4)
            promised = [accepted + timedelta(days=n) for n in (0, 3, 5)] if accepted else [None] * 3
            steps.append((row_id, state, at))
            yield (
                row_id, at, f"YZL{number:09d}", rng.choice(enterprises), institution_id,
                rng.choice(branches[institution_id]) if institution_id in branches else None,
                product_id, version_id, state.value, holder_of(state).value,
                at + timedelta(days=3) if open_ else None,
                "submitted" if state == S.RETURNED else "",
                Decimal(rng.randrange(10, 300) * 10_000), 12, "raw_materials", "equal_instalment", "credit",
                sealed("李示例", "applications.application.contact_name", row_id),
                sealed("+8613800000001", "applications.application.contact_phone", row_id),
                at, accepted,
                None if open_ else at + timedelta(days=6),
                at + timedelta(days=1), *promised,
            )  # fmt: skip

    Copy(Application, _APPLICATION_COLUMNS).run(rows())
    Copy(StatusChange, ["id", "created_at", "application_id", "action", "to_state", "side"]).run(
        change
        for row_id, state, at in steps
        for change in (
            (new_id(), at, row_id, "submit", "submitted", "enterprise"),
            (new_id(), at + timedelta(hours=4), row_id, "accept", state.value, "institution"),
        )
    )


def main() -> None:
    """Fill up, then let the database gather its statistics."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, default=0)
    parser.add_argument("--applications", type=int, default=0)
    options = parser.parse_args()
    with transaction.atomic():
        if options.products:
            load_catalogue(options.products)
        load_enterprises(max(1, options.applications // APPLICATIONS_PER_ENTERPRISE))
        load_applications(options.applications)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


main()
