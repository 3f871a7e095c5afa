"""豫正贷, the phone app; until it is there /app/ says so."""

from __future__ import annotations

from yuzhengdai.sites.app.download import urls as download

app_name = "app"

urlpatterns = [*download.urlpatterns]
