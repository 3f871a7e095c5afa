"""运营: the operator's side."""

from __future__ import annotations

from yuzhengdai.sites.ops.access import urls as access
from yuzhengdai.sites.ops.agreements import urls as agreements
from yuzhengdai.sites.ops.articles import urls as articles
from yuzhengdai.sites.ops.audit import urls as audit
from yuzhengdai.sites.ops.counter import urls as counter
from yuzhengdai.sites.ops.demands import urls as demands
from yuzhengdai.sites.ops.desk import urls as desk
from yuzhengdai.sites.ops.enterprises import urls as enterprises
from yuzhengdai.sites.ops.feedback import urls as feedback
from yuzhengdai.sites.ops.institutions import urls as institutions
from yuzhengdai.sites.ops.keys import urls as keys
from yuzhengdai.sites.ops.late import urls as late
from yuzhengdai.sites.ops.products import urls as products
from yuzhengdai.sites.ops.system import urls as system
from yuzhengdai.sites.ops.verifications import urls as verifications
from yuzhengdai.sites.web.typed.views import session_urls

app_name = "ops"

urlpatterns = [
    *access.urlpatterns,
    *desk.urlpatterns,
    *verifications.urlpatterns,
    *counter.urlpatterns,
    *products.urlpatterns,
    *demands.urlpatterns,
    *late.urlpatterns,
    *feedback.urlpatterns,
    *enterprises.urlpatterns,
    *institutions.urlpatterns,
    *agreements.urlpatterns,
    *articles.urlpatterns,
    *system.urlpatterns,
    *keys.urlpatterns,
    *audit.urlpatterns,
    *session_urls(),
]
