"""Papers that are neither an ID card nor a business licence, as people send them by mistake: fifteen, by name.

Laid out after what such papers say, with invented values; each drawn from rows (label, value), a title and what else marks it.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from demo.specimens.canvas import Canvas, Style
from demo.specimens.cards import placeholder_portrait
from demo.specimens.holders import enterprise, person

Rows = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """``size`` in millimetres; ``title`` above the rows, ``small`` print below them; a portrait where a person is shown."""

    size: tuple[float, float]
    title: tuple[str, ...]
    rows: Rows
    small: tuple[str, ...] = ()
    has_portrait: bool = False
    print_mm: float = 3.0
    tint: tuple[int, int, int] = (238, 242, 240)


_CARD, _BOOK, _SHEET = (85.6, 54.0), (125.0, 88.0), (297.0, 210.0)


def _food(seed: str) -> Paper:
    it, who = enterprise(seed, "company"), person(seed)
    rows = (
        ("经营者名称", it.name),
        ("社会信用代码", it.uscc),
        ("法定代表人（负责人）", who.name),
        ("住所", it.address),
        ("经营场所", it.address),
        ("主体业态", "食品销售经营者"),
        ("经营项目", "预包装食品销售，散装食品销售"),
        (
            "许可证编号",
            "JY14101050"
            + it.uscc[-7:].translate(str.maketrans("ABCDEFGHJKLMNPQRTUWXY", "012345678901234567890")),
        ),
        ("发证机关", it.authority),
        ("签发人", who.name),
        ("有效期至", "2029年06月12日"),
    )
    return Paper(
        _SHEET,
        ("食品经营许可证",),
        rows,
        ("日常监督管理机构：示例市场监督管理所  投诉举报电话：12315", "国家市场监督管理总局监制"),
        print_mm=5.0,
    )


def _account(seed: str) -> Paper:
    it, who = enterprise(seed, "company"), person(seed)
    rng = random.Random(seed)
    number = "".join(rng.choices("0123456789", k=19))
    rows = (
        ("核准号", "J49100" + number[:8]),
        ("编号", "4910-" + number[8:16]),
        ("", f"经审核，{it.name}符合开户条件，准予开立基本存款账户。"),
        ("法定代表人（单位负责人）", who.name),
        ("开户银行", "中国示例银行股份有限公司郑州花园路支行"),
        ("账号", number),
    )
    return Paper((210.0, 148.0), ("开户许可证",), rows, ("发证机关（盖章）", "2019年03月21日"), print_mm=4.6)


def _hk_permit(seed: str) -> Paper:
    who = person(seed)
    rows = (
        ("姓名", f"{who.name}  SHILI, MING"),
        ("出生日期", f"{who.born_on:%Y.%m.%d}"),
        ("性别", who.sex),
        ("有效期限", "2021.05.06-2031.05.05"),
        ("签发机关", "公安部出入境管理局"),
        ("签发地点", "河南"),
    )
    return Paper(_CARD, ("往来港澳通行证", "C12345678"), rows, has_portrait=True, print_mm=2.7)


def _temporary_id(seed: str) -> Paper:
    who = person(seed)
    rows = (
        ("姓名", who.name),
        ("性别", f"{who.sex}  民族  {who.ethnicity}"),
        ("出生", f"{who.born_on.year}年{who.born_on.month}月{who.born_on.day}日"),
        ("住址", who.address[:22]),
        ("公民身份号码", who.number),
        ("签发机关", who.authority),
        ("有效期限", "2026.09.01-2026.12.01"),
    )
    return Paper((85.6, 60.0), ("中华人民共和国", "临时居民身份证"), rows, has_portrait=True, print_mm=2.5)


def _driver(seed: str) -> Paper:
    who = person(seed)
    rows = (
        ("证号", who.number),
        ("姓名 Name", f"{who.name}  性别 Sex {who.sex}  国籍 Nationality 中国"),
        ("住址 Address", who.address),
        ("出生日期 Date of Birth", f"{who.born_on:%Y-%m-%d}"),
        ("初次领证日期 Date of First Issue", "2012-08-14"),
        ("准驾车型 Class", "C1"),
        ("有效期限 Valid Period", "2018-08-14 至 2028-08-14"),
    )
    return Paper(
        _CARD,
        ("中华人民共和国机动车驾驶证", "Driving License of the People's Republic of China"),
        rows,
        has_portrait=True,
        print_mm=2.4,
    )


def _vehicle(seed: str) -> Paper:
    who = person(seed)
    rows = (
        ("号牌号码 Plate No.", "豫A12345"),
        ("车辆类型 Vehicle Type", "小型轿车"),
        ("所有人 Owner", who.name),
        ("住址 Address", who.address),
        ("使用性质 Use Character", "非营运"),
        ("品牌型号 Model", "示例牌SL7150"),
        ("车辆识别代号 VIN", "LSVAA4181E2100001"),
        ("发动机号码 Engine No.", "D10001"),
        ("注册日期", "2020-03-02"),
        ("发证日期", "2020-03-03"),
    )
    return Paper(
        _CARD,
        ("中华人民共和国机动车行驶证", "Vehicle License of the People's Republic of China"),
        rows,
        print_mm=2.3,
    )


def _social(seed: str) -> Paper:
    who = person(seed)
    rows = (
        ("姓名", who.name),
        ("社会保障号码", who.number),
        ("卡号", "M" + who.number[:8]),
        ("发卡日期", "2019年05月"),
    )
    return Paper(
        _CARD,
        ("中华人民共和国社会保障卡", "示例银行"),
        rows,
        ("人力资源和社会保障部门  咨询电话 12333",),
        has_portrait=True,
    )


def _passport(seed: str) -> Paper:
    who = person(seed)
    rows = (
        ("类型/Type", "P   国家码/Country Code  CHN   护照号/Passport No.  E12345678"),
        ("姓名/Name", f"{who.name}  SHI, LI"),
        ("性别/Sex", f"{who.sex}/M   国籍/Nationality  中国/CHINESE"),
        ("出生日期/Date of birth", f"{who.born_on:%d} 03月/MAR {who.born_on.year}"),
        ("出生地点/Place of birth", "河南/HENAN"),
        ("签发日期/Date of issue", "12 6月/JUN 2019"),
        ("签发机关/Authority", "公安部出入境管理局"),
    )
    return Paper(
        _BOOK,
        ("中华人民共和国  护照  PASSPORT",),
        rows,
        ("POCHNSHI<<LI<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<", "E123456788CHN8003071M2906119NGKELMPONBPJB978"),
        has_portrait=True,
        print_mm=2.8,
    )


def _bank_card(seed: str) -> Paper:
    rng = random.Random(seed)
    number = "6222" + "".join(rng.choices("0123456789", k=15))
    rows = (
        ("", f"{number[:4]} {number[4:8]} {number[8:12]} {number[12:16]} {number[16:]}"),
        ("", "VALID THRU 月/年 09/31"),
        ("", "SHI LI"),
    )
    return Paper(
        _CARD,
        ("示例银行  借记卡  UnionPay 银联",),
        rows,
        ("客服热线 95500  ATM  Debit Card",),
        print_mm=4.2,
        tint=(180, 200, 226),
    )


def _household(seed: str) -> Paper:
    who = person(seed)
    rows = (
        ("姓名", f"{who.name}    户主或与户主关系  户主"),
        ("曾用名", f"      性别  {who.sex}"),
        ("出生地", f"{who.address[:6]}    民族  {who.ethnicity}"),
        (
            "籍贯",
            f"{who.address[:6]}   出生日期  {who.born_on.year}年{who.born_on.month}月{who.born_on.day}日",
        ),
        ("本市（县）其他住址", ""),
        ("公民身份号码", f"{who.number}   身高 175   血型 A型"),
        ("文化程度", "大学本科   婚姻状况  已婚   兵役状况  未服兵役"),
        ("服务处所", f"{who.address[:9]}示例公司   职业  职员"),
        ("何时由何地迁来本市（县）", ""),
        ("何时由何地迁来本址", ""),
    )
    return Paper(
        (143.0, 105.0),
        ("常住人口登记卡",),
        rows,
        ("承办人签章：          登记日期：2015年3月12日",),
        print_mm=3.0,
    )


def _residence(seed: str) -> Paper:
    who = person(seed)
    rng = random.Random(seed)
    number = rng.choice(("81", "82", "83")) + "0000" + f"{who.born_on:%Y%m%d}" + "0013"
    rows = (
        ("姓名", who.name),
        ("性别", who.sex),
        ("出生", f"{who.born_on.year}年{who.born_on.month}月{who.born_on.day}日"),
        ("住址", who.address[:22]),
        ("公民身份号码", number),
    )
    return Paper(_CARD, ("",), rows, has_portrait=True, print_mm=3.1)


def _residence_back(seed: str) -> Paper:
    who = person(seed)
    word = random.Random(seed).choice(("港澳居民居住证", "台湾居民居住证"))
    rows = (
        ("签发机关", who.authority),
        ("有效期限", "2020.05.06-2025.05.06"),
        ("通行证号码", "H12345678"),
        ("签发次数", "01"),
    )
    return Paper(_CARD, ("中华人民共和国", word), rows)


def _property(seed: str) -> Paper:
    who = person(seed)
    rows = (
        ("权利人", who.name),
        ("共有情况", "单独所有"),
        ("坐落", who.address),
        ("不动产单元号", "410105001001GB00001F00010001"),
        ("权利类型", "国有建设用地使用权/房屋所有权"),
        ("用途", "城镇住宅用地/住宅"),
        ("面积", "房屋建筑面积 98.76 平方米"),
        ("使用期限", "2078年05月06日止"),
    )
    return Paper((210.0, 148.0), ("不动产权证书", "豫（2020）郑州市不动产权第0012345号"), rows, print_mm=4.4)


def _institution(seed: str) -> Paper:
    who, it = person(seed), enterprise(seed, "company")
    rows = (
        ("统一社会信用代码", "12" + it.uscc[2:]),
        ("名称", "示例市第一实验小学"),
        ("宗旨和业务范围", "实施小学义务教育，促进基础教育发展"),
        ("住所", it.address),
        ("法定代表人", who.name),
        ("经费来源", "财政补助"),
        ("开办资金", "￥860万元"),
        ("举办单位", "示例市教育局"),
    )
    return Paper(
        _SHEET,
        ("事业单位法人证书", "（副本）"),
        rows,
        ("登记管理机关  有效期 自2022年05月06日至2027年05月06日", "国家事业单位登记管理局监制"),
        print_mm=5.0,
    )


OTHERS: dict[str, Callable[[str], Paper]] = {
    "food_permit": _food,
    "account_permit": _account,
    "hk_macao_permit": _hk_permit,
    "temporary_id": _temporary_id,
    "driving_licence": _driver,
    "vehicle_licence": _vehicle,
    "social_card": _social,
    "passport": _passport,
    "bank_card": _bank_card,
    "household_page": _household,
    "residence_permit": _residence,
    "residence_permit_back": _residence_back,
    "property_certificate": _property,
    "institution_certificate": _institution,
}


def other_paper(name: str, seed: int | str) -> Image.Image:
    """One of ``OTHERS``, flat."""
    rng = random.Random(f"other:{name}:{seed}")
    paper = OTHERS[name](f"{name}:{seed}")
    style = Style.drawn(f"other:{name}:{seed}")
    wide, tall = paper.size
    page = Canvas(wide, tall, 1700 / wide if wide < 150 else 2400 / wide, paper.tint)
    page.waves(rng, (214, 222, 226), rng.uniform(0.05, 0.3))
    size = paper.print_mm * rng.uniform(0.94, 1.06)
    y = size * 2.2
    for title in paper.title:
        if title:
            page.centred(
                wide / 2,
                y,
                title,
                name="bold",
                size=min(size * 1.7, wide * 0.8 / max(1, len(title))),
                colour=style.ink,
                gap=rng.uniform(0, 0.4),
            )
            y += size * 2.2
    right = wide * (0.66 if paper.has_portrait else 0.94)
    step = min(size * 2.1, (tall - y - size * 2.2 * (len(paper.small) + 0.5)) / max(1, len(paper.rows)))
    for label, value in paper.rows:
        x = wide * 0.07
        if label:
            x = (
                page.text(x, y, label, name=style.label_font, size=size * 0.92, colour=style.label_colour)
                + size
            )
        room = max((wide * 0.97 if value.isascii() else right) - x, size * 6)
        lines = page.wrapped(value, name=style.value_font, size=size, width=room) if value else []
        for number, line in enumerate(lines[:2]):
            page.text(x, y + number * size * 1.25, line, name=style.value_font, size=size, colour=style.ink)
        y += step + (size * 1.25 if len(lines) > 1 else 0)
    for number, line in enumerate(paper.small):
        page.text(
            wide * 0.08,
            tall - size * (1.9 * (len(paper.small) - number)),
            line,
            name="regular",
            size=min(size * 0.9, wide * 0.86 / max(1, len(line) * 0.62)),
            colour=style.ink,
        )
    if paper.has_portrait:
        width, height = round(wide * 0.22 * page.k), round(wide * 0.28 * page.k)
        at = (round(wide * 0.72 * page.k), round(tall * 0.3 * page.k))
        page.image.paste(placeholder_portrait(width, height, rng), at)
    return page.image
