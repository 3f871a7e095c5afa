"""The platform's CA, phone certificates, revocation lists, challenges to sign."""

from __future__ import annotations

from django.db import models

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.certificates.enums import CertificateState, ChallengePurpose, RevocationReason
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.foundation.core.encrypted import EncryptedTextField
from yuzhengdai.foundation.core.models import BaseModel


class CertificateAuthority(BaseModel):
    """The embedded CA (P-256). ``private_key_pem`` is encrypted; a licensed CA is an adapter and has no row."""

    name = models.CharField(max_length=80, unique=True)
    certificate_pem = models.TextField()
    private_key_pem = EncryptedTextField(tag="certificates.authority.private_key_pem")
    not_after = models.DateTimeField()
    crl_number = models.PositiveIntegerField(default=0)


class PhoneCertificate(BaseModel):
    """A certificate for a key pair made on a phone. The private key never leaves the phone.

    ``serial_hex`` is unique; ``key_fingerprint`` SHA-256 of the SubjectPublicKeyInfo: one key, one certificate.
    """

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="phone_certificates")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="phone_certificates")
    state = models.CharField(max_length=8, choices=CertificateState.choices, default=CertificateState.ACTIVE)
    issuer_name = models.CharField(max_length=80)
    serial_hex = models.CharField(max_length=40, unique=True)
    certificate_pem = models.TextField()
    key_fingerprint = models.CharField(max_length=64, unique=True)
    device_name = models.CharField(max_length=60, blank=True)
    not_before = models.DateTimeField()
    not_after = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revocation_reason = models.CharField(max_length=24, choices=RevocationReason.choices, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["enterprise", "user", "state"], name="certificates_holder"),
            models.Index(fields=["state", "revoked_at"], name="certificates_revoked"),
        ]


class RevocationList(BaseModel):
    """A signed CRL as published; the newest per issuer counts."""

    issuer_name = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    der_base64 = models.TextField()
    this_update = models.DateTimeField()
    next_update = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer_name", "number"], name="certificates_crl_number")
        ]


class SigningChallenge(BaseModel):
    """Random text to be signed once by a certificate, bound to purpose and browser."""

    purpose = models.CharField(max_length=8, choices=ChallengePurpose.choices)
    nonce_hash = models.CharField(max_length=64, unique=True)
    browser_hash = models.CharField(max_length=64)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
