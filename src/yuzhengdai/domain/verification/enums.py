"""Words of 企业认证."""

from enum import StrEnum

from django.db import models


class VerificationState(models.TextChoices):
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已提交"
    IN_REVIEW = "in_review", "待人工审核"
    RETURNED = "returned", "需补充"
    PASSED = "passed", "已通过"
    REFUSED = "refused", "未通过"
    EXPIRED = "expired", "已过期"


class VerificationRole(models.TextChoices):
    LEGAL_REPRESENTATIVE = "legal_representative", "我是法定代表人"
    AGENT = "agent", "我是经办人"


class VerificationWay(models.TextChoices):
    """By which way identity is shown."""

    MANUAL = "manual", "人工认证"
    FACE = "face", "人脸核验"
    BANK_TRANSFER = "bank_transfer", "对公账户打款验证"
    COUNTER = "counter", "窗口协办"
    NETWORK_ID = "network_id", "国家网络身份认证"


WAYS_TO_CHOOSE = (
    *(VerificationWay.FACE, VerificationWay.NETWORK_ID),
    *(VerificationWay.BANK_TRANSFER, VerificationWay.MANUAL),
)
"""Ways that an applicant takes alone; 窗口协办 begins at a counter, 网证 is there where a provider of it counts as 认证."""
WAYS_WITHOUT_PHONE = frozenset({VerificationWay.MANUAL.value, VerificationWay.COUNTER.value})
"""Ways that end with the pass; a phone certificate may follow and is not waited for (R11)."""


class PictureKind(models.TextChoices):
    """What is handed in; the value is the purpose of the StoredFile."""

    ID_FRONT = "id_front", "身份证人像面"
    ID_BACK = "id_back", "身份证国徽面"
    LICENCE = "licence", "营业执照"
    LETTER = "letter", "法人授权书"
    FACE_REFERENCE = "face_reference", "活体检测照片"


class ReviewReason(models.TextChoices):
    """Coded reason of a refusal or a return; the operator adds a sentence."""

    PICTURE_UNCLEAR = "picture_unclear", "照片不清晰或不完整"
    DATA_MISMATCH = "data_mismatch", "填写内容与证件不一致"
    PAPER_EXPIRED = "paper_expired", "证件已过期"
    LETTER_INVALID = "letter_invalid", "授权书缺少签章或内容不符"
    ENTERPRISE_STATE = "enterprise_state", "企业登记状态不正常"
    NOT_AUTHORISED = "not_authorised", "无法确认办理人的权限"
    OTHER = "other", "其他原因"


class IdPaper(models.TextChoices):
    """Which paper shows the person; others than the resident ID card always go to 人工审核 (R6)."""

    RESIDENT_ID = "resident_id", "居民身份证"
    HK_MACAO_TAIWAN = "hk_macao_taiwan", "港澳台居民居住证或通行证"
    FOREIGN = "foreign", "外国人永久居留身份证或护照"


class CheckKind(models.TextChoices):
    LIVENESS = "liveness", "活体检测"
    FACE_MATCH = "face_match", "人脸与证件照比对"
    IDENTITY = "identity", "身份核验"
    REGISTRATION = "registration", "登记状态"
    ELEMENTS = "elements", "企业四要素"
    LICENCE_QR = "licence_qr", "执照二维码"
    TRANSFER = "transfer", "对公账户打款验证"
    INVITATION = "invitation", "法定代表人邀请"
    COUNTER = "counter", "窗口当面核验"
    LICENCE_SHOWN = "licence_shown", "电子营业执照"
    NETWORK_ID = "network_id", "国家网络身份认证"


class CheckResult(models.TextChoices):
    """What came back. No answer is never a pass."""

    PASS = "pass", "一致"
    REVIEW = "review", "需人工核对"
    FAIL = "fail", "不一致"
    UNAVAILABLE = "unavailable", "暂无结果"


class LivenessState(models.TextChoices):
    """Of one drawn sequence."""

    OPEN = "open", "进行中"
    PASSED = "passed", "通过"
    FAILED = "failed", "未通过"
    EXPIRED = "expired", "已过期"
    VOID = "void", "没有得出结论"
    """Ended for want of frames; uses up no try, but there are only so many a day (liveness_tries.py)."""


class TransferCheckState(models.TextChoices):
    """Of one small transfer."""

    REQUESTED = "requested", "正在汇出"
    SENT = "sent", "已汇出"
    CONFIRMED = "confirmed", "已确认"
    FAILED = "failed", "未成功"
    EXPIRED = "expired", "已过期"


class GateState(StrEnum):
    """What an open gate dialog waits for (R11); it goes on with DONE only."""

    OPEN = "open"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    REFUSED = "refused"
    CERTIFICATE = "certificate"
    """Passed on the phone, where the certificate password is still to be set."""
    FROZEN = "frozen"
    DONE = "done"


class WizardStep(models.TextChoices):
    """Steps of the phone way, in order; which of them an attempt has is in wizard.py."""

    ROLE = "role", "办理身份"
    CONSENT = "consent", "阅读并同意"
    ID_FRONT = "id_front", "身份证人像面"
    ID_BACK = "id_back", "身份证国徽面"
    ID_CONFIRM = "id_confirm", "核对身份信息"
    FACE = "face", "人脸核验"
    TRANSFER = "transfer", "对公账户打款验证"
    LICENCE = "licence", "营业执照"
    LICENCE_CONFIRM = "licence_confirm", "核对营业执照"
    LETTER = "letter", "法人授权书"
    ID_NUMBER = "id_number", "身份证号"
    NETWORK_ID = "network_id", "国家网络身份认证"
    UTILITIES = "utilities", "电力社保"
    RESULT = "result", "提交与结果"
    CERTIFICATE = "certificate", "证书密码"
    DONE = "done", "注册成功"
