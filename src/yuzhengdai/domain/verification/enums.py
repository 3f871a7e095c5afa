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


class PictureKind(models.TextChoices):
    """What is handed in; the value is the purpose of the StoredFile."""

    ID_FRONT = "id_front", "身份证人像面"
    ID_BACK = "id_back", "身份证国徽面"
    LICENCE = "licence", "营业执照"
    LETTER = "letter", "法人授权书"


class ReviewReason(models.TextChoices):
    """Coded reason of a refusal or a return; the operator adds a sentence."""

    PICTURE_UNCLEAR = "picture_unclear", "照片不清晰或不完整"
    DATA_MISMATCH = "data_mismatch", "填写内容与证件不一致"
    PAPER_EXPIRED = "paper_expired", "证件已过期"
    LETTER_INVALID = "letter_invalid", "授权书缺少签章或内容不符"
    ENTERPRISE_STATE = "enterprise_state", "企业登记状态不正常"
    NOT_AUTHORISED = "not_authorised", "无法确认办理人的权限"
    OTHER = "other", "其他原因"
