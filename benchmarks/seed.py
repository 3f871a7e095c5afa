"""Who asks: an owner with a full page of applications and an officer with a full queue; prints sessions and ids as JSON."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID

import django

django.setup()

from django.db.models import Count  # noqa: E402 - models need the set-up above
from django.test import Client  # noqa: E402

from yuzhengdai.domain.accounts.models import User, phone_index  # noqa: E402
from yuzhengdai.domain.agreements.selectors import agreement_current  # noqa: E402
from yuzhengdai.domain.agreements.services import consent_record  # noqa: E402
from yuzhengdai.domain.applications.enums import ApplicationState  # noqa: E402
from yuzhengdai.domain.applications.models import Application, StatusChange  # noqa: E402
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember  # noqa: E402
from yuzhengdai.domain.enterprises.selectors import member_roles  # noqa: E402
from yuzhengdai.domain.institutions.models import Institution, Officer  # noqa: E402
from yuzhengdai.domain.products.models import Product  # noqa: E402
from yuzhengdai.foundation.core.actors import Actor, ActorKind  # noqa: E402
from yuzhengdai.foundation.core.clock import now, today  # noqa: E402
from yuzhengdai.foundation.core.codes import make_uscc  # noqa: E402
from yuzhengdai.sites.shared.actors import ENTERPRISE_KEY, SECOND_FACTOR_KEY  # noqa: E402
from yuzhengdai.sites.shared.sessions import staff_cookie_names  # noqa: E402

ROWS = 25
QUEUE_ROWS = 60
"""Two full pages of a bank's queue."""
PAGE_SIZE = 20


def user(number: int) -> User:
    """A user with a phone of its own."""
    phone = f"+8613{number:09d}"
    found = User.objects.for_phone(phone)
    return found or User.objects.create(phone=phone, phone_index=phone_index(phone), name="李示例")


def cookies(who: User, *, staff: bool, values: dict[str, Any]) -> dict[str, str]:
    """A logged-in session's cookies on one side."""
    client = Client()
    client.force_login(who)
    session = client.session
    session.update(values)
    session.save()
    names = staff_cookie_names() if staff else {}
    return {names.get(name, name): morsel.value for name, morsel in client.cookies.items()}


def owner_with_applications(
    serial: int, products: list[Product]
) -> tuple[User, Enterprise, EnterpriseMember]:
    """A verified enterprise in Zhengzhou with one page of applications and a consent to the 平台协议."""
    enterprise = Enterprise.objects.create(
        name=f"郑州测量{serial}商贸有限公司",
        uscc=make_uscc(seed=f"bench-{serial}"),
        entity_type="company",
        state="verified",
        region_code="410100",
        industry_code="C13",
        size="small",
        registered_address="郑州市示例路 1 号",
        legal_representative_name="李示例",
        established_on=today() - timedelta(days=2000),
        verified_at=now(),
    )
    who = user(700_000_000 + serial)
    member = EnterpriseMember.objects.create(
        enterprise=enterprise, user=who, role="admin", is_legal_representative=True, name="李示例"
    )
    for number, product in enumerate(products[-ROWS:]):
        submitted(f"YZB{serial:05d}-{number:06d}", enterprise, product, hours=number)
    return who, enterprise, member


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
    who, enterprise, member = owner_with_applications(serial, products)
    actor = Actor(
        kind=ActorKind.ENTERPRISE,
        user_id=who.pk,
        organisation_id=enterprise.pk,
        member_id=member.pk,
        roles=member_roles(member),
    )
    consent_record(actor=actor, agreement=agreement_current(kind="platform"), user=who, enterprise=enterprise)
    # The same institution at both sizes: the one whose queue is the longest.
    busiest: UUID = (
        Application.objects.filter(state="submitted")
        .values("institution")
        .annotate(n=Count("id"))
        .order_by("-n", "institution")[0]["institution"]
    )
    fill_queue(serial, busiest)
    officer_user = user(710_000_000 + serial)
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
        "owner": cookies(who, staff=False, values={ENTERPRISE_KEY: str(enterprise.pk)}),
        "officer": cookies(officer_user, staff=True, values={SECOND_FACTOR_KEY: now().isoformat()}),
        "product": str(products[0].pk),
        "products": [str(product.pk) for product in products[:-ROWS]],
        "case": str(case),
        "keyword": quote(products[0].name[:2]),
        "last_page": -(-total // PAGE_SIZE),
    }
    sys.stdout.write(json.dumps(out))


main()
