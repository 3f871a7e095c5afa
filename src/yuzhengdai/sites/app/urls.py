"""豫正贷, the phone app under /app/: phone-first pages that work without installing."""

from __future__ import annotations

from yuzhengdai.sites.app.access import urls as access
from yuzhengdai.sites.app.applications import urls as applications
from yuzhengdai.sites.app.catalogue import urls as catalogue
from yuzhengdai.sites.app.certificate import urls as certificate
from yuzhengdai.sites.app.demands import urls as demands
from yuzhengdai.sites.app.download import urls as download
from yuzhengdai.sites.app.home import urls as home
from yuzhengdai.sites.app.messages import urls as messages
from yuzhengdai.sites.app.mine import urls as mine
from yuzhengdai.sites.app.scan import urls as scan
from yuzhengdai.sites.app.shell import urls as shell
from yuzhengdai.sites.app.verification import urls as verification

app_name = "app"

urlpatterns = [
    *home.urlpatterns,
    *shell.urlpatterns,
    *access.urlpatterns,
    *catalogue.urlpatterns,
    *applications.urlpatterns,
    *demands.urlpatterns,
    *messages.urlpatterns,
    *mine.urlpatterns,
    *scan.urlpatterns,
    *download.urlpatterns,
    *verification.urlpatterns,
    *certificate.urlpatterns,
]
