"""Specimen business licences: the landscape original and the portrait copy of 2019, and the single column of 2015."""

from __future__ import annotations

import random
from dataclasses import dataclass

import segno
from PIL import Image

from demo.specimens.canvas import Canvas, Style
from demo.specimens.holders import Enterprise

LAYOUTS = ("landscape", "portrait", "column")
_PLAIN = Style(label_colour=(60, 50, 40), ink=(20, 20, 22), tint=(250, 246, 232))
_BORDER = (196, 160, 90)
#: Kind → what the printed labels are called: representative, capital, date, period, address, scope.
_LABELS: dict[str, tuple[str, str, str, str, str, str]] = {
    "company": ("法定代表人", "注册资本", "成立日期", "营业期限", "住所", "经营范围"),
    "sole_trader": ("经营者", "", "注册日期", "", "经营场所", "经营范围"),
    "partnership": ("执行事务合伙人", "出资额", "成立日期", "合伙期限", "主要经营场所", "经营范围"),
    "proprietorship": ("投资人", "出资额", "成立日期", "营业期限", "住所", "经营范围"),
    "branch": ("负责人", "", "成立日期", "营业期限", "经营场所", "经营范围"),
    "cooperative": ("法定代表人", "成员出资总额", "成立日期", "营业期限", "住所", "业务范围"),
}
#: What stands in the left of two columns.
_LEFT = frozenset({"name", "type", "representative", "scope"})


@dataclass(frozen=True, slots=True)
class _Column:
    """Where a column of fields stands, in millimetres."""

    x: float
    label_width: float
    right: float
    size: float
    pitch: float


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A licence on its way: the page, whose it is, whose QR code it carries (None: none), the label of the code."""

    page: Canvas
    enterprise: Enterprise
    qr_of: Enterprise | None
    code_label: str


def licence(
    enterprise: Enterprise,
    *,
    qr: bool = True,
    style: Style = _PLAIN,
    px_per_mm: float = 10.0,
    qr_of: Enterprise | None = None,
    code_label: str = "统一社会信用代码",
) -> Image.Image:
    """A licence made out to ``enterprise``, A4. ``style.layout`` as in ``LAYOUTS``.

    ``qr_of`` prints the QR code of another enterprise, ``code_label`` what stands before the code.
    """
    rng = random.Random(f"specimen-licence:{style.seed}")
    layout = style.layout or rng.choices(LAYOUTS, weights=(5, 3, 3))[0]
    size = (297.0, 210.0) if layout == "landscape" else (210.0, 297.0)
    page = _page(*size, px_per_mm, style, rng)
    drawn = _Drawn(page, enterprise, (qr_of or enterprise) if qr else None, code_label)
    if layout == "landscape":
        return _landscape(drawn, style=style, rng=rng)
    return _upright(drawn, style=style, rng=rng, columns=layout == "portrait")


def qr_text(enterprise: Enterprise) -> str:
    """What the QR code of a specimen says: an address in the form of the publicity system's, on example.cn."""
    return f"http://www.gsxt.example.cn/%7Bscztdj%7D?uniscid={enterprise.uscc}&sign=SPECIMEN"


def _landscape(drawn: _Drawn, *, style: Style, rng: random.Random) -> Image.Image:
    page, enterprise = drawn.page, drawn.enterprise
    dx, dy = style.shift[0] * 2, style.shift[1] * 2
    page.centred(
        148.5 + dx, 46 + dy, "营业执照", name="bold", size=16.5, colour=style.ink, gap=rng.uniform(2, 9)
    )
    page.centred(
        148.5 + dx,
        60 + dy,
        rng.choice(("(副  本)", "（副 本）", "")),
        name=style.value_font,
        size=5.5,
        colour=style.ink,
    )
    is_stacked = rng.random() < 0.7
    at = (28 + dx, (rng.uniform(36, 50) if is_stacked else rng.uniform(28, 32)) + dy)
    _code(drawn, style, at, rng, stacked=is_stacked)
    if drawn.qr_of:
        _qr(page, drawn.qr_of, 238 + dx, 32 + dy, 28)
    size = 4.5 * style.scale
    left = _Column(28 + dx, 30, 146 + dx, size, size * 2.5)
    right = _Column(158 + dx, 30, 266 + dx, size, size * 2.5)
    fields = _fields(enterprise)
    _column(page, style, left, 76 + dy, [row for row in fields if row[0] in _LEFT])
    _column(page, style, right, 76 + dy, [row for row in fields if row[0] not in _LEFT])
    _foot(page, style, enterprise, (210 + dx, 172 + dy), rng)
    _foot_lines(page, style, 198)
    page.specimen_mark(70, 20, 5, 0)
    return page.image


def _upright(drawn: _Drawn, *, style: Style, rng: random.Random, columns: bool) -> Image.Image:
    page, enterprise = drawn.page, drawn.enterprise
    dx, dy = style.shift[0] * 1.6, style.shift[1] * 1.6
    page.centred(105 + dx, 60 + dy, "营业执照", name="bold", size=15, colour=style.ink, gap=rng.uniform(2, 7))
    page.centred(105 + dx, 73 + dy, "（副  本）", name=style.value_font, size=5.0, colour=style.ink)
    if columns:
        is_above = rng.random() < 0.5
        at = (22 + dx, (rng.uniform(32, 42) if is_above else rng.uniform(82, 88)) + dy)
        _code(drawn, style, at, rng, stacked=is_above)
    else:
        page.centred(
            105 + dx, 86 + dy, f"{drawn.code_label}{rng.choice((' ', '：', '  '))}{enterprise.uscc}",
            name=style.digit_font if style.digit_font not in {"mono", "mono_bold"} else "medium", size=5.0, colour=style.ink,
        )  # fmt: skip
    if drawn.qr_of:
        _qr(page, drawn.qr_of, 164 + dx if columns else 32 + dx, 30 + dy if columns else 232 + dy, 26)
    fields = _fields(enterprise)
    if columns:
        size = 3.7 * style.scale
        left = _Column(22 + dx, 25, 104 + dx, size, size * 2.6)
        right = _Column(112 + dx, 25, 192 + dx, size, size * 2.6)
        _column(page, style, left, 100 + dy, [row for row in fields if row[0] in _LEFT])
        _column(page, style, right, 100 + dy, [row for row in fields if row[0] not in _LEFT])
    else:
        size = 4.6 * style.scale
        order = ("name", "type", "form", "address", "representative", "capital", "date", "period", "scope")
        rows = sorted(fields, key=lambda row: order.index(row[0]))
        label_width = 44 if len(_LABELS[enterprise.kind][0]) > 5 else 37
        _column(page, style, _Column(26 + dx, label_width, 186 + dx, size, size * 2.3), 102 + dy, rows)
    _foot(page, style, enterprise, (128 + dx, 258 + dy), rng)
    _foot_lines(page, style, 284)
    page.specimen_mark(60, 24, 6, 0)
    return page.image


def _fields(enterprise: Enterprise) -> list[tuple[str, str, str]]:
    """Key, printed label, value of what this kind of licence has."""
    representative, capital, day, period, address, scope = _LABELS[enterprise.kind]
    established = enterprise.established_on
    rows = [
        ("name", "名称", enterprise.name),
        ("type", "类型", enterprise.type_text),
        ("representative", representative, enterprise.representative),
        ("form", "组成形式", enterprise.form_text),
        ("capital", capital, enterprise.capital_text),
        ("date", day, f"{established.year}年{established.month:02d}月{established.day:02d}日"),
        ("period", period, enterprise.period_text),
        ("address", address, enterprise.address),
        ("scope", scope, enterprise.scope),
    ]
    return [row for row in rows if row[1] and row[2]]


def _column(page: Canvas, style: Style, column: _Column, y: float, rows: list[tuple[str, str, str]]) -> None:
    for _key, label, value in rows:
        _spread(page, style, column, y, label)
        x = column.x + column.label_width
        lines = page.wrapped(
            value, name=style.value_font, size=column.size, width=column.right - x, gap=style.tracking
        )
        for number, line in enumerate(lines):
            line_y = y + number * column.size * 1.5
            page.text(
                x, line_y, line, name=style.value_font, size=column.size, colour=style.ink, gap=style.tracking
            )
        y += max(column.pitch, column.size * 1.5 * (len(lines) - 1) + column.pitch * 0.85)


def _spread(page: Canvas, style: Style, column: _Column, y: float, label: str) -> None:
    """A label, its characters spread over the column's label width as licences print them."""
    size, name = column.size, style.label_font
    natural = page.width(label, name=name, size=size)
    room = min(column.label_width * 0.82, 5 * size * 1.08)
    gap = 0.0
    if style.label_gap < 1.0 and len(label) < 5:
        gap = max(0.0, (room - natural) / (len(label) - 1))
    if natural > column.label_width * 0.96:
        size *= column.label_width * 0.94 / natural
    page.text(column.x, y, label, name=name, size=size, colour=style.label_colour, gap=gap)


def _code(
    drawn: _Drawn,
    style: Style,
    at: tuple[float, float],
    rng: random.Random,
    *,
    stacked: bool,
) -> None:
    page, enterprise = drawn.page, drawn.enterprise
    label, size, (x, y) = drawn.code_label, 4.0, at
    end = page.text(x, y, label, name=style.label_font, size=size, colour=style.label_colour)
    at = (x, y + 6.2) if stacked else (end + rng.uniform(1.0, 3.0), y)
    page.text(
        *at, enterprise.uscc, name=style.digit_font, size=4.4, colour=style.ink, gap=rng.uniform(0, 0.3)
    )


def _qr(page: Canvas, enterprise: Enterprise, x: float, y: float, side: float) -> None:
    code = segno.make(qr_text(enterprise), error="m", micro=False)
    rows = [list(row) for row in code.matrix_iter(border=2)]
    small = Image.new("L", (len(rows[0]), len(rows)), 255)
    small.putdata([0 if dark else 255 for row in rows for dark in row])
    pixels = round(side * page.k)
    big = small.resize((pixels, pixels), Image.Resampling.NEAREST)
    page.image.paste(big.convert("RGB"), (round(x * page.k), round(y * page.k)))


def _foot(
    page: Canvas, style: Style, enterprise: Enterprise, at: tuple[float, float], rng: random.Random
) -> None:
    """Authority, seal and date."""
    ink, name, issued, (x, y) = style.ink, style.value_font, enterprise.issued_on, at
    page.text(x - 30, y, "登 记 机 关", name=style.label_font, size=5, colour=style.label_colour)
    gap = rng.uniform(2, 6)
    words = f"{issued.year}年{' ' * round(gap)}{issued.month:02d}月{' ' * round(gap)}{issued.day:02d}日"
    page.text(x, y + 13, words, name=name, size=4.6, colour=ink)
    radius = 19 * page.k
    box = [x * page.k, y * page.k - radius * 0.75, x * page.k + 2 * radius, y * page.k + radius * 1.25]
    seal = Image.new("L", page.image.size, 0)
    canvas = Canvas(1, 1, 1, (0, 0, 0))
    canvas.image, canvas.k = seal, page.k
    canvas.draw = page.draw.__class__(seal)
    canvas.draw.ellipse(box, outline=150, width=round(1.1 * page.k))
    page.image.paste(Image.new("RGB", page.image.size, (206, 40, 40)), (0, 0), seal)
    page.draw = page.draw.__class__(page.image)


def _foot_lines(page: Canvas, style: Style, y: float) -> None:
    """The small print along the lower edge."""
    width = page.image.width / page.k
    words = (
        (0.075, "国家企业信用信息公示系统网址：http://www.gsxt.example.cn", 2.8),
        (0.4, "市场主体应当于每年1月1日至6月30日通过国家企业信用信息公示系统报送公示年度报告", 2.4),
        (0.8, "国家市场监督管理总局监制", 2.8),
    )
    for share, line, size in words:
        if width > 250 or share != 0.4:
            x = share * width if width > 250 else (share - 0.8) * 0.75 * width + 0.63 * width
            page.text(x, y, line, name="light", size=size, colour=style.ink)


def _page(width: float, height: float, px_per_mm: float, style: Style, rng: random.Random) -> Canvas:
    tint = (
        style.tint
        if style.tint[0] > 245
        else (rng.randrange(244, 254), rng.randrange(240, 252), rng.randrange(226, 246))
    )
    page = Canvas(width, height, px_per_mm, tint)
    page.waves(rng, rng.choice(((232, 214, 170), (214, 226, 210), (240, 210, 200))), rng.uniform(0.1, 0.4))
    for inset, thick in ((6.0, 2.2), (10.0, 0.5)):
        box = [inset * page.k, inset * page.k, (width - inset) * page.k, (height - inset) * page.k]
        page.draw.rectangle(box, outline=_BORDER, width=round(thick * page.k))
    x, y, radius = width / 2, 27.0 if width > height else 36.0, 9.0
    disc = [value * page.k for value in (x - radius, y - radius, x + radius, y + radius)]
    page.draw.ellipse(disc, fill=(208, 66, 48), outline=(220, 170, 70), width=round(0.8 * page.k))
    return page
