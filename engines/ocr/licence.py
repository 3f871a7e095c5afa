"""The business licence: fields from labelled blocks, credit code with both check digits, QR code."""

from __future__ import annotations

import itertools
import re
from typing import Final

from engines.ocr import numbers
from engines.ocr.licence_layout import Block, blocks_of
from engines.ocr.lines import Glyph, Line, right_of
from engines.ocr.sheet import Field, Sheet, prose, worst_confidence
from engines.ocr.words import (
    differences,
    digits_where_meant,
    mended,
    only_han,
    printed,
)
from yuzhengdai.foundation.core.check_digits import USCC_ALPHABET

_DAY: Final = r"\d{4}年\d{1,2}月\d{1,2}日"
#: The last character of a date that wraps stands alone and is easily overlooked.
_DAY_CUT: Final = r"\d{4}年\d{1,2}月\d{1,2}日?"
#: The registration number of licences of before 2015.
_OLD_NUMBER: Final = re.compile(r"\d{15}")
#: What the office prints at the foot: its label and the date of issue, which belong to no address.
_FOOT_WORDS: Final = re.compile(r"\d{4}年\d{1,2}月.*$|登?记机.?.*$|市场监督管.*$|登.?机关.*$")
_DEPUTY: Final = re.compile(r"委派|代表")
#: Rows a value takes at most; what follows belongs to a label that was lost.
_ROWS: Final = {
    "name": 3, "entity_type_text": 3, "legal_representative_name": 4, "registered_capital_text": 2, "established_on": 1,
    "valid_period_text": 2, "registered_address": 5, "business_scope": 60,
}  # fmt: skip
#: Heights of a row between a value and print that may go on with it.
_NEAR_ROWS: Final = 3.2
#: Characters in which a QR code may mend the printed code.
_NEAR: Final = 2
_TYPE: Final = re.compile(
    r"^(其他)?(有限责任公司|股份有限公司|个体工商户|个人独资企业|有限合伙|普通合伙|特殊普通合伙|农民专业合作|全民所有制|集体所有制"
    r"|股份合作|联营|国有独资|内资|外商投资|台港澳|外国企业)"
)
_CAPITAL: Final = re.compile(
    r"^(人民币|美元|港币)?([\d.,]+|[零壹贰叁肆伍陆柒捌玖拾佰仟]+)[万亿仟佰拾]*(元|圆|美元|港元|欧元|人民币)(?!.*[号室])"
)
_PLACE: Final = re.compile(r"[省市区县镇乡村路街号]")
_ORGANISATION: Final = re.compile(
    r"(公司|店|部|厂|社|中心|所|行|院|馆|场|队|合伙）|合伙\)|坊|铺|站|吧|超市)$"
)


#: Set phrases of business scopes (经营范围规范表述) and how types are registered: one poor character in them is mended.
_CLAUSES: Final = (
    "依法须经批准的项目，经相关部门批准后方可开展经营活动",
    "具体经营项目以相关部门批准文件或许可证件为准",
    "除依法须经批准的项目外，凭营业执照依法自主开展经营活动",
    "不含危险化学品等需许可审批的项目",
    "技术服务、技术开发、技术咨询、技术交流、技术转让、技术推广",
    "一般项目：",
    "许可项目：",
)
_TYPES: Final = (
    "有限责任公司",
    "有限责任公司（自然人独资）",
    "有限责任公司（自然人投资或控股）",
    "有限责任公司（自然人投资或控股的法人独资）",
    "有限责任公司（非自然人投资或控股的法人独资）",
    "有限责任公司（国有独资）",
    "其他有限责任公司",
    "股份有限公司（非上市）",
    "其他股份有限公司（非上市）",
    "个体工商户",
    "个人独资企业",
    "有限合伙企业",
    "普通合伙企业",
    "农民专业合作社",
    "有限责任公司分公司（自然人投资或控股）",
    "其他有限责任公司分公司",
)


def parse(sheet: Sheet, qr_text: str) -> dict[str, Field]:
    """The fields of a licence, with what was found."""
    fields: dict[str, Field] = {}
    code, code_lines = _code(sheet, qr_text)
    if code is not None:
        fields["uscc"] = code
    blocks = blocks_of([line for line in sheet.lines if line not in code_lines])
    recovered = _recover(blocks)
    for block in recovered:
        if not block.key or not block.rows or block.key in fields:
            continue
        value = _CLEAN.get(block.key, _words)(block.text)
        if value:
            fields[block.key] = _field(block, value)
    for before, block in itertools.pairwise(recovered):
        # Print right below a value that belongs to nothing may be its end.
        is_near = (
            bool(before.row_ys and block.row_ys)
            and block.row_ys[0] - before.row_ys[-1] < _NEAR_ROWS * block.height
        )
        if not block.key and not block.label and is_near and before.key in fields:
            fields[before.key] = fields[before.key].unsure()
    return fields


def looks_like_it(text: str) -> int:
    """How many things in a text speak for a licence."""
    words = (
        "营业执照",
        "统一社会信用代码",
        "经营范围",
        "法定代表人",
        "登记机关",
        "成立日期",
        "注册资本",
        "经营场所",
        "经营者",
    )
    return sum(word in text for word in words)


# ---------------------------------------------------------------------- credit code


def _code(sheet: Sheet, qr_text: str) -> tuple[Field | None, list[Line]]:
    best: tuple[int, numbers.Number, Line] | None = None
    for line in sheet.lines:
        for token in _code_tokens(sheet, line):
            if _OLD_NUMBER.fullmatch(token):
                continue
            number = numbers.find_uscc(token)
            rank = (0 if number.is_valid else 2) + number.is_repaired
            if best is None or rank < best[0]:
                best = (rank, number, line)
    linked = numbers.find_uscc_in_link(qr_text)
    labels = [line for line in sheet.lines if re.search(r"社会信用代码|信用代码$", line.text)]
    if best is None:
        return (Field(linked, 0.99, is_sure=False) if linked else None), labels
    _, number, line = best
    if not number.is_valid:
        number = _looked_at_again(sheet, line, number)
    glyphs = tuple(_code_part(line, number.value).glyphs)
    if linked and linked != number.value:
        # A QR code corrects itself, but may be another enterprise's: it mends a character of the print and replaces no code.
        is_close = len(number.value) == len(linked) and differences(number.value, linked) <= _NEAR
        value = linked if is_close and not number.is_valid else number.value
        return Field(value, 0.9, False, glyphs), [*labels, line]
    is_sure = (
        number.is_valid
        and not number.is_repaired
        and worst_confidence(_code_part(line, number.value)) >= 0.7
        and number.value in sheet.again(line, only=USCC_ALPHABET)
    )
    return Field(number.value, line.confidence, is_sure, glyphs), [*labels, line]


def _code_tokens(sheet: Sheet, line: Line) -> list[str]:
    """What in a line, or in a line with the pieces right of it, may be a credit code."""
    own = re.sub(r"^.*代码[:：]?", "", line.text)
    tokens = re.findall(r"[0-9A-Za-z]{15,22}", own)
    if "代码" in line.text or re.fullmatch(r"[0-9A-Za-z]{8,17}", own):
        joined = own + "".join(piece.text for piece in right_of(sheet.lines, line))
        tokens += [token for token in re.findall(r"[0-9A-Za-z]{17,22}", joined) if token not in tokens]
    return tokens


def _looked_at_again(sheet: Sheet, line: Line, number: numbers.Number) -> numbers.Number:
    """Other cuts of the line, also longer ones: print beside it may have hidden its end from the detector."""
    missing = max(0, 18 - len(number.value)) / max(len(line.glyphs), 1)
    for grow, longer in ((0.12, 0.0), (-0.06, 0.0), (0.05, missing + 0.06), (0.25, 0.0)):
        text = sheet.again(line, only=USCC_ALPHABET, grow=grow, longer=longer)
        again = numbers.find_uscc(text[-18:])
        if again.is_valid:
            return numbers.Number(again.value, is_valid=True, is_repaired=True)
    return number


def _code_part(line: Line, code: str) -> Line:
    at = line.text.upper().find(code)
    return line.part(at, at + len(code)) if at >= 0 else line


# ---------------------------------------------------------------------- lost labels


def _recover(blocks: list[Block]) -> list[Block]:
    """Name blocks without a label by their words, and part blocks that swallowed the next one."""
    present = {block.key for block in blocks} - {"?"}
    done: list[Block] = []
    for block in blocks:
        before = done[-1] if done else None
        if block.key == "?":
            block.key = _key_of_words(block.text, before.key if before else "", present)
            present.add(block.key)
        done.append(block)
        done += _parted(block, present)
    for block in done:
        count = _COUNTED.get(block.key, lambda one: _ROWS.get(one.key, 60))(block)
        block.rows, block.row_ys = block.rows[:count], block.row_ys[:count]
    return done


def _rows_of_an_address(block: Block) -> int:
    """What stands below an address is the office's: its label, its seal, the date of issue."""
    for number, row in enumerate(block.rows[1:], start=1):
        if _FOOT_WORDS.search("".join(glyph.char for glyph in row)):
            return number
    return _ROWS["registered_address"]


def _rows_of_a_name(block: Block) -> int:
    """One row for a person; as many as it takes for an organisation and whom it sends (委派代表)."""
    texts = ["".join(glyph.char for glyph in row) for row in block.rows]
    count = 1
    while count < min(len(texts), _ROWS["legal_representative_name"]):
        so_far = printed("".join(texts[:count]))
        is_open = so_far.count("（") > so_far.count("）")
        if not is_open and not (
            len(so_far) > 5 and "（" not in so_far and _DEPUTY.search("".join(texts[count : count + 2]))
        ):
            break
        count += 1
    return count


def _parted(block: Block, present: set[str]) -> list[Block]:
    """Cut a block where another value begins; what was cut off, as blocks of their own."""
    for place in range(1, len(block.rows)):
        text = "".join(glyph.char for glyph in block.rows[place])
        key = _key_of_row(block, place, text, present)
        if key:
            rest = Block(
                "", key, block.x, block.row_ys[place], block.value_x, block.height, column=block.column
            )
            rest.rows, rest.row_ys = block.rows[place:], block.row_ys[place:]
            block.rows, block.row_ys = block.rows[:place], block.row_ys[:place]
            present.add(key)
            return [rest, *_parted(rest, present)]
    return []


def _key_of_row(block: Block, place: int, text: str, present: set[str]) -> str:
    """The field that begins at a row of a block, "" where the row goes on with the block."""
    after_day = block.key in {"established_on", "valid_period_text", "registered_capital_text"}
    candidates: list[tuple[str, bool]] = [
        ("entity_type_text", block.key == "name" and _TYPE.match(text) is not None),
        ("established_on", block.key == "registered_capital_text" and re.match(_DAY, text) is not None),
        ("valid_period_text", block.key == "established_on" and re.match(rf"{_DAY}(至|起|-)|长期|永久", text) is not None),
        ("registered_address", after_day and _PLACE.search(text) is not None and not re.search(r"\d年|[万元圆]整?$", text)),
        ("business_scope", block.key == "legal_representative_name" and len(text) > 6 and place >= _rows_of_a_name(block)),
        ("legal_representative_name", block.key == "registered_address" and _is_name_row(text, block, place)),
        ("registered_capital_text", block.key != "business_scope" and _CAPITAL.match(text) is not None),
    ]  # fmt: skip
    return next((key for key, fits in candidates if fits and key not in present), "")


def _key_of_words(text: str, before: str, present: set[str]) -> str:
    """The field that a value without a label must be; "" for none."""
    candidates: list[tuple[str, bool]] = [
        ("entity_type_text", _TYPE.match(text) is not None),
        ("registered_capital_text", _CAPITAL.match(text) is not None),
        ("valid_period_text", re.match(rf"{_DAY}(至|起|-)|长期$|永久$", text) is not None),
        ("established_on", numbers.find_day(text) is not None and len(text) < 13),
        ("name", _ORGANISATION.search(text) is not None and before == ""),
        (
            "business_scope",
            re.search(r"[;；]|销售|服务|项目|开展经营活动", text) is not None and len(text) > 8,
        ),
        ("registered_address", _PLACE.search(text) is not None and len(text) > 6),
        (
            "legal_representative_name",
            re.fullmatch(r"[\u3400-\u9fff]{2,4}|[\u3400-\u9fff·]{4,15}", text) is not None
            and before != ""
            and not re.search(r"经营$|长期|形式", text),
        ),
    ]
    return next((key for key, fits in candidates if fits and key not in present), "")


def _is_name_row(text: str, block: Block, place: int) -> bool:
    gap = block.row_ys[place] - block.row_ys[place - 1]
    return bool(re.fullmatch(r"[\u3400-\u9fff]{2,3}", text)) and gap > 1.9 * block.height


# ---------------------------------------------------------------------- values


def _field(block: Block, value: str) -> Field:
    glyphs: list[Glyph] = block.glyphs
    field = prose(glyphs, value)
    return field if _is_whole(block.key, value) else field.unsure()


def _is_whole(key: str, value: str) -> bool:
    """Whether a value can be all of its kind: nothing that breaks off is ever sure."""
    if value.count("（") != value.count("）"):
        return False
    if key == "legal_representative_name":
        return len(value) > 1 and not re.search(r"代表$|委派$|[A-Za-z]", value)
    if key == "valid_period_text":
        return re.fullmatch(rf"长期|{_DAY}至({_DAY}|长期)", value) is not None
    if key == "registered_address":
        return re.search(r"\d{4}年\d|登记|机关", value) is None and len(value) > 5
    return key != "name" or len(value) > 3


def _words(text: str) -> str:
    return printed(text).strip("：:·.，、|-_ ")


def _scope(text: str) -> str:
    text = mended(_words(text), _CLAUSES)
    text = re.sub(r"(?<=[^。：；，])(?=(一般|许可)项目：)", "。", text)
    # A colon follows what announces a list; elsewhere it is a semicolon badly read.
    return re.sub(r"(?<!项目)(?<!经营)(?<!范围)(?<![如以]下)(?<!包括)(?<!营业)(?<!内容)：", "；", text)


def _name(text: str) -> str:
    return _words(re.sub(r"^[^\u3400-\u9fffA-Za-z0-9]+", "", text))


def _type(text: str) -> str:
    text = printed(re.sub(r"^[^\u3400-\u9fff]+", "", text))
    # A bracket that was opened and lost its other half at the line's end.
    text += "）" * (text.count("（") - text.count("）"))
    return next(
        (known for known in _TYPES if len(known) == len(text) > 4 and differences(known, text) == 1), text
    )


def _person(text: str) -> str:
    text = printed(text)
    if _DEPUTY.search(text):
        text = re.sub(r"(代表)[^\u3400-\u9fff）]+(?=[\u3400-\u9fff])", r"\1：", text)
        text = re.sub(r"(?<![（])(委派代表：)", r"（\1", text) if "（" not in text else text
        text += "）" * (text.count("（") - text.count("）"))
        return only_han(text, "·（）：").strip("·：")
    return only_han(text, "·ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz（）").strip("·")


def _capital(text: str) -> str:
    return re.sub(r"[^\u3400-\u9fff0-9.,（）()]", "", text).strip(".,")


def _day(text: str) -> str:
    day = numbers.find_day(text)
    return day.isoformat() if day else ""


def _period(text: str) -> str:
    days = re.findall(_DAY_CUT, re.sub(r"(?<=\d)[oO]|[oO](?=\d)", "0", text))
    days = [day if day.endswith("日") else f"{day}日" for day in days]
    is_open = re.search(r"长期|永久|无固定|.期$", text.split("至")[-1]) is not None
    if len(days) >= 2:
        return f"{days[0]}至{days[1]}"
    if len(days) == 1:
        return f"{days[0]}至长期" if is_open else f"{days[0]}至" if "至" in text else days[0]
    return "长期" if is_open else ""


def _address(text: str) -> str:
    return _words(digits_where_meant(_FOOT_WORDS.sub("", text)))


_COUNTED: Final = {"legal_representative_name": _rows_of_a_name, "registered_address": _rows_of_an_address}
_CLEAN: Final = {
    "name": _name,
    "entity_type_text": _type,
    "legal_representative_name": _person,
    "registered_capital_text": _capital,
    "established_on": _day,
    "valid_period_text": _period,
    "registered_address": _address,
    "business_scope": _scope,
}
