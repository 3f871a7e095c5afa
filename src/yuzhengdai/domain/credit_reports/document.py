"""A stored report as a document: the one structure that the page and the PDF are drawn from. Texts are plain, not markup."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings

from yuzhengdai.domain.credit_reports.charts import bars
from yuzhengdai.domain.credit_reports.layouts import CHARTS, PAIRS, TABLES
from yuzhengdai.domain.credit_reports.models import CreditReport
from yuzhengdai.domain.credit_reports.sections import PART_ONE, PART_TWO, Section
from yuzhengdai.domain.data_items.enums import Outcome
from yuzhengdai.domain.data_items.items import ITEMS, Item
from yuzhengdai.foundation.core import money

NOT_TICKED = "未授权，本报告不含"
NOTES = (
    "本报告汇总政务部门和依法持牌机构的公开或经授权的信息，平台只转述来源的答复，不评分、不评级、不作信贷建议。",
    "「未查询到」表示来源已答复，没有这类记录；「未接入」表示平台还没有接入这类来源；「来源未答复」表示查询时来源没有答复。三者不能互相代替。",
    "第一部分是依法公开的信息，顺序按公共信用信息报告标准（2022 年版）和 GB/T 42337-2023；第二部分只含企业为本报告逐项授权的信息。",
    "报告反映生成时的情况，以各来源部门的登记为准。不含中国人民银行征信系统的信用报告。",
    "企业认为信息有误的，有权向该信息的来源部门提出异议。",
)


@dataclass(frozen=True, slots=True)
class Table:
    """``heads``: label and whether it is a column of figures."""

    caption: str
    heads: Sequence[tuple[str, bool]]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Chart:
    """An SVG and, for those who do not see it, what it shows; its figures are the table of the same entry."""

    caption: str
    svg: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One item: either ``words`` in the place of facts, or pairs, a chart and a table. ``source``: who said it and when."""

    code: str
    label: str
    outcome: str
    words: str = ""
    source: str = ""
    pairs: Sequence[tuple[str, str]] = ()
    chart: Chart | None = None
    table: Table | None = None
    is_stand_in: bool = False


@dataclass(frozen=True, slots=True)
class DrawnSection:
    """One section with its entries; without any, ``words`` says why."""

    key: str
    title: str
    entries: Sequence[Entry] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """Everything printed. ``silent``: labels of what did not answer."""

    name: str
    uscc: str
    cover: Sequence[tuple[str, str]]
    notes: Sequence[str]
    overview: Sequence[tuple[str, str]]
    part_one: Sequence[DrawnSection]
    part_two: Sequence[DrawnSection]
    silent: Sequence[str] = field(default=())


def document_of(report: CreditReport) -> Document:
    """The document of a report that is ready."""
    content = report.content
    answers: Mapping[str, Mapping[str, Any]] = content["items"]
    return Document(
        name=content["name"],
        uscc=content["uscc"],
        cover=_cover(report),
        notes=NOTES,
        overview=_overview(answers),
        part_one=[_section(section, answers, section.codes) for section in PART_ONE],
        part_two=[_section(section, answers, report.part_two) for section in PART_TWO],
        silent=[ITEMS[code].label for code, one in answers.items() if one["outcome"] == Outcome.SILENT],
    )


def sections_of(answers: Mapping[str, Mapping[str, Any]]) -> list[DrawnSection]:
    """The sections of these items alone, in the order of a report: what a grant shows. Others are not mentioned."""
    asked = [section for section in (*PART_ONE, *PART_TWO) if answers.keys() & set(section.codes)]
    return [
        DrawnSection(
            section.key,
            section.title,
            [_entry(item, answers[item.code]) for item in section.items if item.code in answers],
        )
        for section in asked
    ]


def code_words(code: str) -> str:
    """The verification code in groups of four."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def verify_url(report: CreditReport) -> str:
    """The address in the QR code of the cover: the public page with the code filled in, not sent."""
    return f"{settings.SITE_BASE_URL}/verify/?code={report.code}"


def _cover(report: CreditReport) -> list[tuple[str, str]]:
    made = report.ready_at or report.created_at
    rows = [
        ("报告编号", report.number),
        ("生成时间", money.moment(made)),
        ("用途", "企业自查"),
        ("验证码", code_words(report.code)),
    ]
    return [*rows, ("报告提供方", report.provider)] if report.provider else rows


_COUNTED = (
    ("行政许可", "licences", "条"),
    ("行政处罚", "penalties", "条"),
    ("守信激励与荣誉", "honours", "条"),
    ("经营异常名录", "abnormal", "条"),
    ("失信被执行", "dishonest", "件"),
    ("被执行", "enforced", "件"),
)


def _overview(answers: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, str]]:
    profile = answers.get("registration_profile", {})
    is_known = profile.get("outcome") == Outcome.FOUND
    state = (
        str(profile["facts"].get("state", ""))
        if is_known
        else Outcome(profile.get("outcome", Outcome.NOT_CONNECTED)).words
    )
    return [
        ("登记状态", state),
        *((label, _count(answers.get(code), unit)) for label, code, unit in _COUNTED),
    ]


def _count(answer: Mapping[str, Any] | None, unit: str) -> str:
    outcome = Outcome(answer["outcome"]) if answer else Outcome.NOT_CONNECTED
    if answer is None or outcome in {Outcome.NOT_CONNECTED, Outcome.SILENT}:
        return outcome.words
    return f"{len(answer['facts'].get('rows', ()))} {unit}"


def _section(
    section: Section, answers: Mapping[str, Mapping[str, Any]], ticked: Sequence[str]
) -> DrawnSection:
    entries = [_entry(item, answers[item.code]) for item in section.items if item.code in answers]
    if entries:
        missing = [item for item in section.items if item.code not in answers and item.code not in ticked]
        entries += [Entry(item.code, item.label, "not_ticked", NOT_TICKED) for item in missing]
        return DrawnSection(section.key, section.title, entries)
    return DrawnSection(
        section.key, section.title, words=NOT_TICKED if section.codes else Outcome.NOT_CONNECTED.words
    )


def _entry(item: Item, answer: Mapping[str, Any]) -> Entry:
    outcome, facts = Outcome(answer["outcome"]), answer.get("facts") or {}
    source = _source(item, answer)
    if outcome is Outcome.FOUND and item.schema in PAIRS:
        pairs = [(column.head, column.words(facts)) for column in PAIRS[item.schema]]
        return Entry(item.code, item.label, outcome, source=source, pairs=pairs)
    rows = facts.get("rows") or []
    if outcome is Outcome.FOUND and not rows:
        outcome = Outcome.NOT_FOUND
    if outcome is not Outcome.FOUND:
        return Entry(item.code, item.label, outcome, outcome.words, source)
    columns = TABLES[item.schema]
    unit = f"（{facts['unit']}）" if "unit" in facts else ""
    table = Table(
        f"{item.label}{unit}",
        [(column.head, column.is_figure) for column in columns],
        [[column.words(row) for column in columns] for row in rows],
    )
    return Entry(item.code, item.label, outcome, source=source, chart=_chart(item, facts), table=table)


def _chart(item: Item, facts: Mapping[str, Any]) -> Chart | None:
    key = CHARTS.get(item.schema)
    if key is None:
        return None
    rows = facts["rows"]
    values = [Decimal(str(row[key])) for row in rows]
    unit = facts.get("unit", "人")
    most = max(range(len(rows)), key=values.__getitem__)
    caption = (
        f"{item.label}，单位{unit}，{rows[0]['month']} 至 {rows[-1]['month']}，"
        f"最高 {rows[most]['month']} {values[most].normalize():,f}"
    )
    return Chart(caption, bars([row["month"] for row in rows], values))


def _source(item: Item, answer: Mapping[str, Any]) -> str:
    if not answer.get("fetched_at"):
        return item.department
    said = f"{answer['source']}，{money.moment(datetime.fromisoformat(answer['fetched_at']))} 查询"
    return said if answer["is_authoritative"] else f"{said}（非权威来源，仅供参考）"
