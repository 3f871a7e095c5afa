"""企业认证: who the enterprise is, shown once."""

from __future__ import annotations

from django.db import models

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.verification.counter_models import CounterRight, CounterSession
from yuzhengdai.domain.verification.enums import (
    CheckKind,
    CheckResult,
    IdPaper,
    LivenessState,
    TransferCheckState,
    VerificationRole,
    VerificationState,
    VerificationWay,
)
from yuzhengdai.foundation.core.encrypted import EncryptedJSONField, EncryptedTextField
from yuzhengdai.foundation.core.models import BaseModel

__all__ = [
    "CounterRight",
    "CounterSession",
    "LivenessBatch",
    "LivenessSession",
    "TransferCheck",
    "Verification",
    "VerificationCheck",
    "VerificationStep",
]


class Verification(BaseModel):
    """One attempt of one user for one enterprise.

    ``licence`` {name, uscc, entity_type, legal_representative_name, registered_address, established_on, region_code, …}
    is what was typed; ``read_data`` {paper: {"file", "fields": {name: {value, confidence, is_sure}}, "problems", "qr_text",
    "engine"}} what OCR read of that file (and what it refused, refused_pictures.py); ``identity_confirmed_at`` and
    ``licence_confirmed_at``: the applicant confirmed the data after the newest picture.
    ``completed_at``: 「注册成功」 was reached on the phone (the certificate is issued); an open
    gate dialog waits for it (R11), for a 人工认证 only for PASSED. ``renews``: the passed attempt whose person and enterprise were
    taken over for another certificate (renewal.py). ``licence_from``, ``person_from``: key of the platform whose
    电子营业执照 or 网证 stands for photographs, "" where there are some; ``licence_holder``, ``licence_holder_name``: who held it.
    ``utilities_done_at``: 电力社保 was done or skipped.
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
    id_valid_from = models.DateField(null=True)
    issuing_authority = EncryptedTextField(tag="verification.verification.issuing_authority")
    paper = models.CharField(max_length=16, choices=IdPaper.choices, default=IdPaper.RESIDENT_ID)
    agent_scopes = models.JSONField(default=list)
    agent_ends_on = models.DateField(null=True)
    submitted_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    wiped_at = models.DateTimeField(null=True)
    reason_code = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    identity_confirmed_at = models.DateTimeField(null=True)
    licence_confirmed_at = models.DateTimeField(null=True)
    utilities_done_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    licence_from = models.CharField(max_length=30, blank=True)
    licence_holder = models.CharField(max_length=24, blank=True)
    licence_holder_name = EncryptedTextField(tag="verification.verification.licence_holder_name")
    person_from = models.CharField(max_length=30, blank=True)
    renews = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="renewals")
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

    verification = models.ForeignKey(Verification, on_delete=models.PROTECT, related_name="steps")
    action = models.CharField(max_length=20)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12)
    by_name = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=300, blank=True)


class VerificationCheck(BaseModel):
    """One answer about an attempt: what was asked, of whom, what came back. The newest of each kind with the present
    ``input_digest`` counts: a changed name or number makes the older ones void.

    ``detail`` holds scores and elements without identity data in clear; ``model_versions`` what measured.
    """

    verification = models.ForeignKey(Verification, on_delete=models.PROTECT, related_name="checks")
    kind = models.CharField(max_length=24, choices=CheckKind.choices)
    result = models.CharField(max_length=12, choices=CheckResult.choices)
    source = models.CharField(max_length=60)
    is_authoritative = models.BooleanField(default=False)
    score = models.FloatField(null=True)
    detail = EncryptedJSONField(tag="verification.check.detail")
    model_versions = models.CharField(max_length=200, blank=True)
    reference = models.CharField(max_length=80, blank=True)
    input_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["verification", "kind", "-created_at"], name="verification_checks")]


class LivenessSession(BaseModel):
    """One drawn sequence of actions and its verdict (R7). Frames are measured as they come and never kept.

    ``secret_hash``: the browser that began it holds the secret; ``actions`` values of FaceAction in order, ``pauses_ms`` the wait before
    each prompt; ``attempt`` counts within the verification (1…). ``failed_action``: the one that was not done, drawn again. ``sign``:
    what spoke against a living head (a value of liveness.Sign), for the operator alone. ``id_number_index`` (blind) counts tries on one
    number over all accounts; "" once NUMBER_COUNTED is over.
    """

    verification = models.ForeignKey(Verification, on_delete=models.PROTECT, related_name="liveness_sessions")
    state = models.CharField(max_length=8, choices=LivenessState.choices, default=LivenessState.OPEN)
    actions = models.JSONField(default=list)
    pauses_ms = models.JSONField(default=list)
    attempt = models.PositiveSmallIntegerField()
    secret_hash = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    reason_code = models.CharField(max_length=40, blank=True)
    failed_action = models.CharField(max_length=12, blank=True)
    sign = models.CharField(max_length=24, blank=True)
    id_number_index = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["verification"],
                condition=models.Q(state="open"),
                name="verification_one_liveness_open",
            )
        ]
        indexes = [
            models.Index(fields=["id_number_index", "-created_at"], name="verification_liveness_number")
        ]


class LivenessBatch(BaseModel):
    """Measures of some frames, deleted with the verdict. ``number`` 0, 1, … makes a batch sent twice one batch.

    ``measures`` [{t_ms, …FrameMeasure}]; embeddings are biometric data: encrypted, and gone with the verdict.
    """

    session = models.ForeignKey(LivenessSession, on_delete=models.CASCADE, related_name="batches")
    number = models.PositiveSmallIntegerField()
    measures = EncryptedJSONField(tag="verification.liveness_batch.measures")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="verification_liveness_batch_once")
        ]


class TransferCheck(BaseModel):
    """对公账户打款验证: two small amounts on their way to the enterprise's account; read back within 72 hours, three tries.

    ``second_amount_yuan`` "" in rows from before there were two. ``account_index`` (blind) counts guesses over all attempts;
    ``is_authoritative`` and ``source`` as the gateway's receipt said when the money was paid.
    """

    verification = models.ForeignKey(Verification, on_delete=models.PROTECT, related_name="transfer_checks")
    state = models.CharField(
        max_length=10, choices=TransferCheckState.choices, default=TransferCheckState.REQUESTED
    )
    account_number = EncryptedTextField(tag="verification.transfer_check.account_number")
    bank_name = models.CharField(max_length=80)
    amount_yuan = EncryptedTextField(tag="verification.transfer_check.amount_yuan")
    second_amount_yuan = EncryptedTextField(tag="verification.transfer_check.second_amount_yuan")
    account_index = models.CharField(max_length=64, blank=True)
    source = models.CharField(max_length=60, blank=True)
    is_authoritative = models.BooleanField(default=False)
    reference = models.CharField(max_length=80, blank=True)
    tries_left = models.PositiveSmallIntegerField(default=3)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["verification"],
                condition=models.Q(state__in=["requested", "sent"]),
                name="verification_one_transfer_open",
            )
        ]
        indexes = [
            models.Index(fields=["account_index", "-created_at"], name="verification_transfer_account")
        ]
