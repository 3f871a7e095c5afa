"""运营: the operator's side."""

from __future__ import annotations

from yuzhengdai.sites.ops.access import urls as access
from yuzhengdai.sites.ops.desk import urls as desk

app_name = "ops"

urlpatterns = [*access.urlpatterns, *desk.urlpatterns]
