"""融资需求 for measuring: ``python -m benchmarks.load_demands --demands 1000000 --live 20000`` fills up to these numbers.

What has ended is made by the database itself (its contact data would be wiped by now); what is live comes by COPY with really
encrypted contacts. Each live demand suits 30 of 100 institutions and one in two has offers. Prints who asks, as JSON.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID

import django

django.setup()

from django.db import connection, transaction  # noqa: E402 - models need the set-up above

from benchmarks.copying import Copy, insert_select, sealed  # noqa: E402
from benchmarks.enterprises import load_enterprises  # noqa: E402
from benchmarks.owners import cookies, owner, owner_cookies, user  # noqa: E402
from yuzhengdai.domain.demands.enums import LIVE_STATES  # noqa: E402
from yuzhengdai.domain.demands.models import DemandMark, FinancingDemand, Offer  # noqa: E402
from yuzhengdai.domain.enterprises.models import Enterprise  # noqa: E402
from yuzhengdai.domain.institutions.models import Institution, Officer  # noqa: E402
from yuzhengdai.domain.matching.models import DemandFit, DemandFitted  # noqa: E402
from yuzhengdai.domain.products.enums import GuaranteeMode, LoanUse  # noqa: E402
from yuzhengdai.domain.products.models import Product  # noqa: E402
from yuzhengdai.foundation.core.clock import now, today  # noqa: E402
from yuzhengdai.foundation.core.ids import new_id  # noqa: E402
from yuzhengdai.foundation.reference import industries, regions  # noqa: E402
from yuzhengdai.sites.web.actors import SECOND_FACTOR_KEY  # noqa: E402

INSTITUTIONS = 100
DEMANDS_PER_ENTERPRISE = 10
SUITED = 30
"""How many of them a live demand suits."""
OWN = 25
"""Demands of the owner who asks: two full pages and a half."""
_WHAT = "小麦 玉米 面粉 冷链 轴承 电缆 服装 家具 中药材 食用油 农机 模具 包装 建材 铝材 耐火材料 化肥 饲料 茶叶 钧瓷".split()
_FOR = "收购周转 采购备货 设备更新 厂房改造 订单备料 仓储扩建 流动资金 技术改造 出口备货 淡季备货".split()


def load_institutions() -> None:
    """Institutions without products beside those of the demo."""
    have = Institution.objects.count()
    Institution.objects.bulk_create(
        Institution(
            slug=f"bench-{number}",
            name=f"示例第{number}银行",
            short_name=f"示例{number}行",
            kind="city_bank",
            seal="示",
            sort_key=1000 + number,
        )
        for number in range(have, INSTITUTIONS)
    )


def load_ended(wanted: int) -> None:
    """Demands of the last three years that are over, most with offers that were passed over."""
    have = FinancingDemand.objects.exclude(state__in=LIVE_STATES).count()
    if wanted <= have:
        return
    # Numbers as bigint: they are multiplied to scatter them.
    series = (
        f"generate_series({have + 1}::bigint, {wanted}) AS n"
        " JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS i FROM enterprises_enterprise) AS e"
        f" ON e.i = n % {Enterprise.objects.count()}"
    )
    at = "now() - ((n * 7919 % 1050 + 62) || ' days')::interval"
    insert_select(
        FinancingDemand,
        {
            "id": "md5('ended-' || n)::uuid",
            "created_at": at,
            "enterprise_id": "e.id",
            "title": f"({_sql_list(_WHAT)})[1 + n % {len(_WHAT)}] || ({_sql_list(_FOR)})[1 + n / 7 % {len(_FOR)}] || n",
            "state": "(ARRAY['matched', 'withdrawn', 'expired', 'expired', 'removed'])[1 + n % 5]",
            "amount_yuan": "(10 + n % 290) * 10000",
            "term_months": "12",
            "use": "'raw_materials'",
            "region_code": "'410100'",
            "industry_code": "'13'",
            "description": "'用于下一季的备货，回款来自已签订的供货合同，账期三个月。'",
            "valid_until": f"({at} + interval '60 days')::date",
            "published_at": at,
            "ended_at": f"{at} + interval '60 days'",
            "contact_wiped_at": f"{at} + interval '61 days'",
        },
        series,
    )


def load_live(wanted: int) -> None:
    """Live demands of the last sixty days, with contacts."""
    have = FinancingDemand.objects.filter(state__in=LIVE_STATES).count()
    enterprises = list(
        Enterprise.objects.filter(state="verified").order_by("id").values_list("id", flat=True)
    )
    places = [code for code, region in regions.all_regions().items() if region.parent_code]
    trades = [division.code for s in industries.sections() for division in industries.divisions(s.code)]
    rng = random.Random(f"demands:{have}")

    def rows() -> Iterator[tuple[Any, ...]]:
        for number in range(have, wanted):
            row_id = new_id()
            at = now() - timedelta(minutes=rng.randrange(1, 55 * 1440))
            yield (
                row_id, at, enterprises[number % len(enterprises)],
                f"{rng.choice(_WHAT)}{rng.choice(_FOR)}{number}", "offered" if number % 2 else "published",
                rng.randrange(10, 300) * 10_000, rng.choice((6, 12, 24, 36)), rng.choice(LoanUse.values),
                rng.choice(GuaranteeMode.values), rng.choice((None, 4, 5, 6)), rng.choice(places), rng.choice(trades),
                sealed("李示例", "demands.demand.contact_name", row_id),
                sealed("+8613800000001", "demands.demand.contact_phone", row_id),
                "用于下一季的备货，回款来自已签订的供货合同，账期三个月。",
                (at + timedelta(days=60)).date(), at, '["established", "size"]',
            )  # fmt: skip

    columns = (
        "id created_at enterprise_id title state amount_yuan term_months use guarantee_mode rate_max_pct region_code"
        " industry_code contact_name contact_phone description valid_until published_at shown_facts"
    ).split()
    Copy(FinancingDemand, columns).run(rows())


def load_beside() -> None:
    """What stands beside live demands: what suits whom, offers, marks; made anew."""
    for model in (DemandFit, DemandFitted, DemandMark, Offer):
        with connection.cursor() as cursor:
            cursor.execute(f'TRUNCATE "{model._meta.db_table}" CASCADE')
    product = str(Product.objects.filter(state="on_shelf").order_by("id").values_list("id", flat=True)[0])
    live = (
        "(SELECT *, row_number() OVER (ORDER BY id) AS n FROM demands_financingdemand"
        " WHERE state IN ('published', 'offered')) AS d"
    )
    banks = (
        "(SELECT id, row_number() OVER (ORDER BY sort_key, id) - 1 AS i FROM institutions_institution) AS b"
    )
    suited = f"{live}, {banks} WHERE (d.n * 37 + b.i * 11) % {INSTITUTIONS} < {SUITED}"
    insert_select(
        DemandFit,
        {
            "demand_id": "d.id",
            "institution_id": "b.id",
            "product_id": f"'{product}'::uuid",
            "open_count": "(d.n * 31 + b.i) % 9",
            "rank": "(d.n * 31 + b.i) % 9 + 50 * ((d.n + b.i) % 3)",
            "published_at": "d.published_at",
            "told_at": "d.published_at",
        },
        suited,
    )
    insert_select(DemandFitted, {"demand_id": "d.id", "revision": "d.revision", "stamp": "'measured'"}, live)
    for kind, share in (("seen", 11), ("not_interested", 97)):
        insert_select(
            DemandMark,
            {
                "id": f"md5('{kind}-' || d.n || '-' || b.i)::uuid",
                "created_at": "d.published_at",
                "demand_id": "d.id",
                "institution_id": "b.id",
                "kind": f"'{kind}'",
            },
            f"{live}, {banks} WHERE (d.n * 13 + b.i * 7) % {share} = 0",
        )


def load_offers() -> None:
    """Two offers on each demand that has any, of an officer of each institution."""
    version = Product.objects.filter(state="on_shelf").order_by("id").values_list("published_version")[0][0]
    officer = Officer.objects.order_by("id")[0]
    insert_select(
        Offer,
        {
            "id": "md5('offer-' || d.id || b.id)::uuid",
            "created_at": "d.published_at",
            "demand_id": "d.id",
            "institution_id": "b.id",
            "officer_id": f"'{officer.pk}'::uuid",
            "product_version_id": f"'{version}'::uuid",
            "state": "CASE WHEN d.state = 'offered' THEN 'sent' ELSE 'expired' END",
            "amount_yuan": "d.amount_yuan",
            "annual_rate_pct": "4.35",
            "term_months": "d.term_months",
            "repayment_method": "'equal_instalment'",
            "guarantee_mode": "'credit'",
            "valid_until": "d.valid_until",
            "sent_at": "d.published_at",
        },
        "demands_financingdemand AS d, (SELECT id FROM institutions_institution ORDER BY sort_key, id LIMIT 2) AS b"
        " WHERE d.state IN ('offered', 'expired')",
    )


def own_demands(serial: int) -> tuple[Any, Enterprise]:
    """An owner with a few pages of demands."""
    who, enterprise = owner(
        f"+8613{720_000_000 + serial:09d}",
        name=f"郑州需求测量{serial}商贸有限公司",
        seed=f"bench-demand-{serial}",
    )
    for number in range(OWN):
        at = now() - timedelta(days=200 - number)
        FinancingDemand.objects.create(
            enterprise=enterprise,
            title=f"{_WHAT[number % len(_WHAT)]}周转",
            state="expired",
            amount_yuan=500_000,
            term_months=12,
            use="raw_materials",
            region_code="410100",
            industry_code="13",
            valid_until=today() - timedelta(days=100),
            published_at=at,
            ended_at=at + timedelta(days=60),
        )
    return who, enterprise


def _officer(serial: int) -> Any:
    """A manager of the institution with the most that suits it; the same one at both sizes."""
    bank = Institution.objects.order_by("sort_key", "id")[0]
    who = user(f"+8613{730_000_000 + serial:09d}")
    Officer.objects.create(user=who, institution=bank, role="manager", name="王示例")
    return who


def _sql_list(words: list[str]) -> str:
    return "ARRAY[" + ", ".join(f"'{word}'" for word in words) + "]"


def _one_live() -> UUID:
    found: UUID = (
        FinancingDemand.objects.filter(state="published").order_by("-published_at").values_list("pk")[0][0]
    )
    return found


def main() -> None:
    """Fill up, let the database gather its statistics, print who asks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--demands", type=int, required=True)
    parser.add_argument("--live", type=int, required=True)
    options = parser.parse_args()
    serial = Enterprise.objects.filter(name__startswith="郑州需求测量").count() + 1
    with transaction.atomic():
        load_institutions()
        load_enterprises(options.demands // DEMANDS_PER_ENTERPRISE)
        who, enterprise = own_demands(serial)
        officer = _officer(serial)
        load_live(options.live)
        load_ended(options.demands - options.live)
        load_beside()
        load_offers()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    out = {
        "owner": owner_cookies(who, enterprise),
        "officer": cookies(officer, staff=True, values={SECOND_FACTOR_KEY: now().isoformat()}),
        "demand": str(_one_live()),
        "word": quote("钧瓷出口"),
        "city": "411700",
    }
    sys.stdout.write(json.dumps(out))


main()
