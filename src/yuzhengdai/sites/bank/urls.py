"""银行工作台: the institution's side."""

from __future__ import annotations

from yuzhengdai.sites.bank.access import urls as access
from yuzhengdai.sites.bank.authority import urls as authority
from yuzhengdai.sites.bank.cases import urls as cases
from yuzhengdai.sites.bank.counter import urls as counter
from yuzhengdai.sites.bank.demands import urls as demands
from yuzhengdai.sites.bank.messages import urls as messages
from yuzhengdai.sites.web.typed.views import session_urls

app_name = "bank"

urlpatterns = [
    *access.urlpatterns,
    *cases.urlpatterns,
    *demands.urlpatterns,
    *authority.urlpatterns,
    *counter.urlpatterns,
    *messages.urlpatterns,
    *session_urls(),
]
