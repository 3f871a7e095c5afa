"""企业认证: who the enterprise is, shown once."""

from __future__ import annotations

from django.db import models

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.verification.enums import VerificationRole, VerificationState, VerificationWay
from yuzhengdai.foundation.core.encrypted import EncryptedJSONField, EncryptedTextField
from yuzhengdai.foundation.core.models import BaseModel


class Verification(BaseModel):
    """One attempt of one user for one enterprise.

    ``licence`` {name, uscc, entity_type, legal_representative_name, registered_address, established_on, region_code, …}
    is what was typed; ``read_data`` what OCR read (later);
    ``typed`` {step: {field: raw}} what 「暂不认证」 kept of a step that is not finished (R9). Pictures and the letter are StoredFiles with
    subject_kind "verification" and purpose id_front, id_back, licence or letter.
    """

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="verifications")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="verifications")
    way = models.CharField(max_length=16, choices=VerificationWay.choices, default=VerificationWay.MANUAL)
    role = models.CharField(max_length=24, choices=VerificationRole.choices, blank=True)
    state = models.CharField(
        max_length=12, choices=VerificationState.choices, default=VerificationState.DRAFT
    )
    person_name = EncryptedTextField(tag="verification.verification.person_name")
    id_number = EncryptedTextField(tag="verification.verification.id_number")
    id_number_index = models.CharField(max_length=64, blank=True, db_index=True)
    id_address = EncryptedTextField(tag="verification.verification.id_address")
    id_valid_until = models.DateField(null=True)
    id_is_long_term = models.BooleanField(default=False)
    licence = EncryptedJSONField(tag="verification.verification.licence")
    read_data = EncryptedJSONField(tag="verification.verification.read_data")
    typed = EncryptedJSONField(tag="verification.verification.typed")
    agent_scopes = models.JSONField(default=list)
    agent_ends_on = models.DateField(null=True)
    submitted_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    wiped_at = models.DateTimeField(null=True)
    reason_code = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["state", "submitted_at"], name="verification_desk"),
            models.Index(fields=["enterprise", "-created_at"], name="verification_enterprise"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "user"],
                condition=models.Q(state__in=["draft", "submitted", "in_review", "returned"]),
                name="verification_one_open",
            )
        ]


class VerificationStep(BaseModel):
    """History: each change of state."""

    verification = models.ForeignKey(Verification, on_delete=models.CASCADE, related_name="steps")
    action = models.CharField(max_length=20)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12)
    by_name = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=300, blank=True)
