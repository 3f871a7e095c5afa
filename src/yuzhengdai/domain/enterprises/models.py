"""Enterprises, their members, and the history of what changed."""

from __future__ import annotations

from django.db import models

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.enterprises.enums import (
    EnterpriseSize,
    EnterpriseState,
    EntityType,
    MemberRole,
    MemberState,
    UtilityKind,
)
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.encrypted import EncryptedJSONField, EncryptedTextField
from yuzhengdai.foundation.core.models import BaseModel


class Enterprise(BaseModel):
    """An enterprise as claimed by a phone, or verified.

    A claim reserves no code: several phones may claim one ``uscc``; only one verified (or frozen) row per code exists.
    Name, code and registered address are on the public register and stay clear.
    """

    name = models.CharField(max_length=120)
    uscc = models.CharField(max_length=18)
    entity_type = models.CharField(max_length=20, choices=EntityType.choices)
    state = models.CharField(max_length=12, choices=EnterpriseState.choices, default=EnterpriseState.CLAIMED)
    claimed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="claims")
    region_code = models.CharField(max_length=6, blank=True)
    registered_address = models.CharField(max_length=200, blank=True)
    industry_code = models.CharField(max_length=5, blank=True)
    size = models.CharField(max_length=8, choices=EnterpriseSize.choices, blank=True)
    established_on = models.DateField(null=True)
    registered_capital_yuan = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    legal_representative_name = EncryptedTextField(tag="enterprises.enterprise.legal_representative_name")
    verified_at = models.DateTimeField(null=True)
    claim_address_hash = models.CharField(max_length=64, blank=True, default="")
    """Keyed hash of the network address a claim came from, to bound how many come from one."""
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["uscc"],
                condition=models.Q(state__in=["verified", "frozen"]),
                name="enterprises_one_verified_per_code",
            ),
            models.UniqueConstraint(
                fields=["claimed_by", "uscc"],
                condition=models.Q(state="claimed"),
                name="enterprises_one_claim_per_phone_and_code",
            ),
        ]
        indexes = [
            models.Index(fields=["uscc"], name="enterprises_uscc"),
            models.Index(fields=["state", "-created_at"], name="enterprises_state"),
            models.Index(
                fields=["claim_address_hash", "-created_at"],
                condition=~models.Q(claim_address_hash=""),
                name="enterprises_claim_address",
            ),
        ]

    @property
    def is_verified(self) -> bool:
        """Whether 企业认证 has passed and stands."""
        return self.state == EnterpriseState.VERIFIED


class EnterpriseMember(BaseModel):
    """A user's place in an enterprise.

    ``awaits_head_at``: since when the place waits for the newly verified 法定代表人 to confirm or end it. Until then its
    holder may only look, whatever the role says.
    """

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=8, choices=MemberRole.choices)
    scopes = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=MemberState.choices, default=MemberState.ACTIVE)
    is_legal_representative = models.BooleanField(default=False)
    ends_on = models.DateField(null=True)
    awaits_head_at = models.DateTimeField(null=True)
    name = EncryptedTextField(tag="enterprises.member.name")
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "user"],
                condition=~models.Q(state="ended"),
                name="enterprises_one_place_per_user",
            )
        ]


class MemberInvitation(BaseModel):
    """An invitation by an administrator to a phone. Its owner accepts or declines it on a page that says who invites to what."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="invitations")
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    phone = EncryptedTextField(tag="enterprises.invitation.phone")
    phone_index = models.CharField(max_length=64, db_index=True)
    role = models.CharField(max_length=8, choices=MemberRole.choices)
    scopes = models.JSONField(default=list)
    ends_on = models.DateField(null=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)


class EnterpriseChange(BaseModel):
    """History of a field that changed: what, from, to, by whom and on what grounds."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="changes")
    field = models.CharField(max_length=40)
    before = EncryptedTextField(tag="enterprises.change.before")
    after = EncryptedTextField(tag="enterprises.change.after")
    changed_by = models.UUIDField(null=True)
    grounds = models.CharField(max_length=80, blank=True)


class UtilityDraft(BaseModel):
    """What one person typed of 电力户号 and 社保号 for one enterprise and could not have verified yet; wiped after KEPT_FOR.

    ``typed`` is field of the page → text. Nobody but that person sees it.
    """

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    typed = EncryptedJSONField(tag="enterprises.utility_draft.typed")
    kept_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "user"], name="enterprises_one_utility_draft")
        ]
        indexes = [models.Index(fields=["kept_at"], name="enterprises_utility_drafts")]


class UtilityAccount(BaseModel):
    """电力户号 (several an enterprise) or 单位社保编号, saved once the source has confirmed it (C5).

    ``payer_name`` and ``payer_phone`` belong to electricity. A row with ``is_absent`` says 「租用场地，无独立户号」.
    """

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="utility_accounts")
    kind = models.CharField(max_length=16, choices=UtilityKind.choices)
    number = EncryptedTextField(tag="enterprises.utility_account.number")
    number_index = models.CharField(max_length=64, blank=True)
    payer_name = EncryptedTextField(tag="enterprises.utility_account.payer_name")
    payer_phone = EncryptedTextField(tag="enterprises.utility_account.payer_phone")
    is_absent = models.BooleanField(default=False)
    source = models.CharField(max_length=60, blank=True)
    reference = models.CharField(max_length=80, blank=True)
    verified_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "kind", "number_index"],
                condition=models.Q(ended_at__isnull=True),
                name="enterprises_utility_account_once",
            )
        ]
