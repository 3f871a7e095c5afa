"""What makes a web app of the pages: manifest, service worker, the page for times without a network."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse

from yuzhengdai.sites.app.gates import AppPublicView
from yuzhengdai.sites.app.shell.build import OFFLINE_TEMPLATE, Worker, worker_make

NAME = "豫正贷"
_ICONS = (
    ("icon-192", 192, "any"),
    ("icon-512", 512, "any"),
    ("icon-maskable-192", 192, "maskable"),
    ("icon-maskable-512", 512, "maskable"),
)


class ManifestView(AppPublicView):
    """The web app manifest (R5)."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Name, scope, icons and two shortcuts."""
        home = reverse("app:home")
        manifest = {
            "id": home,
            "name": NAME,
            "short_name": NAME,
            "description": "在手机上完成企业认证，比较全省金融产品，申请并查看进度，平台不收费。",
            "lang": "zh-CN",
            "dir": "ltr",
            "start_url": home,
            "scope": home,
            "display": "standalone",
            "background_color": "#f5f7f6",
            "theme_color": "#14566a",
            "categories": ["finance", "business"],
            "icons": [
                {
                    "src": static(f"img/app/{name}.png"),
                    "sizes": f"{size}x{size}",
                    "type": "image/png",
                    "purpose": purpose,
                }
                for name, size, purpose in _ICONS
            ],
            "shortcuts": [
                {"name": "我的申请", "url": reverse("app:application-list")},
                {"name": "金融产品", "url": reverse("app:product-list")},
            ],
        }
        response = JsonResponse(manifest, json_dumps_params={"ensure_ascii": False})
        response["Content-Type"] = "application/manifest+json; charset=utf-8"
        response["Cache-Control"] = "public, max-age=3600"
        return response


@lru_cache(maxsize=1)
def _kept_worker(offline_url: str) -> Worker | None:
    return worker_make(offline_url=offline_url)


class ServiceWorkerView(AppPublicView):
    """The worker's script. Asked for again at each visit, so that a new build arrives at once."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The built script with this build's list before it; 404 without a built front end."""
        offline_url = reverse("app:offline")
        # Built files do not change under a running process, except while developing.
        worker = worker_make(offline_url=offline_url) if settings.DEBUG else _kept_worker(offline_url)
        if worker is None:
            _kept_worker.cache_clear()  # it may be built later
            raise Http404
        response = HttpResponse(worker.script, content_type="text/javascript; charset=utf-8")
        response["Service-Worker-Allowed"] = reverse("app:home")
        response["Cache-Control"] = "no-cache"
        return response


class OfflineView(AppPublicView):
    """Shown by the service worker when the network is gone. The same for everybody: no name, no token."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, OFFLINE_TEMPLATE)
