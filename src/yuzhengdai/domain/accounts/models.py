"""A user is a mobile phone; what the user may do comes from memberships, officer posts and staff posts."""

from __future__ import annotations

import hmac
from typing import ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from yuzhengdai.domain.accounts.enums import CodePurpose, StaffRoleKind
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.encrypted import EncryptedTextField
from yuzhengdai.foundation.core.ids import new_id
from yuzhengdai.foundation.core.keyring import blind_index
from yuzhengdai.foundation.core.models import BaseModel

PHONE_TAG = "accounts.user.phone"


def phone_index(phone: str) -> str:
    """Blind index of an E.164 phone number, the same for all tables that look phones up."""
    return blind_index(PHONE_TAG, phone)


class UserManager(BaseUserManager["User"]):
    def for_phone(self, phone: str) -> User | None:
        """The user of an E.164 number, or None."""
        return self.filter(phone_index=phone_index(phone)).first()


class User(AbstractBaseUser):
    """One person's phone. There are no passwords: login is by one-time code, staff add TOTP.

    ``session_epoch`` is part of the session's hash: counting it up ends every session of this user.
    """

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id, editable=False)
    password = None  # type: ignore[assignment]
    phone = EncryptedTextField(tag=PHONE_TAG)
    phone_index = models.CharField(max_length=64, unique=True)
    name = EncryptedTextField(tag="accounts.user.name")
    is_active = models.BooleanField(default=True)
    session_epoch = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "phone_index"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def get_session_auth_hash(self) -> str:
        """Bound to the epoch instead of a password."""
        return salted_hmac(
            "accounts.session", f"{self.pk}|{self.session_epoch}", algorithm="sha256"
        ).hexdigest()

    def verify_session_hash(self, value: str) -> bool:
        """Whether a session's stored hash still stands."""
        return hmac.compare_digest(self.get_session_auth_hash(), value)


class CodeChallenge(BaseModel):
    """One one-time code that was sent (L2). The code is kept as a keyed hash, bound to purpose, number and browser.

    ``used_for`` is the keyed hash of the submission that used it up, so that a double click is not refused.
    """

    purpose = models.CharField(max_length=20, choices=CodePurpose.choices)
    phone_index = models.CharField(max_length=64)
    browser_hash = models.CharField(max_length=64)
    address_hash = models.CharField(max_length=64)
    code_hash = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_for = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["phone_index", "purpose", "-created_at"], name="accounts_code_phone"),
            models.Index(fields=["address_hash", "-created_at"], name="accounts_code_address"),
            models.Index(fields=["-created_at"], name="accounts_code_age"),
        ]


class StaffPost(BaseModel):
    """A user's post on the operator side: proposed by one person, confirmed by another, only then of any effect.

    ``proposed_by`` None: the command line. ``proposed_role`` is the role the proposer acted in, so that the confirmation
    comes from the other of the two administrators. ``confirmed_at`` None: it waits, and nobody logs in with it.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="staff_posts")
    role = models.CharField(max_length=24, choices=StaffRoleKind.choices)
    name = models.CharField(max_length=40)
    is_active = models.BooleanField(default=True)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_role = models.CharField(max_length=40, blank=True, default="")
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user"], name="accounts_staff_one_post")]


class SecondFactor(BaseModel):
    """A staff user's TOTP secret (RFC 6238); ``last_counter`` makes each code count once."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_factor")
    secret = EncryptedTextField(tag="accounts.second_factor.secret")
    confirmed_at = models.DateTimeField(null=True)
    last_counter = models.BigIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    blocked_until = models.DateTimeField(null=True)


class RecoveryCode(BaseModel):
    """One of a staff user's recovery codes, as a keyed hash."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)
