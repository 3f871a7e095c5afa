"""Bars by month as SVG, the same on the page and in the PDF. Numbers only: no text of a source gets in."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_UP, Decimal

_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM = 720, 220, 64, 18, 26
_INK, _GRID, _TEXT = "#1b6e85", "#dfe5e8", "#4a5a60"
_FONT = "Noto Sans SC, sans-serif"
_STEPS = (Decimal(1), Decimal(2), Decimal(4), Decimal(5), Decimal(10))


def bars(months: Sequence[str], values: Sequence[Decimal]) -> str:
    """One bar a month, 「2026-11」, at least one; the scale ends at a round figure above the highest. Width 720, height 220."""
    top = _round_up(max(values)) if max(values) > 0 else Decimal(1)
    plot = _HEIGHT - _TOP - _BOTTOM
    slot = Decimal(_WIDTH - _LEFT) / len(values)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'font-family="{_FONT}" font-size="12" fill="{_TEXT}" aria-hidden="true">'
    )
    parts = [head]
    for step in range(3):
        y = _TOP + plot - plot * step / 2
        parts.append(
            f'<line x1="{_LEFT}" y1="{y:.1f}" x2="{_WIDTH}" y2="{y:.1f}" stroke="{_GRID}"/>'
            f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{_figure(top * step / 2)}</text>'
        )
    every = 1 if len(values) <= 12 else 3
    for number, (month, value) in enumerate(zip(months, values, strict=True)):
        height = value / top * plot
        x = _LEFT + slot * number
        parts.append(
            f'<rect x="{x + slot / 6:.1f}" y="{_TOP + plot - height:.1f}" width="{slot * 2 / 3:.1f}" '
            f'height="{height:.1f}" fill="{_INK}"/>'
        )
        if number % every == 0:
            parts.append(
                f'<text x="{x + slot / 2:.1f}" y="{_HEIGHT - 8}" text-anchor="middle">{_short(month)}</text>'
            )
    return "".join([*parts, "</svg>"])


def _round_up(value: Decimal) -> Decimal:
    unit = Decimal(10) ** value.adjusted()
    return next(step * unit for step in _STEPS if step * unit >= value)


def _figure(value: Decimal) -> str:
    if value >= 10_000:
        return f"{(value / 10_000).quantize(Decimal('0.1'), ROUND_UP).normalize():f} 万"
    return f"{value.normalize():f}"


def _short(month: str) -> str:
    year, _, number = month.partition("-")
    return f"{year[2:]}-{number}"
