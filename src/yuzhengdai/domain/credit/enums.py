"""Words of data grants."""

from django.db import models


class DataItem(models.TextChoices):
    """What may be granted, one by one."""

    IDENTITY = "identity", "法定代表人身份信息及证件影像"
    ELECTRICITY = "electricity", "企业用电情况"
    SOCIAL_INSURANCE = "social_insurance", "社保缴纳情况"
    TAX = "tax", "纳税信用等级与纳税额"
    REGISTRATION = "registration", "工商登记信息"
    JUDICIAL = "judicial", "司法与行政处罚信息"
    CREDIT_REPORT = "credit_report", "企业信用报告"

    @property
    def description(self) -> str:
        """What exactly is handed over, as shown under the tick."""
        return {
            "identity": "姓名、身份证号、身份证两面影像和核验结论。须法定代表人本人同意；由经办人办理的，会请法定代表人本人确认。",
            "electricity": "近 24 个月用电量、缴费记录。来源：电力部门。",
            "social_insurance": "近 24 个月参保人数、缴费状态，不含员工个人信息。来源：人社部门。",
            "tax": "近 2 个年度。来源：税务部门。",
            "registration": "登记状态、股东与变更记录。来源：市场监管部门。",
            "judicial": "被执行、失信、行政处罚记录。来源：法院与行政机关。",
            "credit_report": "由平台生成，机构可查看一次。",
        }[self.value]


class AuthorisationState(models.TextChoices):
    """ACTIVE → REVOKED | EXPIRED | ENDED."""

    PENDING = "pending", "待法定代表人确认"
    ACTIVE = "active", "有效"
    REVOKED = "revoked", "已撤回"
    EXPIRED = "expired", "已到期"
    ENDED = "ended", "申请已结束"
