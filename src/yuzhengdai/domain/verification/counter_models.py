"""窗口协办: who may prove a person at a counter, and each time it is done."""

from __future__ import annotations

from django.db import models

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.institutions.models import Branch, Institution
from yuzhengdai.domain.verification.counter_enums import CounterSampleState, CounterState, GivingSide
from yuzhengdai.foundation.core.encrypted import EncryptedTextField
from yuzhengdai.foundation.core.models import BaseModel


class CounterRight(BaseModel):
    """The right 「窗口协办」 of one person: proposed on one side, confirmed on the other, only then of any effect.

    ``institution`` None: a window of the operator. ``confirmed_at`` None: it waits. ``ended_at``: declined, revoked, or ended with
    the post; a row is never given twice.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="counter_rights")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, related_name="+")
    holder_name = models.CharField(max_length=40)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_name = models.CharField(max_length=40)
    proposed_side = models.CharField(max_length=24, choices=GivingSide.choices)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_name = models.CharField(max_length=40, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    ended_name = models.CharField(max_length=40, blank=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(ended_at__isnull=True),
                name="verification_one_counter_right",
            )
        ]


class CounterSession(BaseModel):
    """One person at one counter, from the officer's start to the result.

    ``phone`` is the person's and is wiped with the end; ``counter_name`` is the counter as it was called then. ``enterprise_name``
    and ``entity_type`` as typed at the start, for who has not registered yet. ``way_before``: the attempt's way, taken up again where
    nothing comes of it. ``outcome`` is the attempt's state after the decision, "" before.
    """

    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="counter_sessions")
    officer_name = models.CharField(max_length=40)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, related_name="+")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, related_name="+")
    counter_name = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=CounterState.choices, default=CounterState.CALLED)
    phone = EncryptedTextField(tag="verification.counter_session.phone")
    phone_index = models.CharField(max_length=64)
    uscc = models.CharField(max_length=18)
    enterprise_name = models.CharField(max_length=120)
    entity_type = models.CharField(max_length=40)
    verification = models.ForeignKey(
        "verification.Verification", on_delete=models.PROTECT, null=True, related_name="counter_sessions"
    )
    way_before = models.CharField(max_length=16, blank=True)
    consented_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True)
    sample_state = models.CharField(max_length=8, choices=CounterSampleState.choices, blank=True)
    sample_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    sample_name = models.CharField(max_length=40, blank=True)
    sample_at = models.DateTimeField(null=True)
    sample_note = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["verification"],
                condition=models.Q(state="open"),
                name="verification_one_counter_open",
            )
        ]
        indexes = [
            models.Index(fields=["officer", "-created_at"], name="verification_counter_officer"),
            models.Index(fields=["sample_state", "ended_at"], name="verification_counter_sample"),
        ]
