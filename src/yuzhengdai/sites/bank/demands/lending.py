"""可贷区域 and the amount above which a 方案 waits for a manager."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yuzhengdai.domain.institutions.enums import LEADING_ROLES
from yuzhengdai.domain.institutions.lending import institution_lending_set
from yuzhengdai.foundation.core.errors import Conflict, FieldErrors
from yuzhengdai.foundation.core.figures import WAN, read_figure, write_figure
from yuzhengdai.foundation.reference import regions
from yuzhengdai.sites.bank.demands.offers import posted_number
from yuzhengdai.sites.web.gates import OfficerView

LABEL = "放行金额"


class LendingView(OfficerView):
    """Both parameters of the institution on one page, for managers."""

    allowed_roles: ClassVar[frozenset[str]] = LEADING_ROLES

    def get(self, request: HttpRequest) -> HttpResponse:
        institution = self.officer.institution
        return self.page(
            areas=list(institution.lending_areas),
            typed=write_figure(institution.offer_release_above_yuan, WAN),
            version=institution.version,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Set both, or the page again with what was chosen."""
        areas = [area for area in request.POST.getlist("areas") if area][:200]
        typed = request.POST.get("release_above", "").replace("\x00", "")[:40]
        version = posted_number(request, "version")
        try:
            institution_lending_set(
                actor=self.request.actor,
                institution_id=self.officer.institution_id,
                areas=areas,
                release_above_yuan=_amount(typed),
                expected_version=version,
            )
        except ValidationError as error:
            errors = {"release_above": error.messages[0]}
            return self.page(areas=areas, typed=typed, version=version, errors=errors, status=422)
        except FieldErrors as error:
            errors = {
                ("release_above" if k == "release_above_yuan" else k): v for k, v in error.fields.items()
            }
            return self.page(areas=areas, typed=typed, version=version, errors=errors, status=422)
        except Conflict as error:
            self.officer.institution.refresh_from_db()
            return self.page(
                areas=areas,
                typed=typed,
                version=self.officer.institution.version,
                problem=error.sentence,
                status=409,
            )
        messages.success(request, "可贷区域和放行金额已保存，需求大厅随后按新的区域列出。")
        return redirect("bank:lending")

    def page(
        self,
        *,
        areas: list[str],
        typed: str,
        version: int,
        errors: dict[str, str] | None = None,
        problem: str = "",
        status: int = 200,
    ) -> HttpResponse:
        """With what was chosen, and what stands against it at its field."""
        context: dict[str, Any] = {
            "page_title": "可贷区域",
            "nav": "demands",
            "groups": regions.area_choices(),
            "areas": areas,
            "typed": typed,
            "version": version,
            "errors": errors or {},
            "problem": problem,
        }
        return render(self.request, "bank/demands/lending.html", context, status=status)


def _amount(typed: str) -> Decimal | None:
    """Yuan; None for no amount: every offer goes out at once."""
    return read_figure(typed, WAN, label=LABEL)
