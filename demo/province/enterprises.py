"""Enterprises with valid codes, their owners and members."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from demo.accounts import BY_KEY
from demo.data.names import BRANDS, LONG_NAMES, TRADES, Trade
from demo.province.institutions import make_user, person_name
from demo.rows import write
from demo.seed import LoadDay, demo_id, stream, weighted
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.enterprises.enums import (
    EnterpriseSize,
    EnterpriseState,
    EntityType,
    MemberRole,
    MemberScope,
)
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember
from yuzhengdai.foundation.core.codes import make_phone, make_uscc
from yuzhengdai.foundation.reference.enterprise_size import classify
from yuzhengdai.foundation.reference.regions import cities, counties, region

COUNT = 300
_WAN = 10_000
_TRADE_BY_CODE = {trade.code: trade for trade in TRADES}
_CODE_START = {EntityType.SOLE_PROPRIETOR: "92", EntityType.COOPERATIVE: "93"}


@dataclass(slots=True)
class Profile:
    """An enterprise with what the tables of the platform do not hold: its people and last year's figures in yuan."""

    enterprise: Enterprise
    owner: User
    trade: Trade
    revenue_yuan: Decimal
    assets_yuan: Decimal
    debt_yuan: Decimal
    staff: int
    is_walked: bool = False

    @property
    def city_code(self) -> str:
        """The city it is registered in."""
        found = region(self.enterprise.region_code)
        return "" if found is None else (found.code if found.parent_code == "410000" else found.parent_code)

    @property
    def can_apply(self) -> bool:
        """Only verified enterprises have applied."""
        return self.enterprise.verified_at is not None


@dataclass(frozen=True, slots=True)
class Named:
    """An enterprise drawn in the pictures or owned by a demo account (``key`` of accounts)."""

    key: str
    name: str
    entity_type: EntityType
    county: str
    trade_code: str
    state: EnterpriseState = EnterpriseState.VERIFIED


_C, _S = EntityType.COMPANY, EntityType.SOLE_PROPRIETOR
NAMED: tuple[Named, ...] = (
    Named("owner", "河南禾丰粮油机械有限公司", _C, "410102", "35"),
    Named("several", "新乡禾味食品有限公司", _C, "410702", "14"),
    Named("several", "开封古城文创有限公司", _C, "410202", "88"),
    Named("several", "郑州金谷农机商行", _S, "410105", "52", EnterpriseState.CLAIMED),
    Named("unverified", "郑州云帆软件科技有限公司", _C, "410105", "65", EnterpriseState.CLAIMED),
    Named("fresh", "郑州快鲜冷链物流有限公司", _C, "410104", "54"),
    Named("returned", "焦作怀药堂商行", _S, "410802", "52", EnterpriseState.CLAIMED),
    Named("", "信阳云峰茶业有限公司", _C, "411502", "15"),
    Named("", "许昌瑞锦发制品有限公司", _C, "411003", "24"),
    Named("", "洛阳砺锋轴承有限公司", _C, "410305", "34"),
    Named("", "南阳艾源生物科技有限公司", _C, "411303", "27"),
    Named("", "周口金穗面业有限公司", _C, "411603", "13"),
    Named("", "漯河味之源调味品有限公司", _C, "411102", "14"),
    Named("", "平顶山尼龙新材有限公司", _C, "410422", "28"),
    Named("", "三门峡果品仓储有限公司", _C, "411282", "59"),
    Named(
        "",
        "开封汴水餐饮合伙企业（普通合伙）",
        EntityType.PARTNERSHIP,
        "410204",
        "62",
        EnterpriseState.CLAIMED,
    ),
    Named("", "鹤壁淇水镁业有限公司", _C, "410611", "32"),
    Named("", "济源王屋旅游有限公司", _C, "419001", "61"),
    Named("", "商丘永禾面业有限公司", _C, "411403", "13"),
)


def load_enterprises(day: LoadDay) -> list[Profile]:
    """Write 300 enterprises with owners and members; the named ones first."""
    users: dict[str, User] = {}
    profiles = [_profile(day, number, spec, users) for number, spec in enumerate(NAMED)]
    taken = {profile.enterprise.name for profile in profiles}
    profiles += [_invented(day, number, taken, users) for number in range(len(NAMED), COUNT)]
    write(users.values())
    write(profile.enterprise for profile in profiles)
    _load_members(day, profiles)
    return profiles


def _invented(day: LoadDay, number: int, taken: set[str], users: dict[str, User]) -> Profile:
    rng = stream("enterprise", number)
    weights = [
        (city, 30.0 if city.code == "410100" else (9.0 if city.code == "410300" else 3.6))
        for city in cities()
    ]
    city = weighted(rng, weights)
    inner = counties(city.code)
    county = rng.choice(inner).code if inner else city.code
    trade = weighted(rng, [(t, t.weight) for t in TRADES])
    kinds = [(_C, 74.0), (_S, 14.0), (EntityType.COOPERATIVE, 6.0), (EntityType.PARTNERSHIP, 2.0),
             (EntityType.SOLE_INVESTMENT, 3.0), (EntityType.BRANCH, 1.0)]  # fmt: skip
    kind = weighted(rng, kinds)
    if kind == EntityType.COOPERATIVE:
        trade = rng.choice(TRADES[:3])
    states = [(EnterpriseState.VERIFIED, 90.0), (EnterpriseState.CLAIMED, 8.0), (EnterpriseState.FROZEN, 1.2),
              (EnterpriseState.CANCELLED, 0.8)]  # fmt: skip
    state = weighted(rng, states)
    if number >= COUNT - len(LONG_NAMES):
        name, kind = LONG_NAMES[number - COUNT + len(LONG_NAMES)], _C
    else:
        name = _free_name(city.short_name, trade, kind, taken, number)
    taken.add(name)
    return _profile(day, number, Named("", name, kind, county, trade.code, state), users)


def _free_name(city: str, trade: Trade, kind: EntityType, taken: set[str], number: int) -> str:
    rng = stream("enterprise-name", number)
    while True:
        brand, word = rng.choice(BRANDS), rng.choice(trade.words)
        name = {
            EntityType.SOLE_PROPRIETOR: f"{city}{brand}{word}商行",
            EntityType.COOPERATIVE: f"{city}{brand}{word}农民专业合作社",
            EntityType.PARTNERSHIP: f"{city}{brand}{word}中心（有限合伙）",
            EntityType.SOLE_INVESTMENT: f"{city}{brand}{word}厂",
            EntityType.BRANCH: f"河南{brand}{word}有限公司{city}分公司",
        }.get(kind, f"{rng.choice((city, city, '河南'))}{brand}{word}有限公司")
        if name not in taken:
            return name


def _profile(day: LoadDay, number: int, spec: Named, users: dict[str, User]) -> Profile:
    name, kind, county, state, key = spec.name, spec.entity_type, spec.county, spec.state, spec.key
    trade = _TRADE_BY_CODE[spec.trade_code]
    rng = stream("profile", number)
    account = BY_KEY.get(key)
    head = account.name if account else person_name("head", number)
    joined = rng.randrange(3, 60) if state == EnterpriseState.CLAIMED else rng.randrange(430, 620)
    phone = account.phone_e164 if account else make_phone(f"owner:{number}")
    owner = users.setdefault(phone, make_user(day, phone, head, max(joined, 10) + 1))
    small = kind in {EntityType.SOLE_PROPRIETOR, EntityType.COOPERATIVE, EntityType.SOLE_INVESTMENT}
    scale = rng.random() ** 2 * (0.12 if small else 1.0)
    revenue_wan = trade.revenue[0] + int((trade.revenue[1] - trade.revenue[0]) * scale)
    staff = max(
        1 if small else 3,
        trade.staff[0] // (3 if small else 1) + int((trade.staff[1] - trade.staff[0]) * scale),
    )
    revenue, assets = Decimal(revenue_wan * _WAN), Decimal(int(revenue_wan * rng.uniform(0.4, 1.3)) * _WAN)
    if key == "owner":
        revenue, assets, staff = Decimal(12_840_000), Decimal(9_600_000), 41
    size = classify(trade.code, annual_revenue_yuan=revenue, staff=staff, assets_yuan=assets)
    made_at = day.moment(joined, rng.randrange(8, 20), rng.randrange(60))
    verified_at = day.moment(joined - 1, 15, rng.randrange(60)) if state != EnterpriseState.CLAIMED else None
    place = region(county)
    road = rng.choice(("示例路", "示例大道", "示例街", "示例产业园"))
    city_code = county[:4] + "00" if county != "419001" else county
    city = region(city_code)
    address = f"{city.name if city and city_code != county else ''}{place.name if place else ''}{road} {rng.randrange(1, 320)} 号"
    enterprise = Enterprise(
        id=demo_id(made_at, "enterprise", number), created_at=made_at, name=name,
        uscc=make_uscc(_CODE_START.get(kind, "91"), county, seed=f"demo:{number}"), entity_type=kind, state=state,
        claimed_by=owner if state == EnterpriseState.CLAIMED else None, region_code=county,
        registered_address=address, industry_code=trade.code, size=size.value if size else EnterpriseSize.SMALL.value,
        established_on=_established(day, number, key), verified_at=verified_at,
        registered_capital_yuan=Decimal(rng.choice((10, 50, 100, 200, 500, 1000, 3000)) * _WAN),
        legal_representative_name=head, version=1 if verified_at else 0,
    )  # fmt: skip
    debt = Decimal(int(revenue_wan * rng.choice((0, 0, 0.05, 0.1, 0.2, 0.3))) * _WAN)
    return Profile(enterprise, owner, trade, revenue, assets, debt, staff, is_walked=key == "owner")


def _established(day: LoadDay, number: int, key: str) -> date:
    if key == "owner":
        return date(2016, 8, 17)
    return day.before(stream("established", number).randrange(700, 6200))


def _load_members(day: LoadDay, profiles: list[Profile]) -> None:
    """Owners as administrators; some enterprises have an agent and a viewer too."""
    users: list[User] = []
    members: list[EnterpriseMember] = []

    def add(profile: Profile, user: User, role: MemberRole, name: str, **more: object) -> None:
        made_at = profile.enterprise.created_at
        members.append(
            EnterpriseMember(
                id=demo_id(made_at, "member", profile.enterprise.uscc, user.phone), created_at=made_at,
                enterprise=profile.enterprise, user=user, role=role, name=name, **more,
            )
        )  # fmt: skip

    for number, profile in enumerate(profiles):
        add(
            profile,
            profile.owner,
            MemberRole.ADMIN,
            profile.owner.name,
            is_legal_representative=profile.can_apply,
        )
        if profile.is_walked:
            agent, viewer = BY_KEY["agent"], BY_KEY["viewer"]
            users += [
                make_user(day, agent.phone_e164, agent.name, 200),
                make_user(day, viewer.phone_e164, viewer.name, 200),
            ]
            scopes = [MemberScope.SUBMIT_APPLICATION.value]
            add(profile, users[-2], MemberRole.AGENT, agent.name, scopes=scopes, ends_on=day.before(-180))
            add(profile, users[-1], MemberRole.VIEWER, viewer.name)
        elif profile.can_apply and number % 4 == 0:
            users.append(make_user(day, make_phone(f"agent:{number}"), person_name("agent", number), 300))
            scopes = [scope.value for scope in MemberScope][: 1 + number % 3]
            add(
                profile,
                users[-1],
                MemberRole.AGENT,
                users[-1].name,
                scopes=scopes,
                ends_on=day.before(-30 - number),
            )
    write(users)
    write(members)
