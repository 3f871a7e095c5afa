"""Whom and what a set of sample papers is made out to: a person and a licence that the sandbox will confirm."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date

from demo.outside import Registered, of_demo_accounts, registered_as
from demo.specimens.holders import KINDS, Enterprise, Person, enterprise, person
from yuzhengdai.domain.enterprises.enums import EnterpriseState, EntityType
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.codes import make_id_number, make_uscc
from yuzhengdai.foundation.reference.regions import region

FEMALE, MALE = "女", "男"
VARIANTS = {
    "normal": "正常：证件有效，执照与企业一致",
    "expired": "身份证已过期",
    "minor": "未满 18 周岁",
    "other": "另一家企业的营业执照",
}
FACES = {"astronaut": "示例头像一", "hopper": "示例头像二"}
_SCOPE = (
    "技术服务、技术开发、技术咨询、技术交流；日用百货销售；农副产品销售；办公用品销售"
    "（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）"
)
_KIND_OF_LABEL = {
    EntityType.SOLE_PROPRIETOR.label: "sole_trader",
    EntityType.COOPERATIVE.label: "cooperative",
    EntityType.PARTNERSHIP.label: "partnership",
    EntityType.SOLE_INVESTMENT.label: "proprietorship",
    EntityType.BRANCH.label: "branch",
}
_NEIGHBOUR = "郑州示例邻家商贸有限公司"
#: Cards of the usual variant were issued on this day, to people of an age at which they are valid for 20 years or for good.
_ISSUED = date(2021, 3, 15)
_BORN_YEARS = (1966, 1990)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a visitor asked for. ``code`` a valid 统一社会信用代码; ``head`` stands on the licence, ``person`` on the card."""

    code: str
    enterprise: str
    person: str
    head: str
    sex: str = FEMALE
    variant: str = "normal"
    face: str = "astronaut"


def unverified() -> list[Registered]:
    """Enterprises of the demo's accounts that may still be verified; none before the province is loaded."""
    return of_demo_accounts(state=EnterpriseState.CLAIMED)


def example(code: str = "") -> Wanted:
    """What stands in the fields at first: the first unverified enterprise, or what is known of ``code``."""
    companies = (one for one in ([] if code else unverified()) if one.uscc.startswith("91"))
    found = registered_as(code) if code else next(companies, None)
    if found is not None:
        return Wanted(found.uscc, found.name, found.head_name, found.head_name)
    code = code or make_uscc("91", "410105", seed="sample-papers")
    name = person(f"papers:{code}").name
    return Wanted(code, "郑州示例新来科技有限公司", name, name)


def holder(wanted: Wanted) -> Person:
    """Whose ID card it is: the same person for the same name and enterprise; the number is invented and valid."""
    seed = f"papers:{wanted.code}:{wanted.person}"
    base, rng = person(seed), random.Random(seed)
    born_on = date(rng.randrange(*_BORN_YEARS), rng.randrange(1, 13), rng.randrange(1, 29))
    valid_from, until = _ISSUED, _until(_ISSUED, born_on)
    if wanted.variant == "expired":
        born_on, valid_from = date(1990, 5, 20), date(2014, 6, 1)
        until = date(2024, 6, 1)
    elif wanted.variant == "minor":
        year = today().year
        born_on, valid_from, until = date(year - 15, 6, 1), date(year - 1, 1, 10), date(year + 4, 1, 10)
    number = make_id_number(base.number[:6], born_on, male=wanted.sex == MALE, seed=seed)
    return replace(
        base, name=wanted.person, sex=wanted.sex, ethnicity="汉", born_on=born_on, number=number,
        valid_from=valid_from, valid_until=until,
    )  # fmt: skip


def _until(valid_from: date, born_on: date) -> date | None:
    """20 years, or for good from the age of 46 (Law on Resident Identity Cards, article 5)."""
    age = valid_from.year - born_on.year - ((valid_from.month, valid_from.day) < (born_on.month, born_on.day))
    return None if age >= 46 else valid_from.replace(year=valid_from.year + 20)


def paper_of(wanted: Wanted) -> Enterprise:
    """What the licence says: of the demo's enterprises what the sandbox's register answers, of others what was typed."""
    if wanted.variant == "other":
        code = make_uscc("91", "410105", seed=f"neighbour:{wanted.code}")
        wanted = replace(wanted, code=code, enterprise=_NEIGHBOUR, variant="normal")
    known = registered_as(wanted.code)
    kind = _kind(wanted, known)
    base = enterprise(f"papers:{wanted.code}", kind)
    established = date(2018, 5, 8)
    if known is not None and known.established_on:
        established = date.fromisoformat(known.established_on)
    place = _place(wanted.code[2:8])
    return replace(
        base,
        uscc=wanted.code,
        name=wanted.enterprise,
        type_text=KINDS[kind][1][0],
        representative=wanted.head,
        established_on=established,
        period_text="" if kind == "sole_trader" else "长期",
        address=(known.registered_address if known else "") or f"河南省{place}示例路 9 号",
        scope=_SCOPE,
        authority=f"{place}市场监督管理局",
        issued_on=established,
    )


def _kind(wanted: Wanted, known: Registered | None) -> str:
    if known is not None:
        return _KIND_OF_LABEL.get(known.entity_type, "company")
    by_start = {"92": "sole_trader", "93": "cooperative"}.get(wanted.code[:2])
    if by_start:
        return by_start
    if "合伙" in wanted.enterprise:
        return "partnership"
    return "branch" if wanted.enterprise.endswith("分公司") else "company"


def _place(code: str) -> str:
    """City and county of a code of the province; the capital's for others."""
    county = region(code)
    if county is None:
        return "郑州市金水区"
    city = region(county.parent_code)
    return county.name if city is None or city.parent_code == "" else city.name + county.name
