"""Where somebody can be proved at a counter: every counter that has a holder of the right 「窗口协办」, and nothing else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from yuzhengdai.domain.verification.counter.holders import Counter, counters_public
from yuzhengdai.foundation.reference.regions import city_of
from yuzhengdai.sites.web.gates import PublicView
from yuzhengdai.sites.web.site import render_page


class CountersPage(PublicView):
    """For everybody: who cannot get on with a phone may not be able to log in either."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The operator's windows first, then the institutions' by their order."""
        rows = [_row(counter) for counter in counters_public()]
        return render_page(request, "counters.html", {"rows": rows})


def _row(counter: Counter) -> dict[str, str]:
    city = city_of(counter.region_code) if counter.region_code else None
    return {
        "name": counter.name,
        "city": city.name if city else "",
        "address": counter.address,
        "phone": counter.phone,
    }
