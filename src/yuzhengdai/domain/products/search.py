"""What somebody looks for, as data: read tolerantly from the parameters of an address and written back in one order.

Unknown parameters and values are left out, so that no address is an error and equal searches have equal addresses;
``not_understood`` names them, so that the page can say what it did not search for.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from urllib.parse import urlencode

from django.core.exceptions import ValidationError

from yuzhengdai.domain.products.enums import Facet, GuaranteeMode, LoanUse
from yuzhengdai.domain.products.facets import FACET_LABELS
from yuzhengdai.foundation.core.figures import MONTHS, WAN, Unit, read_figure
from yuzhengdai.foundation.core.paging import page_number
from yuzhengdai.foundation.core.text import normalise_line

KEYWORD_LENGTH = 60
_MAX_VALUES = 20
_MAX_TOLD = 10
_TAKEN = frozenset({"q", "fit", "page"})
_LABELS = {
    "amount_wan": "想借多少",
    "term_months": "借多久",
    "use": "用途",
    "collateral": "抵押物",
    "sort": "排序",
}
_MAX_AMOUNT_WAN = 1_000_000
_MAX_TERM_MONTHS = 600


class Sort(StrEnum):
    """Orders of the list; ``label`` as on the screen."""

    OVERALL = "overall"
    RATE = "rate"
    AMOUNT = "amount"
    SPEED = "speed"

    @property
    def label(self) -> str:
        """What the reader chooses."""
        return {"overall": "综合", "rate": "利率从低到高", "amount": "额度从高到低", "speed": "授信最快"}[
            self.value
        ]


class Collateral(StrEnum):
    """Whether there is something to pledge."""

    NONE = "none"
    SOME = "some"

    @property
    def label(self) -> str:
        """As in the sentence of the home page."""
        return {"none": "没有抵押物", "some": "有房产或设备"}[self.value]


WITHOUT_COLLATERAL = (GuaranteeMode.CREDIT, GuaranteeMode.GUARANTEE, GuaranteeMode.GUARANTEE_COMPANY)
"""担保方式 that ask for nothing to pledge."""


@dataclass(frozen=True, slots=True)
class Search:
    """One search. Values of one facet are alternatives; facets, keyword and needs all have to hold.

    ``amount_wan`` (万元), ``term_months``, ``use`` and ``collateral`` come from the sentence of the home page.
    ``is_fitting``: leave out what the reader's enterprise is known not to meet.
    """

    keyword: str = ""
    facets: Mapping[Facet, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    amount_wan: Decimal | None = None
    term_months: int | None = None
    use: str = ""
    collateral: str = ""
    is_fitting: bool = False
    sort: Sort = Sort.OVERALL
    page: int = 1

    def params(self, *, without: str = "", page: int | None = None) -> list[tuple[str, str]]:
        """The parameters in their one order, defaults left out; ``without`` drops one parameter (a facet whole)."""
        found: list[tuple[str, str]] = [("q", self.keyword)] if self.keyword else []
        for facet, values in self.facets.items():
            found += [(facet.value, value) for value in values]
        if self.amount_wan is not None:
            found.append(("amount_wan", f"{self.amount_wan.normalize():f}"))
        if self.term_months is not None:
            found.append(("term_months", str(self.term_months)))
        found += [
            (name, value) for name, value in (("use", self.use), ("collateral", self.collateral)) if value
        ]
        if self.is_fitting:
            found.append(("fit", "1"))
        if self.sort != Sort.OVERALL:
            found.append(("sort", self.sort.value))
        number = self.page if page is None else page
        if number > 1:
            found.append(("page", str(number)))
        return [(name, value) for name, value in found if name != without] if without else found

    def query_string(self) -> str:
        """The address's query in its one form, without '?'; empty for everything."""
        return urlencode(self.params())

    def without(self, name: str, value: str = "") -> Search:
        """The same search without one parameter, or without one value of a facet; from the first page."""
        if name in Facet.values:
            facet = Facet(name)
            rest = tuple(v for v in self.facets.get(facet, ()) if value and v != value)
            facets = {f: v for f, v in self.facets.items() if f != facet} | ({facet: rest} if rest else {})
            return replace(self, facets=_ordered(facets), page=1)
        changes: dict[str, object] = {
            "q": {"keyword": ""},
            "use": {"use": ""},
            "collateral": {"collateral": ""},
            "amount_wan": {"amount_wan": None},
            "term_months": {"term_months": None},
        }
        change = changes.get(name, {})
        return replace(self, **change, page=1)  # type: ignore[arg-type]

    @property
    def is_narrowed(self) -> bool:
        """Whether anything narrows the list."""
        return bool(
            self.keyword
            or self.facets
            or self.use
            or self.collateral
            or self.amount_wan is not None
            or self.term_months is not None
        )


def read_search(params: Mapping[str, Sequence[str]]) -> Search:
    """The search that an address asks for; rubbish is left out. ``params``: name → values."""

    def one(name: str) -> str:
        return one_of(params, name)

    facets = {}
    for facet in Facet:
        known = FACET_LABELS.get(facet)
        given = dict.fromkeys(v for v in params.get(facet.value) or () if _is_value(v))
        values = [v for v in known if v in given] if known is not None else sorted(given)
        if values:
            facets[facet] = tuple(values[:_MAX_VALUES])
    use, collateral, sort = one("use"), one("collateral"), one("sort")
    return Search(
        keyword=normalise_line(one("q"))[:KEYWORD_LENGTH].strip(),
        facets=_ordered(facets),
        amount_wan=_amount(one("amount_wan")),
        term_months=_months(one("term_months")),
        use=use if use in LoanUse.values else "",
        collateral=collateral if collateral in {c.value for c in Collateral} else "",
        is_fitting=one("fit") == "1",
        sort=Sort(sort) if sort in {s.value for s in Sort} else Sort.OVERALL,
        page=page_number(one("page")),
    )


def not_understood(
    params: Mapping[str, Sequence[str]], *, institutions: Container[str]
) -> list[tuple[str, str]]:
    """(name of the condition, what was asked) for everything in an address that ``read_search`` leaves out, at most ten.

    ``institutions``: the slugs of the catalogue. The name is "" for a parameter that the list does not have. Empty values,
    pages and the marks of campaigns (utm_…) ask for nothing.
    """
    search = read_search(params)
    read = {"amount_wan": search.amount_wan, "term_months": search.term_months, "use": search.use}
    read |= {
        "collateral": search.collateral,
        "sort": search.sort if one_of(params, "sort") in set(Sort) else "",
    }
    found: list[tuple[str, str]] = []
    for name, values in params.items():
        given = [value for value in values if value.strip()]
        if name in Facet.values:
            facet = Facet(name)
            known: Container[str] = FACET_LABELS.get(facet) or institutions
            found += [(str(facet.label), value) for value in given if value not in known]
        elif name in read:
            found += [(_LABELS[name], given[-1])] if given and not read[name] else []
        elif name not in _TAKEN and not name.startswith("utm_"):
            found.append(("", name))
    return found[:_MAX_TOLD]


def one_of(params: Mapping[str, Sequence[str]], name: str) -> str:
    """The last value of a parameter, without what no database takes; "" for none."""
    values = params.get(name) or [""]
    return values[-1].replace("\x00", "")


def _ordered(facets: Mapping[Facet, tuple[str, ...]]) -> Mapping[Facet, tuple[str, ...]]:
    return MappingProxyType({facet: facets[facet] for facet in _in_order(facets)})


def _in_order(facets: Iterable[Facet]) -> list[Facet]:
    given = set(facets)
    return [facet for facet in Facet if facet in given]


def _is_value(value: str) -> bool:
    return 0 < len(value) <= 40 and value.isascii() and value.replace("-", "").replace("_", "").isalnum()


def _amount(raw: str) -> Decimal | None:
    amount = _figure(raw, WAN)
    if amount is None:
        return None
    amount_wan = (amount / WAN.own).quantize(Decimal("0.01"))
    return amount_wan.normalize() if 0 < amount_wan <= _MAX_AMOUNT_WAN else None


def _months(raw: str) -> int | None:
    months = _figure(raw, MONTHS)
    return int(months) if months is not None and 0 < months <= _MAX_TERM_MONTHS else None


def _figure(raw: str, unit: Unit) -> Decimal | None:
    try:
        return read_figure(raw, unit, label="")
    except ValidationError:
        return None
