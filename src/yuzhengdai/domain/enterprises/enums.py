from django.db import models


class EntityType(models.TextChoices):
    """法人类型."""

    COMPANY = "company", "企业法人"
    SOLE_PROPRIETOR = "sole_proprietor", "个体工商户"
    COOPERATIVE = "cooperative", "农民专业合作社"
    PARTNERSHIP = "partnership", "合伙企业"
    SOLE_INVESTMENT = "sole_investment", "个人独资企业"
    BRANCH = "branch", "分支机构"
    OTHER = "other", "其他"

    @property
    def head_title(self) -> str:
        """What the head of such an entity is called on its licence (R6)."""
        return {
            "company": "法定代表人",
            "cooperative": "法定代表人",
            "sole_proprietor": "经营者",
            "partnership": "执行事务合伙人",
            "sole_investment": "投资人",
            "branch": "负责人",
        }.get(self.value, "负责人")


class EnterpriseState(models.TextChoices):
    """CLAIMED → VERIFIED ⇄ FROZEN; ended CANCELLED."""

    CLAIMED = "claimed", "未认证"
    VERIFIED = "verified", "已认证"
    FROZEN = "frozen", "已冻结"
    CANCELLED = "cancelled", "已注销"


class EnterpriseSize(models.TextChoices):
    """中小企业划型."""

    MICRO = "micro", "微型"
    SMALL = "small", "小型"
    MEDIUM = "medium", "中型"
    LARGE = "large", "大型"


class MemberRole(models.TextChoices):
    """Being the 法定代表人 is a fact about a member, not a role."""

    ADMIN = "admin", "管理员"
    AGENT = "agent", "经办人"
    VIEWER = "viewer", "只读"


class MemberScope(models.TextChoices):
    """What an agent may do, by tick."""

    SUBMIT_APPLICATION = "submit_application", "提交申请"
    AUTHORISE_DATA = "authorise_data", "数据授权"
    ACCEPT_OFFER = "accept_offer", "接受融资方案"


class MemberState(models.TextChoices):
    """A request to join waits for an administrator."""

    REQUESTED = "requested", "待管理员同意"
    ACTIVE = "active", "有效"
    ENDED = "ended", "已结束"


class UtilityKind(models.TextChoices):
    """Accounts at suppliers that show that an enterprise is at work."""

    ELECTRICITY = "electricity", "电力户号"
    SOCIAL_INSURANCE = "social_insurance", "社保号"
