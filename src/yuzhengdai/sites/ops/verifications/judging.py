"""What the desk is told to judge: the licence beside what the platform knows, and hints about everything that is odd."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from yuzhengdai.domain.enterprises.enums import EntityType
from yuzhengdai.domain.verification.desk import DeskFacts
from yuzhengdai.domain.verification.enums import VerificationRole
from yuzhengdai.domain.verification.flags import Flag
from yuzhengdai.domain.verification.liveness import Reason
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.foundation.reference import regions

_MANY_TRIES = 3


@dataclass(frozen=True, slots=True)
class Compared:
    """One line: what was typed, what stands in the registration (or elsewhere), and whether they agree.

    ``verdict`` is "ok", "warn" or "" where there is nothing to compare with.
    """

    label: str
    typed: str
    known: str
    source: str
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Hint:
    """Something to judge; ``kind`` is ok, warn or bad."""

    text: str
    kind: str


def compared(row: Verification) -> list[Compared]:
    """The licence as typed, line by line."""
    licence, claim = row.licence, row.enterprise
    head = EntityType(claim.entity_type).head_title
    lines = [
        _line("企业名称", licence.get("name", ""), claim.name),
        _line("统一社会信用代码", licence.get("uscc", ""), claim.uscc),
        _line("法人类型", _entity(licence.get("entity_type", "")), _entity(claim.entity_type)),
    ]
    head_name = licence.get("legal_representative_name", "")
    if row.role == VerificationRole.LEGAL_REPRESENTATIVE:
        lines.append(_line(f"{head}姓名", head_name, row.person_name, source=_person_source(row)))
    else:
        lines.append(Compared(f"{head}姓名", head_name, "—", "见授权书"))
    lines += [
        _line("住所", licence.get("registered_address", ""), claim.registered_address),
        _line(
            "成立日期",
            licence.get("established_on", ""),
            claim.established_on.isoformat() if claim.established_on else "",
        ),
        _region_line(str(licence.get("region_code", "")), claim.region_code),
    ]
    return lines


def hints(row: Verification, facts: DeskFacts, flags: Sequence[Flag] = ()) -> list[Hint]:
    """Everything to look at, or one line that there is nothing."""
    found = [
        Hint(text, kind) for text, kind in (*_parties(row, facts), *_oddities(row, facts), *_tries(facts))
    ]
    if flags:
        found.insert(0, Hint(f"有 {len(flags)} 处标记，打开影像并逐项写明核对结论后才能通过", "warn"))
    return found or [Hint("没有发现需要特别留意的事项", "ok")]


def _parties(row: Verification, facts: DeskFacts) -> Iterator[tuple[str, str]]:
    if facts.standing and facts.is_head:
        yield "该代码已有认证企业，通过后由法定代表人接管，原成员全部移出", "warn"
    elif facts.standing:
        yield "该代码已有认证企业，经办人不能再次认证，应请其申请加入", "bad"
    if facts.claims:
        yield f"另有 {facts.claims} 个手机号用同一代码注册，尚未认证", "warn"
    if facts.names_differ:
        yield "身份证姓名与营业执照上的姓名不一致", "bad"
    if row.renews_id is not None:
        yield (
            "换发手机证书：人员和企业资料取自已通过的认证，这次只重做了活体检测，请比对两张人像",
            "warn",
        )
    elif not facts.is_head:
        yield "经办人办理，请核对授权书的签章、授权内容和期限", "warn"


def _oddities(row: Verification, facts: DeskFacts) -> Iterator[tuple[str, str]]:
    if facts.is_paper_ending and row.id_valid_until:
        yield f"身份证有效期至 {row.id_valid_until.isoformat()}，即将或已经到期", "warn"
    if facts.has_odd_period:
        yield "身份证有效期的长度不常见（一般为 5、10、20 年或长期），请对照照片核对", "warn"
    if facts.enterprises_of_person:
        yield f"同一身份证号还为另外 {facts.enterprises_of_person} 家企业办理过认证", "warn"
    if facts.same_pictures:
        yield f"身份证人像面照片与另外 {facts.same_pictures} 个认证完全相同，但填写的证件号码不同", "bad"
    if facts.enterprises_of_phone:
        yield f"同一手机近 30 天还提交过另外 {facts.enterprises_of_phone} 家企业的认证", "warn"


def _tries(facts: DeskFacts) -> Iterator[tuple[str, str]]:
    failed = facts.failed_faces
    if len(failed) >= _MANY_TRIES:
        yield f"活体检测未通过 {len(failed)} 次，请看下方每次的原因", "warn"
    if Reason.FLAT in failed or Reason.SWITCHED in failed:
        yield "活体检测中出现过翻拍或换人的迹象", "bad"
    if Reason.DIFFERENT in failed:
        yield "活体检测中有过与身份证人像不像同一人的结果", "bad"
    if facts.refused_before:
        yield f"同一手机为这家企业办理，此前有 {facts.refused_before} 次未通过", "warn"


def _person_source(row: Verification) -> str:
    return "网证" if row.person_from else "身份证"


def _line(label: str, typed: str, known: str, *, source: str = "注册信息") -> Compared:
    if not known:
        return Compared(label, typed, "—", "没有可比对的信息")
    same = typed == known
    return Compared(label, typed, "同左" if same else known, source, "ok" if same else "warn")


def _region_line(typed: str, known: str) -> Compared:
    """A county registered with lies in the city that the licence step asks for."""
    line = _line("所属地区", regions.full_name(typed), regions.full_name(known))
    is_inside = bool(known) and typed[:4] == known[:4]
    return replace(line, verdict="ok") if is_inside else line


def _entity(value: str) -> str:
    return str(EntityType(value).label) if value in EntityType.values else value
