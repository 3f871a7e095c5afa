"""What an institution asked for with 退回补件, thing by thing: each has its own place in the supplement."""

from __future__ import annotations

import re

from yuzhengdai.domain.applications.enums import ApplicationState, DocumentKind
from yuzhengdai.domain.applications.models import Application, ApplicationDocument, StatusChange

MOST_ITEMS = 10
_BETWEEN = re.compile(r"[\n；;]+")
_NUMBER = re.compile(
    r"^\s*(?:[（(]?\d{1,2}[)）.．、]|[（(]?[一二三四五六七八九十]{1,2}[)）、]|[①-⑩]|[-·•])\s*"
)
_KIND_WORDS = {
    DocumentKind.BANK_STATEMENT.value: ("流水", "对账单"),
    DocumentKind.FINANCIAL_STATEMENT.value: ("财务报表", "报表", "资产负债表", "利润表"),
    DocumentKind.CONTRACT.value: ("合同", "订单", "发票"),
    DocumentKind.TAX_CERTIFICATE.value: ("纳税", "完税", "税票"),
    DocumentKind.COLLATERAL.value: ("房产证", "不动产", "权属", "抵押", "质押"),
    DocumentKind.LEASE.value: ("租赁", "租房", "场地"),
}


def asked_items(note: str) -> list[str]:
    """The things of a note, in the officer's own words: one a line or between semicolons, without the number before it, each once."""
    found = [_NUMBER.sub("", part).strip().rstrip("。.，,") for part in _BETWEEN.split(note)]
    return list(dict.fromkeys(item for item in found if item))[:MOST_ITEMS]


def asked_kind(note: str) -> str:
    """The kind of paper that an institution's words ask for first; 「其他材料」 where they name none."""
    places = [
        (place, kind)
        for kind, words in _KIND_WORDS.items()
        if (place := min((note.find(word) for word in words if word in note), default=-1)) >= 0
    ]
    return min(places)[1] if places else DocumentKind.OTHER.value


def last_return(row: Application) -> StatusChange | None:
    """The newest 退回补件 of an application; of the changes at hand where they were fetched along."""
    changes = getattr(row, "history", None)
    if changes is not None:
        return next((change for change in changes if change.action == "return"), None)
    return row.changes.filter(action="return").order_by("-created_at").first()


def asked_of(row: Application) -> list[str]:
    """What is asked for now: nothing unless the application waits for its supplement."""
    returned = last_return(row) if row.state == ApplicationState.RETURNED else None
    return asked_items(returned.note) if returned is not None else []


def missing_of(row: Application) -> list[str]:
    """What the newest 退回补件 asked for and is not there. Nothing where papers came that answer no thing by name: which they answer,
    the officer sees.
    """
    returned = last_return(row)
    if returned is None:
        return []
    there = set(
        ApplicationDocument.objects.filter(
            application=row, removed_at__isnull=True, created_at__gte=returned.created_at
        ).values_list("asked_item", flat=True)
    )
    return [] if "" in there else [item for item in asked_items(returned.note) if item not in there]
