"""Finds built front-end files through Vite's manifest.

`frontend/` is built into a static directory whose `manifest.json` names the hashed file of each entry. Templates ask for
entries by their path below `frontend/`: `vite("css/main.css", "ts/main.ts")`.
"""

import json
import logging
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from markupsafe import Markup

logger = logging.getLogger(__name__)

_MISSING = Markup("<!-- front end not built: npm run build -->")


def manifest_path() -> Path:
    """Where Vite writes its manifest; the setting `VITE_MANIFEST` wins over the default place."""
    configured = getattr(settings, "VITE_MANIFEST", None)
    if configured:
        return Path(configured)
    return Path(__file__).resolve().parents[2] / "static" / "dist" / "manifest.json"


@lru_cache(maxsize=4)
def _read_manifest(path: Path, modified_ns: int) -> dict[str, Any]:
    """The manifest as parsed JSON; `modified_ns` makes a rebuilt file count as another one."""
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


@lru_cache(maxsize=1)
def _frozen_manifest(path: Path) -> dict[str, Any]:
    """The manifest read once per process, for settings with DEBUG off."""
    return _read_manifest(path, path.stat().st_mtime_ns)


def _manifest() -> dict[str, Any]:
    path = manifest_path()
    try:
        if settings.DEBUG:
            return _read_manifest(path, path.stat().st_mtime_ns)
        return _frozen_manifest(path)
    except FileNotFoundError:
        logger.warning("front end not built: %s is missing", path)
        return {}


def _chunk(entry: str) -> dict[str, Any] | None:
    manifest = _manifest()
    for key in (entry, f"frontend/{entry}"):
        chunk = manifest.get(key)
        if chunk is not None:
            return dict(chunk)
    return None


def _static_url(file: str) -> str:
    return static(getattr(settings, "VITE_STATIC_PREFIX", "dist/") + file)


def asset(entry: str) -> str:
    """The URL of one built entry, or an empty string when the front end has not been built."""
    chunk = _chunk(entry)
    return _static_url(chunk["file"]) if chunk else ""


def vite(*entries: str) -> Markup:
    """The tags of `_tags`; worked out once per process where files do not change under it."""
    return (
        _tags(entries)
        if settings.DEBUG or not manifest_path().exists()
        else _kept_tags(manifest_path(), entries)
    )


@lru_cache(maxsize=64)
def _kept_tags(manifest: Path, entries: tuple[str, ...]) -> Markup:
    return _tags(entries)


def _tags(entries: tuple[str, ...]) -> Markup:
    """`<link>` and `<script type="module">` tags for the entries, styles first, each file once.

    An entry that the manifest does not know yields an HTML comment instead of an error, so that the server runs before
    the first build.
    """
    styles: list[str] = []
    scripts: list[str] = []
    missing = False
    for entry in entries:
        chunk = _chunk(entry)
        if chunk is None:
            missing = True
            continue
        target = styles if chunk["file"].endswith(".css") else scripts
        target.append(_static_url(chunk["file"]))
        styles.extend(_static_url(file) for file in chunk.get("css", ()))
    tags = [Markup('<link rel="stylesheet" href="{}">').format(href) for href in dict.fromkeys(styles)]
    tags += [Markup('<script type="module" src="{}"></script>').format(src) for src in dict.fromkeys(scripts)]
    if missing:
        tags.append(_MISSING)
    return Markup("\n").join(tags)
