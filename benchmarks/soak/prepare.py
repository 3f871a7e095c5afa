"""Who applies for what: verified owners with sessions and consent; prints sessions and products as JSON.

Run under the demo's settings: ``python -m benchmarks.soak.prepare SUBMISSIONS [--light]``. With ``--light`` institutions and
products are loaded without the rest of the demo province.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.db import transaction  # noqa: E402 - models need the set-up above
from django.test import Client  # noqa: E402

from yuzhengdai.demo.load import demo_load  # noqa: E402
from yuzhengdai.demo.province.institutions import load_institutions  # noqa: E402
from yuzhengdai.demo.province.products import load_products  # noqa: E402
from yuzhengdai.demo.seed import LoadDay  # noqa: E402
from yuzhengdai.domain.accounts.models import User, phone_index  # noqa: E402
from yuzhengdai.domain.agreements.selectors import agreement_current  # noqa: E402
from yuzhengdai.domain.agreements.services import consent_record  # noqa: E402
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember  # noqa: E402
from yuzhengdai.domain.enterprises.selectors import member_roles  # noqa: E402
from yuzhengdai.domain.products.models import Product  # noqa: E402
from yuzhengdai.foundation.core.actors import Actor, ActorKind  # noqa: E402
from yuzhengdai.foundation.core.clock import now, today  # noqa: E402
from yuzhengdai.foundation.core.codes import make_uscc  # noqa: E402
from yuzhengdai.sites.shared.actors import ENTERPRISE_KEY  # noqa: E402

AMOUNT_YUAN = 500_000
"""What benchmarks.forms types."""

AT_LEAST_OWNERS = 8


def owner(number: int) -> dict[str, Any]:
    """One owner's session cookies and enterprise."""
    phone = f"+8619{number:09d}"
    user = User.objects.create(phone=phone, phone_index=phone_index(phone), name="李示例")
    enterprise = Enterprise.objects.create(
        name=f"郑州耐久{number}示例商贸有限公司",
        uscc=make_uscc(seed=f"soak-{number}"),
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
    member = EnterpriseMember.objects.create(
        enterprise=enterprise, user=user, role="admin", is_legal_representative=True, name="李示例"
    )
    actor = Actor(
        kind=ActorKind.ENTERPRISE,
        user_id=user.pk,
        organisation_id=enterprise.pk,
        member_id=member.pk,
        roles=member_roles(member),
    )
    consent_record(
        actor=actor, agreement=agreement_current(kind="platform"), user=user, enterprise=enterprise
    )
    client = Client()
    client.force_login(user)
    session = client.session
    session[ENTERPRISE_KEY] = str(enterprise.pk)
    session.save()
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    return {"enterprise": str(enterprise.pk), "cookies": cookies}


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
        owners = [owner(number) for number in range(owners_needed)]
    for number, one in enumerate(owners):
        share = range(number, submissions, len(owners))
        one["products"] = [str(products[place % len(products)]) for place in range(len(share))]
    sys.stdout.write(json.dumps(owners))


main(int(sys.argv[1]), is_light="--light" in sys.argv)
