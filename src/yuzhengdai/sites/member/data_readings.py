"""「谁看过我的数据」: who read what, when and for which application; on any screen, in the app, and as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from yuzhengdai.domain.applications.selectors.enterprise import own_applications
from yuzhengdai.domain.credit.enums import DataItem
from yuzhengdai.domain.credit.models import DataAccess
from yuzhengdai.domain.credit.selectors import accesses_of_enterprise
from yuzhengdai.domain.credit.services import accesses_export
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import local, today
from yuzhengdai.foundation.core.paging import page_of
from yuzhengdai.sites.web.gates import EnterpriseView
from yuzhengdai.sites.web.site import render_page, site_of
from yuzhengdai.sites.web.spreadsheet import safe_cell

_HEADS = ("查看时间", "机构", "查看人", "查看内容", "授权事项", "申请编号", "用途")


class DataReadingsView(EnterpriseView):
    """A page of readings, newest first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Members of the enterprise see all readings of its data, also of grants that ended."""
        actor = self.request.actor
        page = page_of(accesses_of_enterprise(actor=actor), request.GET.get("page"))
        numbers = _numbers(actor, page)
        context = {
            "page": page,
            "readings": [
                (
                    _seconds(row),
                    f"{row.authorisation.institution.name} {row.reader_name}",
                    f"{row.what}（申请 {numbers.get(row.authorisation.subject_id) or '—'}）",
                )
                for row in page
            ],
            "export_url": site_of(request).url("data-readings-export"),
            "back": site_of(request).url("authorisations"),
        }
        return render_page(request, "authorisations/readings.html", context)


class DataReadingsExportView(EnterpriseView):
    """The same as a CSV file that spreadsheet programs open, on record."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """UTF-8 with a mark for spreadsheet programs; no cell is a formula."""
        rows = accesses_export(actor=self.request.actor)
        numbers = _numbers(self.request.actor, rows)
        out = io.StringIO()
        file = csv.writer(out)
        file.writerow(_HEADS)
        for row in rows:
            grant = row.authorisation
            number = numbers.get(grant.subject_id, "")
            item = DataItem(grant.item).label
            cells = (
                _seconds(row),
                grant.institution.name,
                row.reader_name,
                row.what,
                item,
                number,
                grant.purpose,
            )
            file.writerow([safe_cell(str(cell)) for cell in cells])
        response = HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
        name = f"谁看过我的数据-{today():%Y%m%d}.csv"
        response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
        response["Cache-Control"] = "private, no-store"
        return response


def _seconds(row: DataAccess) -> str:
    return f"{local(row.created_at):%Y-%m-%d %H:%M:%S}"


def _numbers(actor: Actor, rows: Iterable[DataAccess]) -> Mapping[UUID, str]:
    """Application → its number, in one query."""
    wanted = {row.authorisation.subject_id for row in rows}
    found = own_applications(actor).filter(pk__in=wanted).values_list("pk", "number")
    return {pk: number or "" for pk, number in found}
