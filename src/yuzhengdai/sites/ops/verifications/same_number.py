"""Other accounts that use the number of the paper, in the desk's words. Who they are is shown after a look for a reason on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse

from yuzhengdai.domain.verification.desk import SameNumber
from yuzhengdai.domain.verification.repeat_senders import repeat_senders
from yuzhengdai.domain.verification.shared_numbers import LISTED, shared_numbers, shared_numbers_read
from yuzhengdai.foundation.core.masking import mask_phone
from yuzhengdai.foundation.core.paging import page_of
from yuzhengdai.sites.ops.shell import OPERATOR, DeskView

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """One attempt of another account; the phone stays masked."""

    enterprise: str
    phone: str
    way: str
    state: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SameNumberLines:
    """``sentence`` is "" where nobody else uses the number; ``attempts`` are empty until revealed."""

    sentence: str
    attempts: tuple[AttemptLine, ...]


def same_number_lines(found: SameNumber, *, is_revealed: bool) -> SameNumberLines:
    """The count always, the accounts when revealed."""
    if not found.accounts:
        return SameNumberLines("", ())
    sentence = f"另有 {found.accounts} 个账号用过这个证件号码；各账号近 30 天活体检测未通过 {found.failed} 次，通过 {found.passed} 次"
    attempts = tuple(
        AttemptLine(
            enterprise=row.enterprise.name,
            phone=mask_phone(str(row.user.phone)),
            way=str(row.get_way_display()),
            state=str(row.get_state_display()),
            at=row.created_at,
        )
        for row in found.others
    )
    return SameNumberLines(sentence, attempts if is_revealed else ())


class SharedNumberListView(DeskView):
    """Over all cases: numbers that several accounts use, and accounts that send again and again.

    Neither numbers nor people are named here; the case shows them for a reason.
    """

    nav = "verifications"
    allowed_roles = frozenset({OPERATOR})

    def get(self, request: HttpRequest) -> HttpResponse:
        """Those used last first."""
        actor = self.request.actor
        page = page_of(shared_numbers(actor=actor), request.GET.get("page"), size=PAGE_SIZE)
        rows = shared_numbers_read(actor=actor, groups=list(page))
        return self.page(
            "verifications/shared_numbers",
            rows=rows,
            page=page,
            is_capped=page.paginator.count >= LISTED,
            repeated=repeat_senders(actor=actor),
        )
