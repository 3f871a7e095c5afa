"""The append-only audit log (O3)."""

from __future__ import annotations

from typing import Any

from django.db import models

from yuzhengdai.foundation.audit.actions import action_now
from yuzhengdai.foundation.core.models import BaseModel


class AuditEvent(BaseModel):
    """Who did or saw what. Written unsealed in the acting transaction; one worker seals rows into the hash chain.

    Points at things by (kind, id), holds no sensitive value. ``sequence``, ``previous_hash`` and ``hash`` are set once, by
    sealing; nothing else ever changes (database triggers enforce it).
    """

    actor_kind = models.CharField(max_length=12)
    actor_user_id = models.UUIDField(null=True)
    actor_organisation_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=80, blank=True)
    address = models.CharField(max_length=45, blank=True)
    request_id = models.CharField(max_length=40, blank=True)
    action = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=40)
    object_id = models.UUIDField(null=True)
    detail = models.JSONField(default=dict)
    sequence = models.BigIntegerField(null=True, unique=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, blank=True)

    @property
    def act(self) -> str:
        """The code of what was done as it is spelled today; ``action`` is what was sealed, for the hash alone."""
        return action_now(self.action)

    class Meta:
        indexes = [
            models.Index(fields=["object_kind", "object_id", "created_at"], name="audit_object"),
            models.Index(fields=["actor_user_id", "created_at"], name="audit_actor"),
            models.Index(
                fields=["created_at"], condition=models.Q(sequence__isnull=True), name="audit_unsealed"
            ),
        ]

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("audit events are not deleted")


class AuditSeal(BaseModel):
    """One sealed batch and where its last hash was anchored outside the database."""

    first_sequence = models.BigIntegerField()
    last_sequence = models.BigIntegerField(unique=True)
    hash = models.CharField(max_length=64)
    anchored_at = models.DateTimeField(null=True)
