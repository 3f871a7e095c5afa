"""窗口协办 of an institution."""

from __future__ import annotations

from django.urls import URLPattern

from yuzhengdai.domain.institutions.enums import LEADING_ROLES, WORKING_ROLES
from yuzhengdai.sites.staff.counter.urls import counter_urls
from yuzhengdai.sites.web.gates import OfficerView


class _Works(OfficerView):
    allowed_roles = WORKING_ROLES


class _Gives(OfficerView):
    allowed_roles = LEADING_ROLES


urlpatterns: list[URLPattern] = counter_urls(works=_Works, gives=_Gives, looks=_Works)
