"""The hand that only judges: nothing the engine was tuned on. Fonts of Debian's Noto CJK and the heaviest and thinnest of the npm
package, layouts, seals, watermarks, fingers and a camera of its own; Pillow and OpenCV.

Whoever tunes the reader looks at the figures of this hand, not at its pictures.
"""

from __future__ import annotations

import io
import random

import segno
from PIL import Image, ImageDraw

from benchmarks.specimens.other_marks import draw_seal, fingered, shot, watermarked
from benchmarks.specimens.other_sheet import BODY, Ink, Sheet, draw_portrait, typeface
from benchmarks.specimens.others import OTHERS
from demo.specimens.holders import Enterprise, Person

__all__ = ["back", "fingered", "front", "letter", "licence", "other_paper", "shot", "watermarked"]


def front(who: Person, key: str) -> Image.Image:
    """The front of a card, 1500 × 946."""
    rng = random.Random(f"other-front:{key}")
    sheet = Sheet(
        (1500, 946), (rng.randrange(220, 244), rng.randrange(228, 246), rng.randrange(234, 250)), rng
    )
    blue: Ink = rng.choice(((30, 90, 150), (66, 120, 160), (50, 50, 120), (80, 80, 84)))
    ink: Ink = (rng.randrange(5, 60),) * 3
    body, label = rng.choice(BODY), rng.choice(("hei", "song", "semi"))
    x, at, size = 104 + rng.randrange(-12, 30), 270 + rng.randrange(-14, 24), 55 * rng.uniform(0.93, 1.05)
    small, down = size * 0.86, rng.randrange(-10, 14)
    for word, y in (("姓名", 160), ("性别", 292), ("出生", 410), ("住址", 532)):
        sheet.print(x, y + down, word, label, small, blue, gap=rng.choice((0, 6)))
    sheet.print(at, 160 + down, who.name, body, size * 1.12, ink)
    sheet.print(at, 292 + down, who.sex, body, size, ink)
    middle = sheet.print(at + 200, 292 + down, "民族", label, small, blue)
    sheet.print(middle + 32, 292 + down, who.ethnicity, body, size, ink)
    end: float = at
    for value, unit in ((who.born_on.year, "年"), (who.born_on.month, "月"), (who.born_on.day, "日")):
        end = sheet.print(end, 410 + down, f"{value}", body, size, ink) + 14
        end = sheet.print(end, 410 + down, unit, label, small, blue) + 26
    for number, line in enumerate(sheet.lines(who.address, body, size, 640 + rng.randrange(-60, 40))):
        sheet.print(at, 532 + down + number * size * 1.34, line, body, size, ink)
    end = sheet.print(x, 846 + down, "公民身份号码", label, small, blue) + rng.uniform(30, 70)
    sheet.print(
        end,
        846 + down,
        who.number,
        rng.choice(("hei_bold", "semi", "song_bold")),
        size * 1.1,
        ink,
        gap=rng.uniform(2, 9),
    )
    portrait = draw_portrait(rng, (360, 450))
    sheet.image.paste(
        portrait, (1080 + rng.randrange(-20, 20), 130 + rng.randrange(-16, 30)), portrait.getchannel("A")
    )
    return sheet.image


def back(who: Person, key: str) -> Image.Image:
    """The back of a card, 1500 × 946."""
    rng = random.Random(f"other-back:{key}")
    sheet = Sheet(
        (1500, 946), (rng.randrange(222, 246), rng.randrange(222, 240), rng.randrange(224, 246)), rng
    )
    ink: Ink = (rng.randrange(5, 60),) * 3
    body = rng.choice(BODY)
    sheet.draw.ellipse((110, 90, 390, 370), fill=(196, 52, 44), outline=(226, 176, 70), width=14)
    sheet.draw.regular_polygon((250, 230, 90), 5, fill=(230, 190, 80))
    for words, y, size in (("中华人民共和国", 190, 96), ("居民身份证", 350, 126)):
        font = typeface("song_bold", size)
        sheet.draw.text((920, y), words, font=font, fill=ink, anchor="mm")
    until = "长期" if who.valid_until is None else f"{who.valid_until:%Y.%m.%d}"
    x = 360 + rng.randrange(-20, 60)
    for label, value, y in (
        ("签发机关", who.authority, 720),
        ("有效期限", f"{who.valid_from:%Y.%m.%d}-{until}", 834),
    ):
        end = sheet.print(x, y, label, rng.choice(("hei", "song")), 47, (40, 40, 60))
        sheet.print(end + rng.uniform(26, 60), y, value, body, 52, ink)
    return sheet.image


_WORDS = {
    "company": ("法定代表人", "注册资本", "成立日期", "营业期限", "住所", "经营范围"),
    "sole_trader": ("经营者", "", "注册日期", "", "经营场所", "经营范围"),
    "partnership": ("执行事务合伙人", "出资额", "成立日期", "合伙期限", "主要经营场所", "经营范围"),
    "proprietorship": ("投资人", "出资额", "成立日期", "营业期限", "住所", "经营范围"),
    "branch": ("负责人", "", "成立日期", "营业期限", "经营场所", "经营范围"),
    "cooperative": ("法定代表人", "成员出资总额", "成立日期", "营业期限", "住所", "业务范围"),
}


def licence(
    it: Enterprise,
    key: str,
    *,
    layout: str = "",
    seal_over_label: bool = False,
    qr: bool = True,
    qr_of: Enterprise | None = None,
    code_label: str = "统一社会信用代码",
) -> Image.Image:
    """A licence, landscape in two columns or upright in one."""
    rng = random.Random(f"other-licence:{key}")
    wide = layout == "landscape" or (not layout and rng.random() < 0.6)
    size = (2600, 1838) if wide else (1838, 2600)
    sheet = Sheet(size, (rng.randrange(243, 253), rng.randrange(238, 250), rng.randrange(222, 242)), rng)
    ink: Ink = (rng.randrange(5, 50),) * 3
    body, label = rng.choice(BODY), rng.choice(("song", "hei", "song_bold"))
    title_y = 400 if wide else 470
    _head(sheet, size, title_y, ink, rng)
    copy = rng.choice(("（副 本）", "（副本）", "(副 本) 1-1", ""))
    sheet.draw.text((size[0] / 2, title_y + 130), copy, font=typeface(label, 52), fill=ink, anchor="mm")
    if wide:
        sheet.print(190, 330, code_label, label, 40, ink)
        sheet.print(190, 392, it.uscc, rng.choice(("semi", "hei_bold", "song_bold")), 44, ink)
    else:
        font = typeface(label, 48)
        sheet.draw.text(
            (size[0] / 2, title_y + 230), f"{code_label}  {it.uscc}", font=font, fill=ink, anchor="mm"
        )
    if qr:
        sheet.image.paste(_qr((qr_of or it).uscc), (2180, 250) if wide else (180, 2120))
    person, capital, day, period, place, scope = _WORDS[it.kind]
    made = f"{it.established_on.year}年{it.established_on.month:02d}月{it.established_on.day:02d}日"
    rows = [
        ("名称", it.name),
        ("类型", it.type_text),
        (person, it.representative),
        ("组成形式", it.form_text),
        (scope, it.scope),
    ]
    more = [(capital, it.capital_text), (day, made), (period, it.period_text), (place, it.address)]
    if wide:
        _rows(sheet, rows, 190, 640, (250, 960), (label, body, 41 * rng.uniform(0.95, 1.05)), ink, rng)
        _rows(sheet, more, 1370, 640, (250, 960), (label, body, 41 * rng.uniform(0.95, 1.05)), ink, rng)
    else:
        order = [*rows[:2], *rows[3:4], more[3], rows[2], *more[:3], rows[4]]
        _rows(sheet, order, 210, 860, (380, 1420), (label, body, 47 * rng.uniform(0.95, 1.03)), ink, rng)
    _foot(sheet, it, size, (label, body), ink, rng, seal_over_label=seal_over_label)
    return sheet.image


def _head(sheet: Sheet, size: tuple[int, int], title_y: int, ink: Ink, rng: random.Random) -> None:
    sheet.draw.rectangle(
        (50, 50, size[0] - 50, size[1] - 50), outline=(180, 140, 80), width=rng.randrange(8, 24)
    )
    sheet.draw.ellipse(
        (size[0] / 2 - 85, 110, size[0] / 2 + 85, 280), fill=(204, 52, 40), outline=(226, 176, 70), width=8
    )
    for char, number in zip("营业执照", range(4), strict=True):
        sheet.draw.text(
            (size[0] / 2 + (number - 1.5) * rng.choice((190, 190)), title_y),
            char,
            font=typeface("song_bold", 150),
            fill=ink,
            anchor="mm",
        )


def _qr(code: str) -> Image.Image:
    out = io.BytesIO()
    link = f"http://www.gsxt.example.cn/?uniscid={code}&sign=OTHER"
    segno.make(link, error="m", micro=False).save(out, kind="png", scale=6, border=2)
    return Image.open(out).convert("RGB").resize((250, 250))


def _rows(  # noqa: PLR0917
    sheet: Sheet,
    rows: list[tuple[str, str]],
    x: float,
    y: float,
    widths: tuple[float, float],
    faces: tuple[str, str, float],
    ink: Ink,
    rng: random.Random,
) -> None:
    label_face, face, size = faces
    for label, value in rows:
        if not label or not value:
            continue
        natural = typeface(label_face, round(size)).getlength(label)
        gap = max(0.0, (size * 5.1 - natural) / (len(label) - 1)) if len(label) < 5 else 0.0
        sheet.print(x, y, label, label_face, size * min(1.0, widths[0] * 0.93 / natural), ink, gap=gap)
        lines = sheet.lines(value, face, size, widths[1] - widths[0])
        for number, line in enumerate(lines):
            sheet.print(x + widths[0], y + number * size * 1.42, line, face, size, ink)
        y += size * (1.42 * (len(lines) - 1) + rng.uniform(2.1, 2.4))


def _foot(  # noqa: PLR0917
    sheet: Sheet,
    it: Enterprise,
    size: tuple[int, int],
    faces: tuple[str, str],
    ink: Ink,
    rng: random.Random,
    *,
    seal_over_label: bool,
) -> None:
    x, y = size[0] * (0.66 if size[0] > size[1] else 0.55), size[1] * (0.83 if size[0] > size[1] else 0.87)
    if seal_over_label:
        y = size[1] * rng.uniform(0.7, 0.78)
    sheet.print(x - 60, y, "登 记 机 关", faces[0], 46, ink)
    day = it.issued_on
    sheet.print(x + 60, y + 130, f"{day.year} 年 {day.month:02d} 月 {day.day:02d} 日", faces[1], 44, ink)
    seal = draw_seal(rng, round(190 * rng.uniform(0.9, 1.15)), it.authority)
    at = (
        (round(x - 90 + rng.uniform(-30, 60)), round(y - 190 + rng.uniform(-20, 40)))
        if seal_over_label
        else (round(x + 200), round(y - 170))
    )
    red = Image.new("RGB", seal.size, (rng.randrange(196, 236), rng.randrange(20, 70), rng.randrange(20, 60)))
    sheet.image.paste(red, at, seal)
    sheet.draw = ImageDraw.Draw(sheet.image)
    for share, words in (
        (0.06, "国家企业信用信息公示系统网址: http://www.gsxt.example.cn"),
        (0.7, "国家市场监督管理总局监制"),
    ):
        sheet.print(size[0] * share, size[1] - 84, words, faces[0], 26, ink)


def other_paper(name: str, seed: int | str) -> Image.Image:
    """One of ``OTHERS``: the same words, set by this hand: two columns of rows, or a table with lines."""
    rng = random.Random(f"other-paper:{name}:{seed}")
    paper = OTHERS[name](f"judge:{name}:{seed}")
    k = (1500 if paper.size[0] < 150 else 2300) / paper.size[0]
    size = (round(paper.size[0] * k), round(paper.size[1] * k))
    sheet = Sheet(size, (rng.randrange(215, 250), rng.randrange(220, 248), rng.randrange(215, 246)), rng)
    ink: Ink = (rng.randrange(10, 50),) * 3
    body, high = rng.choice(BODY), paper.print_mm * k
    y = high * 1.7
    for title in paper.title:
        font = typeface("hei_bold", round(min(high * 1.5, size[0] * 0.85 / max(1, len(title)))))
        sheet.draw.text((size[0] / 2, y), title, font=font, fill=ink, anchor="mm")
        y += high * 1.8 if title else 0
    right = size[0] * (0.7 if paper.has_portrait else 0.95)
    step = min(high * 2.0, (size[1] - y - high * (1.6 * len(paper.small) + 1.2)) / max(1, len(paper.rows)))
    for label, value in paper.rows:
        end = sheet.print(
            size[0] * 0.05,
            y,
            f"{label}：" if label and rng.random() < 0.3 else label,
            rng.choice(("hei", "song")),
            high * 0.95,
            ink,
        )
        lines = sheet.lines(
            value, body, high, max((size[0] * 0.97 if value.isascii() else right) - end - high, high * 8)
        )
        for number, line in enumerate(lines[:2]):
            sheet.print(end + high * 0.7, y + number * high * 1.2, line, body, high, ink)
        y += step + (high * 1.2 if len(lines) > 1 else 0)
    for number, line in enumerate(paper.small):
        small = min(high * 0.9, size[0] * 1.5 / max(1, len(line)))
        sheet.print(
            size[0] * 0.06, size[1] - high * (1.4 * (len(paper.small) - number)), line, "hei", small, ink
        )
    if paper.has_portrait:
        portrait = draw_portrait(rng, (round(size[0] * 0.22), round(size[0] * 0.28)))
        sheet.image.paste(portrait, (round(size[0] * 0.74), round(size[1] * 0.3)), portrait.getchannel("A"))
    return sheet.image


def letter(key: str, size: tuple[int, int]) -> Image.Image:
    """A covering letter of this hand."""
    rng = random.Random(f"other-letter:{key}")
    sheet = Sheet(size, (253, 253, 253), rng)
    for number, line in enumerate(
        (
            "情况说明",
            "致：示例市金融服务平台",
            "兹委托我司员工张示例前来办理认证事宜，附营业执照一份。",
            "特此说明。",
            "示例科技有限公司",
            "二〇二六年十一月",
        )
    ):
        sheet.print(size[0] * 0.12, size[1] * 0.15 + number * 96, line, "song", 50, (20, 20, 20))
    return sheet.image
