"""All addresses: each site brings its own URL configuration."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from yuzhengdai.sites.web.elder import elder_switch
from yuzhengdai.sites.web.gallery import frame, gallery
from yuzhengdai.sites.web.site import SITES


def _present(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


urlpatterns: list[URLPattern | URLResolver] = [
    path(site.prefix[1:], include(f"yuzhengdai.sites.{site.key}.urls")) for site in SITES
]
if _present("yuzhengdai.sites.api.urls"):
    urlpatterns.insert(0, path("api/", include("yuzhengdai.sites.api.urls")))
urlpatterns.insert(0, path("elder/", elder_switch, name="elder"))
if settings.IS_DEMO:
    urlpatterns.insert(0, path("sandbox/components/", gallery, name="gallery"))
    for layout in ("portal", "console", "staff", "auth", "plain"):
        urlpatterns.insert(
            0, path(f"sandbox/components/{layout}/", frame, {"name": layout}, name=f"gallery-{layout}")
        )
if settings.IS_DEMO and _present("demo.urls"):
    urlpatterns.insert(0, path("sandbox/", include("demo.urls")))

handler400 = "yuzhengdai.sites.web.errors.bad_request"
handler403 = "yuzhengdai.sites.web.errors.permission_denied"
handler404 = "yuzhengdai.sites.web.errors.page_not_found"
handler500 = "yuzhengdai.sites.web.errors.server_error"
