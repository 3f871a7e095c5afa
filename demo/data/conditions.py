"""Conditions, materials, steps and fees that the kinds of products are put together from."""

from __future__ import annotations

from typing import Any

from yuzhengdai.domain.products.eligibility import Operator as Op
from yuzhengdai.domain.products.eligibility import Rule
from yuzhengdai.foundation.reference.regions import PROVINCE_CODE

_REGISTER, _TAX, _POWER, _SOCIAL, _COURT, _OWN = (
    "工商登记", "税务部门", "电力部门", "人社部门", "法院与行政机关", "企业填写",
)  # fmt: skip


def _months(code: str, months: int) -> Rule:
    years, rest = divmod(months, 12)
    words = f"成立满 {years} 年" if not rest else f"成立满 {months} 个月"
    return Rule(code, "established_months", Op.MIN, months, words, _REGISTER)


RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule("henan", "region_code", Op.IN, [PROVINCE_CODE], "在河南省内注册", _REGISTER),
        _months("age6", 6),
        _months("age12", 12),
        _months("age24", 24),
        _months("age36", 36),
        Rule("verified", "is_verified", Op.IS_TRUE, None, "已完成企业认证", "平台"),
        Rule("electricity", "electricity_months", Op.MIN, 12, "近 12 个月正常用电", _POWER),
        Rule("social", "social_insurance_months", Op.MIN, 12, "连续缴纳社保满 12 个月", _SOCIAL),
        Rule("staff5", "insured_count", Op.MIN, 5, "参保人数不少于 5 人", _SOCIAL),
        Rule("tax_b", "tax_level", Op.IN, ["A", "B", "M"], "纳税信用等级 B 级及以上（含 M 级）", _TAX),
        Rule("no_overdue", "has_overdue", Op.IS_FALSE, None, "无贷款逾期", "企业信用报告"),
        Rule("no_dishonesty", "has_enforcement", Op.IS_FALSE, None, "无失信被执行记录", _COURT),
        Rule("no_penalty", "has_penalty", Op.IS_FALSE, None, "近期无重大行政处罚", _COURT),
        Rule("revenue500", "annual_revenue_yuan", Op.MIN, 5_000_000, "上一年度营业收入不低于 500 万元", _OWN),
        Rule(
            "revenue1000", "annual_revenue_yuan", Op.MIN, 10_000_000, "上一年度营业收入不低于 1000 万元", _OWN
        ),
        Rule("first_loan", "first_time_borrower", Op.IS_TRUE, None, "首次向银行贷款", _OWN),
    )
}

_MATERIALS: dict[str, tuple[str, str]] = {
    "licence": ("营业执照、法定代表人身份证", "平台带出，不用上传；认证时已核验，提供前须本人授权"),
    "data": ("用电、社保、纳税等数据", "您授权后由平台查询，仅向本机构提供"),
    "statements": ("近一年财务报表", "您上传，PDF 或照片，10 MB 以内"),
    "contract": ("购销合同或订单", "您上传，有助于核定额度"),
    "bank_flow": ("近 6 个月银行流水或收款流水", "您上传，网上银行导出的 PDF 即可"),
    "lease": ("经营场所租赁合同或产权证明", "您上传"),
    "invoices": ("对应的增值税发票", "您上传，与合同一致"),
    "award": ("中标通知书", "您上传，政府采购网可查"),
    "customs": ("近一年报关单或收汇凭证", "您上传"),
    "permit": ("道路运输经营许可证", "您上传"),
    "grain_record": ("粮食收购备案和库存台账", "您上传"),
    "land": ("土地承包或流转合同", "您上传"),
    "livestock": ("存栏台账和检疫证明", "您上传"),
    "insurance": ("养殖保险保单", "您上传"),
    "patent": ("专利权或商标权证书", "您上传，质押登记由机构办理"),
    "title": ("专精特新或科技型企业认定文件", "您上传"),
    "collateral": ("抵押物权属证明", "您上传，评估由机构委托，费用由机构承担"),
    "project": ("项目备案和节能量说明", "您上传"),
    "equipment_list": ("设备清单和购置发票", "您上传"),
}


def materials_of(names: tuple[str, ...]) -> list[dict[str, Any]]:
    """``ProductVersion.materials``; a name that ends in "?" is optional."""
    found = []
    for name in names:
        title, note = _MATERIALS[name.removesuffix("?")]
        found.append({"name": title, "is_required": not name.endswith("?"), "note": note})
    return found


def process_of(*, kind: str, promise: tuple[int, int, int]) -> list[dict[str, Any]]:
    """``ProductVersion.process`` for the promise (受理, 尽调, 意见) in working days."""
    acceptance, due_diligence, decision = promise
    last = {
        "loan": ("签约放款", "核对综合融资成本清单后签约，款项进入对公账户"),
        "guarantee": ("签约出函", "核对费用清单后签约，向合作银行出具担保函"),
        "leasing": ("签约起租", "核对费用清单后签约，设备验收后起租"),
    }[kind]
    return [
        {"title": "提交申请", "text": "核对信息、逐项授权，约 8 分钟", "working_days": 0},
        {"title": "机构受理", "text": f"{acceptance} 个工作日内，短信通知", "working_days": acceptance},
        {
            "title": "尽调",
            "text": f"{due_diligence} 个工作日内反馈，客户经理可能上门",
            "working_days": due_diligence,
        },
        {"title": "审批", "text": f"{decision} 个工作日内给出意见", "working_days": decision},
        {"title": last[0], "text": last[1], "working_days": 2},
    ]


Fee = dict[str, str]


def _fee(*values: str) -> Fee:
    return dict(zip(("name", "payee", "payer", "standard", "method", "cycle"), values, strict=True))


def fees_of(*, fee_set: str, institution: str, low: str, high: str) -> list[Fee]:
    """``ProductVersion.fees``: every cost with 收取方, 承担方, 标准, 支付方式 and 周期, free ones named as such."""
    interest = _fee(
        "贷款利息", institution, "企业", f"年化 {low}%–{high}%（单利）", "从还款账户扣划", "按还款计划"
    )
    prepay = _fee("提前还款", "无", "—", "不收取", "—", "—")
    service = _fee("账户管理、咨询等", "无", "—", "不收取", "—", "—")
    registry = _fee("抵（质）押登记费", "登记机构", institution, "按登记机构标准", "机构支付", "一次")
    tables = {
        "plain": [interest, prepay, service],
        "pledge": [interest, registry, prepay, service],
        "mortgage": [
            interest,
            _fee("抵押物评估费", "评估机构（示例）", institution, "按评估机构标准", "机构支付", "一次"),
            registry,
            _fee(
                "财产保险费", "保险机构（示例）", "企业", "保额的 0.10%／年，可自选保险机构", "转账", "每年"
            ),
            prepay,
        ],
        "partner": [
            interest,
            _fee("融资担保费", "合作担保机构", "企业", "担保额的 0.50%–1.00%／年", "转账", "每年"),
            prepay,
            service,
        ],
        "guarantee": [
            _fee("融资担保费", institution, "企业", f"担保额的 {low}%–{high}%／年", "转账", "每年"),
            _fee("客户保证金", "无", "—", "不收取", "—", "—"),
            _fee("评审费", "无", "—", "不收取", "—", "—"),
        ],
        "leasing": [
            _fee("租金中的租息", institution, "企业", f"综合年化 {low}%–{high}%", "转账", "每期"),
            _fee("租赁保证金", institution, "企业", "设备价款的 5%–10%，抵末期租金", "转账", "一次"),
            _fee("设备保险费", "保险机构（示例）", "企业", "设备价款的 0.15%／年", "转账", "每年"),
            _fee("留购价款", institution, "企业", "100 元", "转账", "期满一次"),
        ],
    }
    return tables[fee_set]
