"""Products with every field of a listing, published as the platform publishes them."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from demo.data.archetypes import Archetype
from demo.data.archetypes_more import ARCHETYPES, SHOWCASE
from demo.data.conditions import RULES, fees_of, materials_of, process_of
from demo.data.institutions import ALL, ROWS, InstitutionRow
from demo.data.purposes import PURPOSES
from demo.province.institutions import InstitutionSide, person_name
from demo.rows import write
from demo.seed import LoadDay, demo_id, stream
from yuzhengdai.domain.institutions.models import Institution
from yuzhengdai.domain.products.enums import ProductState, VersionState
from yuzhengdai.domain.products.models import Product, ProductVersion
from yuzhengdai.domain.products.services import catalogue_rebuild
from yuzhengdai.foundation.reference.regions import cities

PRODUCT_AGE_DAYS = 470
"""Most products are older than any application; the rest came within NEW_DAYS."""

NEW_DAYS = 100

_WAN = 10_000
_SHIFT = {
    "policy_bank": -0.25, "state_bank": -0.30, "joint_stock_bank": 0.05, "city_bank": 0.0, "rural_bank": 0.30,
    "village_bank": 0.75,
}  # fmt: skip
"""How far an institution's loan rates lie from a city bank's, in percentage points."""


def load_products(day: LoadDay, side: InstitutionSide) -> list[Product]:
    """Write all products; some are drafts, in review or off the shelf. Returns those on the shelf."""
    used: dict[str, int] = defaultdict(int)
    made: list[tuple[Product, ProductVersion]] = []
    by_key = {archetype.key: archetype for archetype in ARCHETYPES}
    for row in ROWS:
        kinds = [by_key[key] for key in _kinds_of(row)]
        institution = side.institutions[row.slug]
        for position, archetype in enumerate(kinds):
            name = _name(archetype, row, used)
            made.append(_product(day, institution, row, archetype, position=position, name=name))
    _unshelve(made)
    products = [product for product, _ in made]
    published = {product.pk: product.published_version for product in products}
    for product in products:
        product.published_version = None
    write(products)
    write(version for _, version in made)
    for product in products:
        product.published_version = published[product.pk]
    Product.objects.bulk_update(products, ["published_version"], batch_size=200)
    catalogue_rebuild()
    shelf = Product.objects.filter(state=ProductState.ON_SHELF).select_related(
        "published_version", "institution"
    )
    return list(shelf.order_by("created_at", "id"))


def _kinds_of(row: InstitutionRow) -> list[str]:
    """Which kinds an institution offers, as many as its table says."""
    if row.slug in SHOWCASE:
        return list(SHOWCASE[row.slug])[: row.product_count]
    fitting = [a.key for a in ARCHETYPES if row.kind in a.offered_by]
    rng = stream("kinds", row.slug)
    rng.shuffle(fitting)
    # What several kinds of institutions could offer comes after what is an institution's own.
    return fitting[: row.product_count]


def _name(archetype: Archetype, row: InstitutionRow, used: dict[str, int]) -> str:
    number = used[archetype.key]
    used[archetype.key] += 1
    if number < len(archetype.names):
        return archetype.names[number]
    # Names are used up: the institution's own mark in front keeps them apart.
    return f"{row.short_name[:2]}{archetype.names[number % len(archetype.names)]}"


def _product(
    day: LoadDay,
    institution: Institution,
    row: InstitutionRow,
    archetype: Archetype,
    *,
    position: int,
    name: str,
) -> tuple[Product, ProductVersion]:
    rng = stream("product", row.slug, archetype.key)
    is_new = rng.random() < 0.12
    days_ago = rng.randrange(12, NEW_DAYS) if is_new else rng.randrange(PRODUCT_AGE_DAYS + 1, 850)
    made_at = day.moment(days_ago, rng.randrange(9, 18), rng.randrange(60))
    product = Product(
        id=demo_id(made_at, "product", row.slug, archetype.key),
        created_at=made_at,
        institution=institution,
        state=ProductState.ON_SHELF,
        on_shelf_at=made_at,
        version=2,
        name=name,
        kind=archetype.kind,
    )
    low, high = _rates(archetype, row, position)
    smallest, largest = _amounts(archetype, row)
    acceptance, due_diligence, decision = archetype.promise
    version = ProductVersion(
        id=demo_id(made_at, "version", row.slug, archetype.key), created_at=made_at, product=product,
        number=1, state=VersionState.PUBLISHED, published_at=made_at, name=name, kind=archetype.kind,
        summary=archetype.summary, audience=archetype.audience,
        amount_min_yuan=Decimal(smallest * _WAN), amount_max_yuan=Decimal(largest * _WAN),
        rate_min_pct=low, rate_max_pct=high, rate_note=archetype.rate_note,
        term_min_months=archetype.term[0], term_max_months=archetype.term[1], is_revolving=archetype.is_revolving,
        guarantee_modes=[mode.value for mode in archetype.guarantees],
        repayment_methods=[method.value for method in archetype.repayments],
        tags=[tag.value for tag in archetype.tags],
        purposes=list(PURPOSES.get(archetype.key, ())), regions=_areas(row), industries=list(archetype.sectors),
        entity_types=[kind.value for kind in archetype.entity_types],
        rules=[RULES[code].to_dict() for code in archetype.rules],
        materials=materials_of(archetype.materials),
        process=process_of(kind=archetype.kind, promise=archetype.promise),
        fees=fees_of(fee_set=archetype.fee_set, institution=institution.name, low=f"{low:.2f}", high=f"{high:.2f}"),
        data_items=[{"code": code, "is_required": number < 2} for number, code in enumerate(archetype.data_items)],
        contact_name=person_name("contact", row.slug), contact_phone=institution.phone,
        acceptance_days=acceptance, due_diligence_days=due_diligence, decision_days=decision,
    )  # fmt: skip
    product.published_version = version
    return product, version


def _amounts(archetype: Archetype, row: InstitutionRow) -> tuple[int, int]:
    smallest, largest = archetype.amount
    return smallest, max(smallest * 2, min(largest, 100)) if row.kind == "village_bank" else largest


def _areas(row: InstitutionRow) -> list[str]:
    """Codes of the cities with a branch; [] is the whole province."""
    return [] if row.cities == ALL else sorted(c.code for c in cities() if c.short_name in row.cities.split())


def _rates(archetype: Archetype, row: InstitutionRow, position: int) -> tuple[Decimal, Decimal]:
    low, width = archetype.rate
    shift = _SHIFT.get(row.kind, 0.0)
    if row.slug not in SHOWCASE or position:
        shift += stream("rate", row.slug, archetype.key).choice((-0.10, -0.05, 0.0, 0.0, 0.05, 0.10, 0.15))
    elif row.kind == "rural_bank":
        shift = 0.0
    lowest = max(low + shift, 0.4)
    return Decimal(f"{lowest:.3f}"), Decimal(f"{lowest + width:.3f}")


def _unshelve(made: list[tuple[Product, ProductVersion]]) -> None:
    """A few products are in other states, so that the operator has something to decide."""
    for number, (product, version) in enumerate(made):
        if number % 29 == 28:
            product.state = ProductState.OFF_SHELF
        elif number % 31 in {29, 30}:
            product.state, product.on_shelf_at, product.published_version = ProductState.IN_REVIEW, None, None
            version.state, version.published_at = VersionState.IN_REVIEW, None
