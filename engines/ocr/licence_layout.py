"""Labels and values of a business licence: which print belongs to which label, in one column or two.

Licences spread short labels over their column (名　　称), some set label and value apart, some write 「名称：…」; print gets lost and
runs together. So labels are looked for in the stream of characters of a row, values are what stands right of a label and below it
up to the next, and what has no label is told by what it says.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from engines.ocr.lines import Glyph, Line, rows_of, usual_height

#: Printed label → field; "" for labels whose value is not wanted but ends the one before.
LABELS: Final[dict[str, str]] = {
    **dict.fromkeys(("名称", "企业名称", "字号名称", "单位名称"), "name"),
    **dict.fromkeys(("类型", "主体类型", "公司类型", "企业类型", "主体性质"), "entity_type_text"),
    **dict.fromkeys(
        ("法定代表人", "法定代表人姓名", "法人代表", "经营者", "经营者姓名", "负责人", "负责人姓名", "投资人",
         "投资人姓名", "执行事务合伙人", "首席代表"),
        "legal_representative_name",
    ),
    **dict.fromkeys(("注册资本", "注册资金", "出资额", "成员出资总额", "认缴出资额", "资金数额", "出资总额"), "registered_capital_text"),
    **dict.fromkeys(("成立日期", "注册日期", "设立日期"), "established_on"),
    **dict.fromkeys(("营业期限", "经营期限", "合伙期限", "有效期限", "驻在期限"), "valid_period_text"),
    **dict.fromkeys(("住所", "经营场所", "主要经营场所", "营业场所", "企业住所", "驻在场所"), "registered_address"),
    **dict.fromkeys(("经营范围", "业务范围", "经营范围及方式"), "business_scope"),
    **dict.fromkeys(("组成形式", "实收资本", "核准日期", "注册号", "证照编号"), ""),
}  # fmt: skip
_LONGEST_FIRST: Final = sorted(LABELS, key=len, reverse=True)
#: Where the fields end: what stands below the last of them.
_FOOT: Final = re.compile(
    r"登记机|登.机关|^.?记机关|^机关$|发证机关|国家企业信用|企业信用信息公示|国家市场监督|市场主体应当|年度报告|监制|gsxt|www\.|http",
    re.IGNORECASE,
)
#: Neighbouring characters of a spread label are at most this many heights apart.
_SPREAD: Final = 6.5
#: A value begins at most this many heights behind its label, and this far from where the column's others do.
_REACH: Final = 9.0
_OFF: Final = 6.0
#: Single characters that short spread labels leave behind.
_REMNANTS: Final = {
    "名": "name",
    "称": "name",
    "类": "entity_type_text",
    "型": "entity_type_text",
    "住": "registered_address",
    "所": "registered_address",
}


@dataclass(slots=True)
class Block:
    """A label and the rows of its value. ``key`` "?" where no label was read: what it is, its words must tell."""

    label: str
    key: str
    x: float
    y: float
    value_x: float
    height: float
    rows: list[list[Glyph]] = field(default_factory=list)
    row_ys: list[float] = field(default_factory=list)
    column: int = 0

    @property
    def glyphs(self) -> list[Glyph]:
        """All characters of the value."""
        return [glyph for row in self.rows for glyph in row]

    @property
    def text(self) -> str:
        """The value as it was read."""
        return "".join(glyph.char for glyph in self.glyphs)


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of one row that stand close together."""

    x: float
    y: float
    height: float
    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        return "".join(glyph.char for glyph in self.glyphs)


def blocks_of(lines: Sequence[Line]) -> list[Block]:
    """The values of a licence with their labels, column by column from the top; some with lost labels (key "?")."""
    height = usual_height([line for line in lines if len(line.glyphs) > 3] or lines)
    body = [line for line in lines if line.height < 2.2 * height]
    blocks: list[Block] = []
    rest: list[Piece] = []
    feet: list[float] = []
    for row in rows_of(body):
        found, loose = _labels_in(row, height)
        blocks += found
        for piece in loose:
            if _FOOT.search(piece.text):
                feet.append(piece.y)
            else:
                rest.append(piece)
    blocks = _unique(blocks)
    if not blocks:
        return []
    _make_columns(blocks, height)
    _add_remnants(blocks, rest, height)
    top = min(block.y for block in blocks)
    foot = min((y for y in feet if y > top), default=float("inf"))
    kept = [piece for piece in rest if piece.y < foot - 0.3 * height]
    blocks += _column_without_labels(blocks, kept, height)
    whole: list[Block] = []
    for number in sorted({block.column for block in blocks}):
        inside = [block for block in blocks if block.column == number]
        ends = [block.x for block in blocks if block.column == number + 1]
        whole += _column_blocks(inside, kept, height, until=min(ends, default=float("inf")) - 0.8 * height)
    return whole


# ---------------------------------------------------------------------- labels


def _labels_in(row: Sequence[Line], height: float) -> tuple[list[Block], list[Piece]]:
    """Labels of one row, each with the value that follows it in the row, and the pieces that follow no label."""
    stream = [(glyph, line, place == 0) for line in row for place, glyph in enumerate(line.glyphs)]
    starts: list[tuple[int, int, str]] = []
    at = 0
    while at < len(stream):
        label, end = _label_at(stream, at, height) if _may_begin(stream, at, height) else ("", at)
        if label:
            starts.append((at, end, label))
            at = end
        else:
            at += 1
    blocks: list[Block] = []
    loose = _pieces(stream[: starts[0][0] if starts else len(stream)], height)
    for number, (begin, end, label) in enumerate(starts):
        until = starts[number + 1][0] if number + 1 < len(starts) else len(stream)
        first = stream[begin][1]
        pieces = _without_colon(_pieces(stream[end:until], height))
        block = Block(label, LABELS[label], stream[begin][0].x - first.height / 2, first.y, 0.0, first.height)
        if pieces and pieces[0].x - stream[end - 1][0].x < _REACH * height:
            block.value_x = pieces[0].x
        loose += pieces
        blocks.append(block)
    return blocks, loose


def _may_begin(stream: Sequence[tuple[Glyph, Line, bool]], at: int, height: float) -> bool:
    """Labels begin a piece of print, or follow a wide gap."""
    if at == 0 or stream[at][2]:
        return True
    return stream[at][0].x - stream[at - 1][0].x > 2.2 * height


def _label_at(stream: Sequence[tuple[Glyph, Line, bool]], at: int, height: float) -> tuple[str, int]:
    """The label that begins here, and where it ends; ("", at) for none."""
    for label in _LONGEST_FIRST:
        end = at + len(label)
        part = stream[at:end]
        if len(part) < len(label):
            continue
        wrong = sum(item[0].char != char for item, char in zip(part, label, strict=True))
        if wrong > (1 if len(label) >= 4 else 0):
            continue
        gaps = [after[0].x - before[0].x for before, after in itertools.pairwise(part)]
        if all(gap < _SPREAD * height for gap in gaps) and _is_no_prose(stream, at, end, label):
            return label, end
    return "", at


def _is_no_prose(stream: Sequence[tuple[Glyph, Line, bool]], at: int, end: int, label: str) -> bool:
    """「名称预先核准」 and 「类型:」 differ: a label inside running text is none."""
    following = "".join(item[0].char for item in stream[end : end + 2])
    if label == "名称" and re.match(r"[预变]", following):
        return False
    return not re.match(r"[、，。;；）)]", following)


def _pieces(stream: Sequence[tuple[Glyph, Line, bool]], height: float) -> list[Piece]:
    """A run of characters, parted where print is far apart or where a new line of the detector begins far off."""
    pieces: list[Piece] = []
    run: list[tuple[Glyph, Line, bool]] = []
    for item in stream:
        is_far = bool(run) and item[2] and item[1].x0 - run[-1][1].x1 > 0.7 * height
        is_far = is_far or (bool(run) and item[0].x - run[-1][0].x > 4.5 * height)
        if is_far:
            pieces.append(_piece(run))
            run = []
        run.append(item)
    if run:
        pieces.append(_piece(run))
    return pieces


def _piece(run: Sequence[tuple[Glyph, Line, bool]]) -> Piece:
    first = run[0]
    x = first[1].x0 if first[2] else first[0].x - first[1].height * 0.45
    return Piece(x, first[1].y, first[1].height, tuple(item[0] for item in run))


def _without_colon(pieces: list[Piece]) -> list[Piece]:
    if pieces and pieces[0].text[:1] in {":", "："}:
        first = pieces[0]
        kept = Piece(first.x, first.y, first.height, first.glyphs[1:])
        return [kept, *pieces[1:]] if kept.glyphs else pieces[1:]
    return pieces


def _unique(blocks: list[Block]) -> list[Block]:
    """Of two labels for one field the higher one, unless only the other has a value."""
    kept: dict[str, Block] = {}
    unwanted: list[Block] = []
    for block in sorted(blocks, key=lambda one: one.y):
        if not block.key:
            unwanted.append(block)
        elif block.key not in kept or (block.value_x and not kept[block.key].value_x):
            kept[block.key] = block
    return [*kept.values(), *unwanted]


# ---------------------------------------------------------------------- columns


def _make_columns(blocks: list[Block], height: float) -> None:
    """Number the columns by where labels begin, and fill in where values begin."""
    by_place = sorted(blocks, key=lambda block: block.x)
    column = 0
    previous = by_place[0].x
    for block in by_place:
        if block.x - previous > 8 * height:
            column += 1
        block.column = column
        previous = block.x
    for number in range(column + 1):
        inside = [block for block in blocks if block.column == number]
        starts = [block.value_x for block in inside if block.value_x]
        usual = float(np.median(starts)) if starts else max(block.x for block in inside) + 5 * height
        for block in inside:
            block.value_x = block.value_x or usual


def _add_remnants(blocks: list[Block], rest: list[Piece], height: float) -> None:
    """Half a short label (「名」, 「称」, 「住」 …) in a column of labels stands for the whole."""
    present = {block.key for block in blocks}
    for piece in list(rest):
        key = _REMNANTS.get(piece.text[:1], "")
        if not key or key in present:
            continue
        for block in blocks:
            is_label_column = block.x - 0.8 * height < piece.x < block.value_x - 0.8 * height
            if not is_label_column:
                continue
            blocks.append(
                Block(piece.text[:1], key, piece.x, piece.y, block.value_x, piece.height, column=block.column)
            )
            rest.remove(piece)
            values = tuple(glyph for glyph in piece.glyphs[1:] if glyph.x > block.value_x - 0.2 * height)
            if values:
                rest.append(Piece(block.value_x, piece.y, piece.height, values))
            present.add(key)
            break


def _column_without_labels(blocks: list[Block], pieces: list[Piece], height: float) -> list[Block]:
    """A stand-in for the right column of values where not one of its labels was read: three values that begin alike."""
    last = max(block.column for block in blocks)
    beyond = max(block.value_x for block in blocks) + 8 * height
    right = [piece for piece in pieces if piece.x > beyond and len(piece.glyphs) > 1]
    for piece in sorted(right, key=lambda one: one.x):
        alike = [one for one in right if abs(one.x - piece.x) < 0.6 * height]
        if len(alike) >= 3:
            top = min(one.y for one in alike) - 50 * height
            return [Block("", "", piece.x - 0.6 * height, top, piece.x, height, column=last + 1)]
    return []


def _column_blocks(blocks: list[Block], pieces: list[Piece], height: float, *, until: float) -> list[Block]:
    """The blocks of one column with all their rows, and blocks of rows whose label was lost, from the top.

    Rows of one value are closer to each other than values are, where the print makes that difference.
    """
    left = min(block.x for block in blocks)
    usual = float(np.median([block.value_x for block in blocks]))
    inside = [piece for piece in pieces if left - 1.2 * height <= piece.x < until]
    done = sorted(blocks, key=lambda block: block.y)
    loose: list[Piece] = []
    for piece in sorted(inside, key=lambda one: one.x):
        beside = [block for block in done if abs(block.y - piece.y) < 0.6 * height and piece.x > block.x]
        if not beside:
            loose.append(piece)
        elif abs(piece.x - usual) < _OFF * height or any(
            abs(y - piece.y) < 0.55 * height for y in beside[0].row_ys
        ):
            _append(beside[0], piece, height)
    loose.sort(key=lambda one: (one.y, one.x))
    pitch = _wrap_pitch([*done, *loose], height)
    for piece in loose:
        above = max((block for block in done if block.y < piece.y), key=lambda block: block.y, default=None)
        gap = piece.y - (above.row_ys[-1] if above.row_ys else above.y) if above else float("inf")
        goes_on = gap < 0.55 * height or (
            gap < min(1.3 * pitch, 3.4 * height) and above is not None and above.key != ""
        )
        if above is not None and goes_on and (piece.x - usual < _OFF * height or gap < 0.55 * height):
            _append(above, piece, height)
        elif abs(piece.x - usual) < 1.3 * height:
            lost = Block("", "?", left, piece.y, usual, piece.height, column=blocks[0].column)
            _append(lost, piece, height)
            done.append(lost)
    return sorted(done, key=lambda block: block.y)


def _wrap_pitch(order: Sequence[Block | Piece], height: float) -> float:
    """From row to row within a value: the usual distance of close neighbours without labels of their own."""
    stack = sorted(order, key=lambda one: one.y)
    gaps = [
        after.y - before.y
        for before, after in itertools.pairwise(stack)
        if isinstance(after, Piece) and 0.55 * height < after.y - before.y < 2.4 * height
    ]
    # The closest ones: distances between values are among the rest.
    return float(np.percentile(gaps, 30)) if gaps else 1.6 * height


def _append(block: Block, piece: Piece, height: float) -> None:
    if block.row_ys and abs(block.row_ys[-1] - piece.y) < 0.55 * height:
        row = block.rows[-1]
        # What lies over the row or far from it is something else in the picture.
        if -0.5 * height < piece.x - row[-1].x < 3.0 * height:
            block.rows[-1] = [*row, *piece.glyphs]
        elif -0.5 * height < row[0].x - piece.glyphs[-1].x < 3.0 * height:
            block.rows[-1] = [*piece.glyphs, *row]
    else:
        block.rows.append(list(piece.glyphs))
        block.row_ys.append(piece.y)
