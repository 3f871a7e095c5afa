"""What passes between two devices of one person."""

from __future__ import annotations

from django.db import models

from yuzhengdai.domain.access.enums import ScanEnd
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.foundation.core.models import BaseModel
from yuzhengdai.foundation.integrations.identity_platform.base import AccountKind


class HandOver(BaseModel):
    """The token in the QR code of a gate dialog: leads the phone to the same enterprise's 企业认证, and logs nobody in.

    The token itself is not kept, only its hash. ``opened_at``: a phone came with it; ``taken_at``: the same user logged in
    there and went on. ``codes_sent`` by the phones that came with it, to its user's number alone. A token that is expired, used up,
    or somebody else's leads to the ordinary pages and tells nothing.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="hand_overs")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="hand_overs")
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    codes_sent = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="access_hand_over_age")]


class ScanLogin(BaseModel):
    """One QR of 「手机扫码登录」 (L5), from the PC that shows it to the login there; see ``services.scan_login``.

    Hashes only: ``token_hash`` of what the QR holds, ``secret_hash`` of the cookie of the PC's browser, ``phone_hash`` of the mark of the
    phone's. ``digits`` are shown on the PC, ``offered`` (three, by comma) on the phone. ``place`` (a shortened address) and ``browser``
    describe the PC. ``epoch``: the user's when it was confirmed; sessions ended since then end the code, too.
    ``proof_asked_at``, ``proof_given_at``: the session that came of it asks the phone for the certificate password (``phone_proof``).
    """

    token_hash = models.CharField(max_length=64, unique=True)
    secret_hash = models.CharField(max_length=64)
    digits = models.CharField(max_length=2)
    offered = models.CharField(max_length=8)
    place = models.CharField(max_length=45, blank=True)
    browser = models.CharField(max_length=60, blank=True)
    expires_at = models.DateTimeField()
    scanned_by = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="scan_logins")
    phone_hash = models.CharField(max_length=64, blank=True)
    scanned_at = models.DateTimeField(null=True)
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, null=True, related_name="+")
    epoch = models.PositiveIntegerField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=12, choices=ScanEnd.choices, blank=True)
    used_at = models.DateTimeField(null=True)
    proof_asked_at = models.DateTimeField(null=True)
    proof_given_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="access_scan_login_age")]


def account_kinds() -> list[tuple[str, str]]:
    """Choices of the column, named and not listed in migrations."""
    return [(AccountKind.ENTERPRISE.value, "法人账号"), (AccountKind.PERSON.value, "个人账号")]


class PlatformLink(BaseModel):
    """An account of an identity platform that logs this user in (L6).

    The account itself is kept as a blind index of the platform's lasting name of it; what the public register shows of an
    enterprise's account (name, code) stays clear. One living link an account: it cannot be moved, only ended and made again.
    """

    platform = models.CharField(max_length=30)
    subject_index = models.CharField(max_length=64)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="platform_links")
    kind = models.CharField(max_length=12, choices=account_kinds)
    uscc = models.CharField(max_length=18, blank=True)
    enterprise_name = models.CharField(max_length=100, blank=True)
    used_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_index"],
                condition=models.Q(ended_at=None),
                name="access_platform_link_one",
            )
        ]


class LoginSession(BaseModel):
    """One session of the enterprise side, as its person sees it under 「登录设备」; see ``services.devices``.

    ``session_hash`` is the session's name in its table. ``way`` is a LoginWay's value, ``device`` what the audit log says of it (a
    certificate's serial, a browser's mark), ``place`` a shortened address. ``epoch``: the user's then; a later one has ended it.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="login_sessions")
    session_hash = models.CharField(max_length=40, unique=True)
    epoch = models.PositiveIntegerField()
    way = models.CharField(max_length=16)
    device = models.CharField(max_length=60, blank=True)
    browser = models.CharField(max_length=60, blank=True)
    place = models.CharField(max_length=45, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "-created_at"], name="access_session_user"),
            models.Index(fields=["created_at"], name="access_session_age"),
        ]
