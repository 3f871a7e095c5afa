"""运营: the operator's side."""

from __future__ import annotations

from yuzhengdai.sites.ops.access import urls as access
from yuzhengdai.sites.ops.desk import urls as desk
from yuzhengdai.sites.ops.enterprises import urls as enterprises
from yuzhengdai.sites.ops.verifications import urls as verifications

app_name = "ops"

urlpatterns = [
    *access.urlpatterns,
    *desk.urlpatterns,
    *verifications.urlpatterns,
    *enterprises.urlpatterns,
]
