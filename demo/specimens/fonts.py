"""Fonts of specimens: those of the npm package that the project has anyway, and what Debian's Noto CJK adds where installed."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

_ROOT = Path(__file__).resolve().parents[2]
_NPM = _ROOT / "node_modules" / "@expo-google-fonts" / "noto-sans-sc"
_DEBIAN = Path("/usr/share/fonts")
_FILES: dict[str, tuple[Path, int]] = {
    "light": (_NPM / "300Light" / "NotoSansSC_300Light.ttf", 0),
    "regular": (_NPM / "400Regular" / "NotoSansSC_400Regular.ttf", 0),
    "medium": (_NPM / "500Medium" / "NotoSansSC_500Medium.ttf", 0),
    "bold": (_NPM / "700Bold" / "NotoSansSC_700Bold.ttf", 0),
    # Face 2 of Debian's collections is SC.
    "serif": (_DEBIAN / "opentype" / "noto" / "NotoSerifCJK-Regular.ttc", 2),
    "serif_bold": (_DEBIAN / "opentype" / "noto" / "NotoSerifCJK-Bold.ttc", 2),
    "mono": (_DEBIAN / "truetype" / "dejavu" / "DejaVuSansMono.ttf", 0),
    "mono_bold": (_DEBIAN / "truetype" / "dejavu" / "DejaVuSansMono-Bold.ttf", 0),
}
#: Fonts without Chinese characters.
LATIN_ONLY = frozenset({"mono", "mono_bold"})


@lru_cache(maxsize=1)
def installed() -> tuple[str, ...]:
    """The names of the fonts found here, bundled ones first."""
    return tuple(name for name, (path, _) in _FILES.items() if path.exists())


@lru_cache(maxsize=256)
def font(name: str, size_px: int) -> ImageFont.FreeTypeFont:
    """A font by name; one that is not installed is replaced by the regular one."""
    path, index = _FILES[name if name in installed() else "regular"]
    return ImageFont.truetype(str(path), size_px, index=index)
