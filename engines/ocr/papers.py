"""What a picture is, told by positive signs in its print: the three papers that are asked for, and others by name.

A title standing by itself says most; words that only one paper prints say the rest. Nothing is called another paper for lack of
signs alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from engines.ocr.words import differences

#: A title (in a line that says little else) and enough of a paper's own words.
_TITLE: Final = 4.0
_WORD: Final = 1.0
#: Named from this on: a title, or three of its words.
_ENOUGH: Final = 3.0
#: A line that holds a title holds at most this many characters more.
_BESIDE: Final = 14


@dataclass(frozen=True, slots=True)
class Signs:
    """``titles`` as printed (one character in five may be misread), ``words`` as patterns; a mark says as much as a title."""

    titles: tuple[str, ...]
    words: tuple[str, ...]
    marks: str = ""


OTHERS: Final[dict[str, Signs]] = {
    "food_permit": Signs(
        ("食品经营许可证", "食品生产许可证", "食品流通许可证", "餐饮服务许可证", "小餐饮经营许可证"),
        (
            r"经营者名称",
            r"主体业态",
            r"经营项目",
            r"许可证编号|JY\d{10}",
            r"日常监督",
            r"投诉举报",
            r"签发人",
        ),
    ),
    "account_permit": Signs(
        ("开户许可证", "基本存款账户信息", "银行开户许可证"),
        (r"核准号|J\d{10,}", r"符合开户条件", r"基本存款账户", r"开户银行", r"账号|帐号", r"单位负责人"),
    ),
    "hk_macao_permit": Signs(
        (
            "往来港澳通行证",
            "港澳居民来往内地通行证",
            "往来台湾通行证",
            "台湾居民来往大陆通行证",
            "中华人民共和国往来港澳通行证",
        ),
        (r"签发地点", r"换证次数", r"出入境管理局", r"[CHMWL]\d{8,10}(?!\d)"),
    ),
    "temporary_id": Signs(
        ("临时居民身份证", "中华人民共和国临时居民身份证"),
        (r"临时居民", r"临时身份"),
        marks=r"临时(居民)?身份",
    ),
    "driving_licence": Signs(
        ("中华人民共和国机动车驾驶证", "机动车驾驶证"),
        (
            r"驾驶证",
            r"Driv(ing|er)",
            r"准驾车型",
            r"初次领证",
            r"First\s?Issue",
            r"Class",
            r"国籍|Nationality",
            r"Valid\s?Period",
            r"档案编号",
        ),
        marks=r"准驾车型|初次领证",
    ),
    "vehicle_licence": Signs(
        ("中华人民共和国机动车行驶证", "机动车行驶证"),
        (
            r"行驶证",
            r"Vehicle\s?(Li|Ty)",
            r"号牌号码|Plate",
            r"车辆类型",
            r"车辆识别|VIN",
            r"发动机号",
            r"品牌型号",
            r"使用性质",
        ),
    ),
    "social_card": Signs(
        ("中华人民共和国社会保障卡", "社会保障卡"),
        (r"社会保障卡", r"社会保障号", r"发卡日期", r"12333", r"人力资源"),
    ),
    "passport": Signs(
        ("中华人民共和国护照", "护照PASSPORT", "PASSPORT"),
        (
            r"护照号|Passport\s?No",
            r"国家码|Country\s?Code",
            r"P[O<]?CHN|<<<",
            r"Date\s?of\s?birth",
            r"Place\s?of",
            r"国籍/|CHINESE",
            r"签发机关/",
        ),
        marks=r"P[O<]CHN|<<<<",
    ),
    "bank_card": Signs(
        ("借记卡", "信用卡", "UnionPay银联"),
        (
            r"UnionPay|银联",
            r"VALID|THRU",
            r"月/年|MONTH/YEAR",
            r"(?<!\d)62\d{14,17}(?!\d)",
            r"(Debit|Credit)\s?Card|借记卡|信用卡",
            r"银行",
            r"ATM",
        ),
    ),
    "household_page": Signs(
        ("常住人口登记卡", "居民户口簿"),
        (
            r"常住人口",
            r"户主或与|与户主关系",
            r"曾用名",
            r"籍贯",
            r"文化程度",
            r"婚姻状况",
            r"兵役",
            r"何时由何",
            r"服务处所",
        ),
    ),
    "residence_permit": Signs(
        ("港澳居民居住证", "台湾居民居住证", "中华人民共和国港澳居民居住证", "中华人民共和国台湾居民居住证"),
        (r"居民居住证", r"通行证号", r"签发次数"),
        marks=r"(?<!\d)8[123]0000(19|20)\d{9}[\dX]|[港澳湾]居民居住证",
    ),
    "property_certificate": Signs(
        ("不动产权证书", "房屋所有权证", "国有土地使用证"),
        (r"不动产", r"权利人", r"坐落", r"权利类型", r"共有情况", r"使用期限", r"宗地|房屋建筑面积"),
    ),
    "institution_certificate": Signs(
        (
            "事业单位法人证书",
            "社会团体法人登记证书",
            "民办非企业单位登记证书",
            "律师事务所执业许可证",
            "基金会法人登记证书",
        ),
        (r"宗旨和业务", r"经费来源", r"开办资金", r"举办单位", r"事业单位"),
    ),
    "tax_registration": Signs(
        ("税务登记证", "组织机构代码证", "一般纳税人资格证书"),
        (r"税务登记", r"扣缴义务", r"纳税人名称", r"组织机构代码证"),
    ),
}
#: Words that one of the three papers alone prints, or that are many on it.
ASKED: Final[dict[str, Signs]] = {
    "id_front": Signs(
        (),
        (
            r"姓.{0,2}名",
            r"性.{0,2}别",
            r"民.{0,2}族",
            r"出.{0,2}生|\d{4}年\d",
            r"住.{0,2}址",
            r"公民身份|身份号码",
            r"\d{17}[\dXx]",
        ),
    ),
    "id_back": Signs(
        ("居民身份证",), (r"中华人民|共和国", r"居民身份", r"签发机关", r"有效期限", r"公安局|分局")
    ),
    "licence": Signs(
        ("营业执照",),
        (
            r"营业执照",
            r"社会信用代码",
            r"[经业]营?务?范围",
            r"法定代表人|负责人|经营者|投资人|合伙人",
            r"登记机关",
            r"成立日期|注册日期",
            r"注册资本|出资额",
            r"名称",
            r"类型",
            r"住所|经营场所",
        ),
    ),
}


def other_paper(lines: Iterable[str], kind: str) -> str:
    """The name (key of ``OTHERS``) of the other paper that a picture shows; "" where it may be what was asked for."""
    texts = [text for text in lines if text]
    whole = "\n".join(texts)
    ratings = {name: _rating(signs, texts, whole) for name, signs in OTHERS.items()}
    best = max(ratings, key=lambda name: ratings[name])
    if ratings[best] < _ENOUGH:
        return ""
    # A licence may name permits in its scope, a card stands on a sheet of something else: its own title outweighs words.
    own = _rating(ASKED[kind], texts, whole) if kind in ASKED else 0.0
    has_own_title = any(_is_titled(title, text) for title in ASKED[kind].titles for text in texts)
    has_title = any(_is_titled(title, text) for title in OTHERS[best].titles for text in texts)
    if has_own_title and not (has_title and best != "food_permit"):
        return "" if kind != "id_back" or best not in {"temporary_id", "residence_permit"} else best
    if not has_title and own > ratings[best] + 2:
        return ""
    return best


def _rating(signs: Signs, texts: list[str], whole: str) -> float:
    has_title = any(_is_titled(title, text) for title in signs.titles for text in texts)
    is_marked = bool(signs.marks) and re.search(signs.marks, whole) is not None
    return _TITLE * (has_title or is_marked) + _WORD * sum(
        re.search(word, whole, re.IGNORECASE) is not None for word in signs.words
    )


def _is_titled(title: str, text: str) -> bool:
    """Whether a line is this title, with one character in five misread at most and little else beside it."""
    if len(text) > len(title) + _BESIDE:
        return False
    if title in text:
        return not re.search(rf"[凭办、，；;]{re.escape(title)}|{re.escape(title)}[、，；;经为]", text)
    if len(title) < 5:
        return False
    length = len(title)
    return any(
        differences(text[at : at + length], title) <= length // 5 for at in range(len(text) - length + 1)
    )


_COPY = re.compile(r"(?:营业执照)?(正本|副本)(?:(?:副本)?编号)?[0-9一二三四五]{0,6}")
_ELECTRONIC = re.compile(r"电子营业执照(?!系统|库)|电子证照")


def licence_form(lines: Iterable[str]) -> str:
    """Which of its forms a licence says it is: "original" (正本), "duplicate" (副本), "electronic", or "" where it does not say.

    Only a line that says nothing else counts: 「副本」 in a sentence is no sign.
    """
    close = [re.sub(r"[\W_]+", "", line) for line in lines]
    if any(_ELECTRONIC.search(line) and len(line) <= _BESIDE for line in close):
        return "electronic"
    found = {match[1] for line in close if (match := _COPY.fullmatch(line))}
    return {"正本": "original", "副本": "duplicate"}[found.pop()] if len(found) == 1 else ""
