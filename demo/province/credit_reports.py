"""Two 企业信用报告 of the owner's enterprise: an older one with a penalty and a source that was silent, and a complete newer one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from demo.accounts import BY_KEY
from demo.province.grants import ADDRESS
from demo.rows import write
from demo.seed import LoadDay, demo_id, stream
from yuzhengdai.domain.accounts.models import User, phone_index
from yuzhengdai.domain.credit.texts import text_hash
from yuzhengdai.domain.credit_reports.enums import ReportState
from yuzhengdai.domain.credit_reports.models import CreditReport
from yuzhengdai.domain.credit_reports.sections import PUBLIC_CODES
from yuzhengdai.domain.credit_reports.services import code_index, consent_text
from yuzhengdai.domain.data_items.items import ITEMS, period_of
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember
from yuzhengdai.domain.signing.models import KeyPurpose
from yuzhengdai.domain.signing.selectors import signing_key_current
from yuzhengdai.domain.signing.services import signing_key_create
from yuzhengdai.foundation.core.actors import SYSTEM

_TICKED = ("tax_rating", "tax_amount", "social_headcount", "electricity_use", "electricity_payment")
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SEASONS = (9, 8, 9, 9, 10, 12, 14, 14, 11, 9, 9, 10)
_SILENT = ("dishonest", "enforced", "rulings")


def load_credit_reports(day: LoadDay) -> int:
    """How many were written."""
    user = User.objects.get(phone_index=phone_index(BY_KEY["owner"].phone_e164))
    enterprise = EnterpriseMember.objects.select_related("enterprise").get(user=user).enterprise
    reports = [
        _report(day.moment(40), enterprise, user, is_complete=False),
        _report(day.moment(3, 9, 12), enterprise, user, is_complete=True),
    ]
    return len(write(reports))


def load_signing_keys() -> None:
    """One key of each purpose where there is none: the demo signs at once."""
    for purpose in KeyPurpose.values:
        if signing_key_current(purpose=purpose) is None:
            signing_key_create(actor=SYSTEM, purpose=purpose)


def _report(at: datetime, enterprise: Enterprise, user: User, *, is_complete: bool) -> CreditReport:
    draw = stream("credit-report", at.date())
    code = "".join(draw.choice(_SIGNS) for _ in range(16))
    ticked = list(_TICKED) if is_complete else []
    text = consent_text(enterprise=enterprise, codes=ticked)
    facts = _facts(at, enterprise, is_complete=is_complete)
    silent = () if is_complete else _SILENT
    items = {
        code: {"outcome": "silent"} if code in silent else _answer(at, code, facts.get(code))
        for code in (*PUBLIC_CODES, *ticked)
    }
    return CreditReport(
        id=demo_id(at, "credit-report"),
        created_at=at,
        enterprise=enterprise,
        number=f"XR{at:%Y%m%d}-{draw.randrange(100_000_000):08d}",
        code=code,
        code_index=code_index(code),
        state=ReportState.READY,
        made_by=user,
        part_two=ticked,
        consent_text=text,
        consent_sha256=text_hash(text),
        address=ADDRESS,
        ready_at=at + timedelta(seconds=2),
        content={"name": enterprise.name, "uscc": enterprise.uscc, "items": items},
    )


def _answer(at: datetime, code: str, facts: dict[str, Any] | None) -> dict[str, Any]:
    item = ITEMS[code]
    return {
        "outcome": "not_found" if facts is None else "found",
        "facts": facts or {},
        "source": f"{item.department}（模拟）",
        "fetched_at": at.isoformat(),
        "valid_until": (at + item.validity).isoformat(),
        "as_of": None,
        "is_authoritative": True,
    }


def _facts(at: datetime, enterprise: Enterprise, *, is_complete: bool) -> dict[str, dict[str, Any]]:
    return {**_public(at, enterprise, is_complete=is_complete), **_granted(at)}


def _public(at: datetime, enterprise: Enterprise, *, is_complete: bool) -> dict[str, dict[str, Any]]:
    penalty = {
        "number": f"示例罚〔{at.year - 1}〕27 号", "what": "未按规定公示价格", "result": "警告", "grade": "轻微",
        "authority": "示例市场监督管理局", "decided_on": f"{at.year - 1}-11-06",
        "published_until": None, "is_repaired": False,
    }  # fmt: skip
    return {
        "registration_profile": {
            "name": enterprise.name, "state": "存续", "entity_type": "有限责任公司（自然人投资或控股）",
            "registered_address": enterprise.registered_address, "established_on": "2016-08-17",
            "registered_capital_yuan": "8000000.00", "industry": "农副食品加工专用设备制造",
            "business_scope": "粮油机械的设计、制造、销售和维修", "authority": "示例市场监督管理局",
        },
        "registration_shareholders": {
            "rows": [
                {"name": "李建国", "kind": "自然人", "share_pct": "70", "subscribed_yuan": "5600000.00"},
                {"name": "王秀兰", "kind": "自然人", "share_pct": "30", "subscribed_yuan": "2400000.00"},
            ]
        },
        "registration_people": {"rows": [{"name": "李建国", "post": "执行董事兼总经理"}, {"name": "王秀兰", "post": "监事"}]},
        "registration_changes": {
            "rows": [{"changed_on": "2024-05-20", "what": "经营范围变更", "before": "粮油机械的制造、销售",
                      "after": "粮油机械的设计、制造、销售和维修"}]
        },
        "licences": {
            "rows": [{"number": "示例许〔2024〕318 号", "what": "排污登记", "authority": "示例行政审批局",
                      "decided_on": "2024-06-12", "valid_until": "2029-06-11"}]
        },
        "honours": {
            "rows": [{"name": "专精特新中小企业", "authority": "示例工业和信息化局", "given_on": "2024-09-30",
                      "valid_until": "2027-09-29"}]
        },
        "penalties": {"rows": [] if is_complete else [penalty]},
    }  # fmt: skip


def _granted(at: datetime) -> dict[str, dict[str, Any]]:
    first, _, last = period_of(ITEMS["electricity_use"], at.date()).partition("/")
    start = int(first[:4]) * 12 + int(first[5:]) - 1
    end = int(last[:4]) * 12 + int(last[5:]) - 1
    months = [f"{count // 12:04d}-{count % 12 + 1:02d}" for count in range(start, end + 1)]
    draw = stream("credit-report", "facts")
    uses = [f"{2650 * _SEASONS[int(month[5:]) - 1] * draw.randint(92, 108) // 100}" for month in months]
    return {
        "tax_rating": {"rows": [{"year": at.year - 1, "grade": "B"}, {"year": at.year - 2, "grade": "B"}]},
        "tax_amount": {
            "rows": [{"year": at.year - 1, "paid_yuan": "386200.00"}, {"year": at.year - 2, "paid_yuan": "351700.00"}]
        },
        "social_headcount": {"rows": [{"month": month, "people": 36 + n // 5} for n, month in enumerate(months)]},
        "electricity_use": {
            "unit": "千瓦时",
            "rows": [{"month": month, "amount": use} for month, use in zip(months, uses, strict=True)],
        },
        "electricity_payment": {
            "rows": [{"month": month, "is_paid": True, "paid_yuan": f"{int(use) * 68 // 100}.00"}
                     for month, use in zip(months, uses, strict=True)]
        },
    }  # fmt: skip
