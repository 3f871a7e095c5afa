"""What the service worker must know of this build: files to keep, and a name that changes whenever one of them does."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static

from yuzhengdai.sites.web.vite import manifest_path

_WORKER = "frontend/ts/workers/app.ts"
_KEPT_FROM_START = (
    "frontend/css/main.css",
    "frontend/css/app.css",
    "frontend/ts/main.ts",
    "frontend/ts/islands/app-shell.ts",
)
OFFLINE_TEMPLATE = "app/shell/offline.html"


@dataclass(frozen=True, slots=True)
class Worker:
    """The script as sent. ``version`` is the build's."""

    script: str
    version: str


def _url(file: str) -> str:
    return static(getattr(settings, "VITE_STATIC_PREFIX", "dist/") + file)


def _files(manifest: dict[str, dict[str, list[str]]]) -> list[str]:
    files: list[str] = []
    for entry in _KEPT_FROM_START:
        chunk = manifest.get(entry, {})
        files += [str(chunk["file"])] if "file" in chunk else []
        files += [*chunk.get("css", ()), *chunk.get("assets", ())]
    return [_url(file) for file in dict.fromkeys(files)]


def worker_make(*, offline_url: str) -> Worker | None:
    """The service worker of this build; None when the front end has not been built."""
    path = manifest_path()
    if not path.exists():
        return None
    manifest = json.loads(path.read_text(encoding="utf-8"))
    if _WORKER not in manifest:
        return None
    code = (path.parent / manifest[_WORKER]["file"]).read_text(encoding="utf-8")
    files = _files(manifest)
    offline = render_to_string(OFFLINE_TEMPLATE, {})
    version = hashlib.sha256("\n".join([code, offline, *files]).encode()).hexdigest()[:12]
    build = {
        "cache": f"yuzhengdai-app-{version}",
        "offline": offline_url,
        "files": files,
        "kept": [_url("assets/")],
    }
    # Assigned before the code runs; JSON is a subset of the language and holds addresses of ours only.
    return Worker(script=f"const __BUILD__ = {json.dumps(build)};\n{code}", version=version)
