"""What was filled in, part by part, as 核对提交 shows it on the PC and on the phone; the identity number masked."""

from __future__ import annotations

from yuzhengdai.domain.enterprises.enums import EntityType, MemberScope
from yuzhengdai.domain.verification.enums import VerificationRole, VerificationWay
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.reading import licence_words
from yuzhengdai.foundation.core.masking import mask_id_number
from yuzhengdai.foundation.integrations.identity_platform.papers import HOLDER_LABELS, Holder
from yuzhengdai.foundation.integrations.identity_platform.registry import platform_name
from yuzhengdai.foundation.reference import regions
from yuzhengdai.sites.member.utilities.forms import UtilityState

Rows = list[tuple[str, str]]

_CHECKED = {
    VerificationWay.FACE.value: ("人脸核验", "已完成"),
    VerificationWay.BANK_TRANSFER.value: ("对公账户打款验证", "已完成"),
    VerificationWay.MANUAL.value: ("核验方式", "人工认证"),
    VerificationWay.COUNTER.value: ("核验方式", "窗口协办"),
    VerificationWay.NETWORK_ID.value: ("核验方式", "国家网络身份认证"),
}


def role_rows(row: Verification, head_title: str) -> Rows:
    """In what role; of an agent what the letter lets do, and until when."""
    if row.role != VerificationRole.AGENT:
        return [("办理身份", f"我是{head_title}")]
    labels = "、".join(str(MemberScope(scope).label) for scope in row.agent_scopes)
    ends_on = row.agent_ends_on.isoformat() if row.agent_ends_on else ""
    return [("办理身份", "我是经办人"), ("授权内容", labels), ("授权截止日期", ends_on)]


def identity_rows(row: Verification) -> Rows:
    until = "长期" if row.id_is_long_term else (row.id_valid_until.isoformat() if row.id_valid_until else "")
    return [
        ("姓名", row.person_name),
        ("身份证号", mask_id_number(row.id_number) if row.id_number else ""),
        ("住址", row.id_address),
        ("有效期截止日", until),
    ]


def licence_rows(row: Verification, head_title: str) -> Rows:
    """The licence as filled in; first which form of it was photographed, where it says so."""
    licence = row.licence
    entity_type = licence.get("entity_type", "")
    form = "" if row.licence_from else licence_words(verification=row)
    return [
        *([("执照形式", form)] if form else []),
        ("企业名称", licence.get("name", "")),
        ("统一社会信用代码", licence.get("uscc", "")),
        ("法人类型", str(EntityType(entity_type).label) if entity_type in EntityType.values else ""),
        (f"{head_title}姓名", licence.get("legal_representative_name", "")),
        ("住所", licence.get("registered_address", "")),
        ("成立日期", licence.get("established_on", "")),
        ("所属地区", regions.full_name(licence.get("region_code", ""))),
    ]


def shown_rows(row: Verification, head_title: str) -> Rows:
    """The licence as an 电子营业执照 said it, and who showed it."""
    holder = HOLDER_LABELS[Holder(row.licence_holder)] if row.licence_holder else ""
    return [
        *licence_rows(row, head_title),
        ("来源", platform_name(row.licence_from)),
        ("出示人", holder if holder != HOLDER_LABELS[Holder.LEGAL_REPRESENTATIVE] else head_title),
    ]


def checked_row(row: Verification) -> tuple[str, str]:
    """How the person or the account was checked."""
    return _CHECKED[row.way]


def utility_rows(saved: UtilityState) -> Rows:
    """The accounts that were verified, or that none was given."""
    numbers = "、".join(one.number for one in saved.electricity)
    electricity = numbers or ("租用场地，无独立户号" if saved.absent else "未填写")
    social = saved.social_insurance.number if saved.social_insurance else "未填写"
    return [("电力户号", electricity), ("社保号", social)]
