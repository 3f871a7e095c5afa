"""What somebody looks for, carried in addresses from the finder through list, product and calculator into the application.

The list says ``amount_wan``, ``term_months`` and ``use``, the calculator ``amount``, ``months`` and ``method``, the application
``repayment_method``; here they are one thing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Self
from urllib.parse import urlencode

from yuzhengdai.domain.applications.form import LABELS
from yuzhengdai.domain.applications.validation import check, raw_values
from yuzhengdai.domain.products.enums import LoanUse, RepaymentMethod
from yuzhengdai.domain.products.facts import Fact, Facts
from yuzhengdai.domain.products.models import ProductVersion
from yuzhengdai.domain.products.search import Search
from yuzhengdai.foundation.core.figures import WAN, write_figure
from yuzhengdai.sites.member.catalogue.calculator import Question

SAID_HERE = "您想申请的"
"""Where figures come from that stand in the address."""

USE = "use"
"""The parameter of a product's page beside those of the calculator."""

_FIELDS = ("amount_wan", "term_months", "use", "repayment_method")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Texts under the names of the application's fields; "" for what was not said. ``amount_wan`` in 万元."""

    amount_wan: str = ""
    term_months: str = ""
    use: str = ""
    repayment_method: str = ""

    @classmethod
    def of_search(cls, search: Search) -> Self:
        """What the list was narrowed by."""
        return cls(
            amount_wan=f"{search.amount_wan.normalize():f}" if search.amount_wan is not None else "",
            term_months=str(search.term_months or ""),
            use=search.use,
        )

    @classmethod
    def of_question(cls, question: Question | None, given: Mapping[str, str]) -> Self:
        """What a product's page was asked: only what stands in its address, and no figure that cannot be taken."""
        use = given.get(USE, "")
        known_use = use if use in LoanUse.values else ""
        if question is None or question.figures is None:
            return cls(use=known_use)
        figures = question.figures
        return cls(
            amount_wan=write_figure(figures.amount_yuan, WAN) if "amount" in given else "",
            term_months=str(figures.months) if "months" in given else "",
            use=known_use,
            repayment_method=figures.method.value if "method" in given else "",
        )

    @classmethod
    def of_application(cls, params: Mapping[str, str], version: ProductVersion) -> Self:
        """What the address of an application says, as far as the product takes it."""
        given = raw_values({name: params.get(name, "") for name in _FIELDS})
        _, errors = check(version, given)
        return cls(**{name: given[name] for name in _FIELDS if name not in errors})

    @property
    def fields(self) -> dict[str, str]:
        """Field of the application → text, without those that say nothing."""
        return {name: value for name in _FIELDS if (value := getattr(self, name))}

    @property
    def product_query(self) -> str:
        """For the address of a product's page; "" for nothing."""
        pairs = (("amount", self.amount_wan), ("months", self.term_months), (USE, self.use))
        return urlencode([(name, value) for name, value in pairs if value])

    @property
    def apply_query(self) -> str:
        """For the address of the application."""
        return urlencode(self.fields)

    def facts(self) -> Facts:
        """The same as facts for comparing with a product."""
        said: dict[str, object] = {"requested_use": self.use}
        if self.amount_wan:
            said["requested_amount_yuan"] = Decimal(self.amount_wan.replace(",", "")) * WAN.own
        if self.term_months:
            said["requested_term_months"] = int(self.term_months)
        return {code: Fact(value, SAID_HERE) for code, value in said.items() if value}

    def filled_into(self, raw: Mapping[str, str]) -> dict[str, str]:
        """The texts of a form with its empty fields filled; what was typed there before stays."""
        return {name: value or self.fields.get(name, "") for name, value in raw.items()}

    def differences(self, raw: Mapping[str, str]) -> str:
        """What the form says otherwise, in words; "" where nothing is."""
        other = [name for name, value in self.fields.items() if raw.get(name) and raw[name] != value]
        return "、".join(f"{LABELS[name]} {self._said(name)}" for name in other)

    def _said(self, name: str) -> str:
        if name == "use":
            return str(LoanUse(self.use).label)
        if name == "repayment_method":
            return str(RepaymentMethod(self.repayment_method).label)
        return f"{self.amount_wan} 万元" if name == "amount_wan" else f"{self.term_months} 个月"


def with_query(path: str, query: str) -> str:
    """The path with a query, or alone."""
    return f"{path}?{query}" if query else path
