"""The platform's CA, phone certificates, revocation lists, challenges to sign; other CAs that are trusted, and their keys."""

from __future__ import annotations

from django.db import models

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.certificates.enums import (
    CertificateState,
    ChallengePurpose,
    RevocationReason,
    TrustedCaState,
    UsccPlace,
)
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


class TrustedCa(BaseModel):
    """A CA whose USBKEYs log enterprises in (L4), as the security administrator proposed it and another person confirmed it.

    ``chain_pem``: the issuing certificate first, its root last; ``fingerprint`` SHA-256 of the first. ``list_addresses``: one a line.
    What is wrong is ended and proposed anew, never changed.
    """

    name = models.CharField(max_length=60)
    state = models.CharField(max_length=8, choices=TrustedCaState.choices, default=TrustedCaState.PROPOSED)
    chain_pem = models.TextField()
    fingerprint = models.CharField(max_length=64)
    uscc_place = models.CharField(max_length=9, choices=UsccPlace.choices)
    uscc_oid = models.CharField(max_length=80)
    list_addresses = models.TextField()
    is_demo = models.BooleanField(default=False)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint"],
                condition=~models.Q(state="ended"),
                name="certificates_trusted_ca_one",
            )
        ]


class TrustedList(BaseModel):
    """The newest revocation list of one address of a trusted CA, its signature checked; and how the last fetch ended."""

    ca = models.ForeignKey(TrustedCa, on_delete=models.PROTECT, related_name="lists")
    address = models.CharField(max_length=300)
    der_base64 = models.TextField(blank=True)
    next_update = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ca", "address"], name="certificates_trusted_list_one")
        ]


class EnterpriseKey(BaseModel):
    """A certificate on a USBKEY, from its first accepted use on. It names an enterprise and no person.

    ``user``: the member it was bound to, by a code to that member's phone; without one it only reads. ``meant_for``: whom an
    administrator says it is for, so that nobody else can be chosen. ``fingerprint`` SHA-256 of the certificate.
    """

    ca = models.ForeignKey(TrustedCa, on_delete=models.PROTECT, related_name="keys")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="keys")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="keys")
    meant_for = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    serial_hex = models.CharField(max_length=40)
    fingerprint = models.CharField(max_length=64, unique=True)
    certificate_pem = models.TextField()
    not_after = models.DateTimeField()
    bound_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["enterprise", "-used_at"], name="certificates_key_enterprise")]
