from django.db import models


class CertificateState(models.TextChoices):
    """Of a phone certificate; the date of expiry is in the certificate itself."""

    ACTIVE = "active", "有效"
    REVOKED = "revoked", "已吊销"


class RevocationReason(models.TextChoices):
    """RFC 5280 §5.3.1, those used here."""

    KEY_COMPROMISE = "key_compromise", "手机或密码丢失"
    SUPERSEDED = "superseded", "已换发新证书"
    AFFILIATION_CHANGED = "affiliation_changed", "不再代表该企业"
    CESSATION = "cessation_of_operation", "企业注销"
    PRIVILEGE_WITHDRAWN = "privilege_withdrawn", "企业账号已冻结"


class ChallengePurpose(models.TextChoices):
    """What is signed for; part of what is signed."""

    LOGIN = "login", "登录"
    CONFIRM = "confirm", "确认操作"
    USBKEY = "usbkey", "USBKEY 登录"


class TrustedCaState(models.TextChoices):
    """Of a CA whose keys may log in: proposed by one, trusted from when another confirms."""

    PROPOSED = "proposed", "待确认"
    TRUSTED = "trusted", "已启用"
    ENDED = "ended", "已停用"


class UsccPlace(models.TextChoices):
    """Where a CA writes the enterprise's code into its certificates."""

    SUBJECT = "subject", "主题项"
    EXTENSION = "extension", "扩展项"
