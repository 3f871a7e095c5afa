"""窗口协办 of the operator: the same pages, and looking again at what counters proved."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.ops.counter.samples import SampleListView, SampleView
from yuzhengdai.sites.ops.shell import ADMINISTRATORS, OPERATOR, DeskView
from yuzhengdai.sites.staff.counter.urls import counter_urls


class _Works(DeskView):
    nav = "counter"
    allowed_roles = frozenset({OPERATOR})


class _Gives(DeskView):
    nav = "counter"
    allowed_roles = ADMINISTRATORS | {OPERATOR}


urlpatterns: list[URLPattern] = [
    path("counter/samples/", SampleListView.as_view(), name="counter-samples"),
    path("counter/samples/<uuid:session_id>/", SampleView.as_view(), name="counter-sample"),
    *counter_urls(works=_Works, gives=_Gives, looks=_Gives),
]
