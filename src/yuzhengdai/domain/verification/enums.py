"""Words of 企业认证."""

from django.db import models


class VerificationState(models.TextChoices):
    """See workflow.py."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已提交"
    IN_REVIEW = "in_review", "待人工审核"
    RETURNED = "returned", "需补充"
    PASSED = "passed", "已通过"
    REFUSED = "refused", "未通过"
    EXPIRED = "expired", "已过期"


class VerificationRole(models.TextChoices):
    """Who does it."""

    LEGAL_REPRESENTATIVE = "legal_representative", "我是法定代表人"
    AGENT = "agent", "我是经办人"


class VerificationWay(models.TextChoices):
    """By which way identity is shown."""

    MANUAL = "manual", "人工认证"
    FACE = "face", "人脸核验"
    BANK_TRANSFER = "bank_transfer", "对公账户打款验证"
