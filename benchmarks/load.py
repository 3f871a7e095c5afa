"""Filling the measured database: the demo's institutions and products many times over, applications by COPY.

``python -m benchmarks.load --products 5000 --applications 1000`` adds what is missing up to these numbers; enterprises come
along, one for ten applications. Encrypted columns are really encrypted: rows are as heavy as in life.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import django

django.setup()

from django.db import connection, models, transaction  # noqa: E402 - models need the set-up above

from demo.province.institutions import load_institutions  # noqa: E402
from demo.province.products import load_products  # noqa: E402
from demo.rows import write  # noqa: E402
from demo.seed import LoadDay  # noqa: E402
from yuzhengdai.domain.accounts.models import User, phone_index  # noqa: E402
from yuzhengdai.domain.applications.enums import ApplicationState as S  # noqa: E402
from yuzhengdai.domain.applications.models import Application, StatusChange  # noqa: E402
from yuzhengdai.domain.applications.workflow import holder_of  # noqa: E402
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember  # noqa: E402
from yuzhengdai.domain.institutions.models import Branch  # noqa: E402
from yuzhengdai.domain.products.models import Product, ProductVersion  # noqa: E402
from yuzhengdai.domain.products.services import catalogue_rebuild  # noqa: E402
from yuzhengdai.foundation.core.check_digits import organisation_code_check_digit, uscc_check_digit  # noqa: E402
from yuzhengdai.foundation.core.clock import now  # noqa: E402
from yuzhengdai.foundation.core.encrypted import Ciphertext, EncryptedField  # noqa: E402
from yuzhengdai.foundation.core.ids import new_id  # noqa: E402
from yuzhengdai.foundation.core.keyring import encrypt  # noqa: E402
from yuzhengdai.foundation.reference.regions import cities  # noqa: E402

APPLICATIONS_PER_ENTERPRISE = 10
STATES = [
    (S.SUBMITTED, 6), (S.ACCEPTED, 5), (S.DUE_DILIGENCE, 7), (S.APPROVING, 5), (S.RETURNED, 4), (S.WITHDRAWN, 8),
    (S.DECLINED, 9), (S.REJECTED, 18), (S.SETTLED, 38),
]  # fmt: skip
"""State and weight; states that need an approval beside them are left out, they add nothing to these pages."""


class Copy:
    """COPY of one model: what stays the same is prepared once, the rest is given per row."""

    def __init__(self, model: type[models.Model], varying: Sequence[str]) -> None:
        self.fields = list(model._meta.concrete_fields)
        self.table = model._meta.db_table
        sample = model()
        self.base: list[Any] = [self._default(field, sample) for field in self.fields]
        names = [field.attname for field in self.fields]
        self.places = [names.index(name) for name in varying]

    @staticmethod
    def _default(field: models.Field[Any, Any], sample: models.Model) -> Any:
        if isinstance(field, EncryptedField):
            return b""
        return field.get_db_prep_save(getattr(sample, field.attname), connection)

    def run(self, rows: Iterable[Sequence[Any]]) -> None:
        """Write all rows; each has its varying values in the order given."""
        columns = ", ".join(f'"{field.column}"' for field in self.fields)
        with (
            connection.cursor() as cursor,
            cursor.copy(f'COPY "{self.table}" ({columns}) FROM STDIN') as copy,
        ):
            for row in rows:
                values = list(self.base)
                for place, value in zip(self.places, row, strict=True):
                    values[place] = value
                copy.write_row(values)


def sealed(text: str, tag: str, row_id: UUID) -> Ciphertext:
    """An encrypted column's bytes."""
    return Ciphertext(encrypt(text.encode(), tag=tag, row_id=row_id))


def numbered_uscc(region: str, number: int) -> str:
    """A valid code that no other number gives: the running number is its organisation code."""
    organisation = f"{number:08d}"
    first_17 = f"91{region}{organisation}{organisation_code_check_digit(organisation)}"
    return first_17 + uscc_check_digit(first_17)


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


def load_enterprises(wanted: int) -> None:
    """Verified enterprises over the cities, each with a user who administers it."""
    have = Enterprise.objects.count()
    if wanted <= have:
        return
    at, codes = now(), [city.code for city in cities()]
    made = [(new_id(), new_id(), number) for number in range(have, wanted)]
    Copy(User, ["id", "phone", "phone_index", "name"]).run(
        (
            user_id,
            sealed(f"+8615{number:09d}", "accounts.user.phone", user_id),
            phone_index(f"+8615{number:09d}"),
            sealed("李示例", "accounts.user.name", user_id),
        )
        for _, user_id, number in made
    )
    varying = "id name uscc state entity_type region_code industry_code size verified_at".split()
    Copy(Enterprise, varying).run(
        (
            enterprise_id,
            f"{'郑开洛许新南商信'[number % 8]}州第{number}示例商贸有限公司",
            numbered_uscc(codes[number % len(codes)], number),
            "verified",
            "company",
            codes[number % len(codes)],
            "C13",
            "small",
            at,
        )
        for enterprise_id, _, number in made
    )
    Copy(EnterpriseMember, ["id", "enterprise_id", "user_id", "role", "state", "name"]).run(
        (
            member_id,
            enterprise_id,
            user_id,
            "admin",
            "active",
            sealed("李示例", "enterprises.member.name", member_id),
        )
        for enterprise_id, user_id, _ in made
        for member_id in [new_id()]
    )


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
