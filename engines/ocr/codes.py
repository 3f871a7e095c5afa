"""QR codes in a picture (zxing-cpp)."""

from __future__ import annotations

from typing import Final

import zxingcpp

from engines.ocr.pictures import Picture, grey

#: More text than this no code of ours or of a licence holds.
_LONGEST: Final = 2000
_AT_MOST: Final = 8


def codes_of(picture: Picture) -> list[str]:
    """The texts of the QR codes in a picture, stripped and cut; those without text are left out."""
    wanted = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    texts = (code.text.strip()[:_LONGEST] for code in zxingcpp.read_barcodes(grey(picture), formats=wanted))
    return [text for text in texts if text][:_AT_MOST]
