"""Rows without domain words: site marks, idempotency keys, heartbeats; and the base of all models."""

from __future__ import annotations

from uuid import UUID

from django.db import models

from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.encrypted import EncryptedJSONField, EncryptedTextField
from yuzhengdai.foundation.core.ids import new_id


class BaseModel(models.Model):
    """A client-made, time-ordered UUID and the instant of creation."""

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id, editable=False)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        abstract = True


class SiteMark(models.Model):
    """Facts about this database as a whole; key "demo" marks demo data, which production refuses."""

    key = models.CharField(max_length=40, primary_key=True)
    value = models.CharField(max_length=200)
    marked_at = models.DateTimeField(default=now)


class IdempotencyKey(BaseModel):
    """A used key and what it made."""

    purpose = models.CharField(max_length=40)
    owner_id = models.UUIDField()
    key = models.CharField(max_length=64)
    result_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["purpose", "owner_id", "key"], name="core_idempotency_once")
        ]
        indexes = [models.Index(fields=["created_at"], name="core_idempotency_age")]


class Heartbeat(models.Model):
    """When a background process last said that it is alive."""

    name = models.CharField(max_length=40, primary_key=True)
    seen_at = models.DateTimeField(default=now)


class Try(BaseModel):
    """One thing done that is done a bounded number of times (core.tries); ``mark`` is a keyed hash of who or what."""

    kind = models.CharField(max_length=24)
    mark = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "mark", "created_at"], name="core_tries"),
            models.Index(fields=["created_at"], name="core_tries_age"),
        ]


class OutsideCall(BaseModel):
    """One question to an outside system or a model process (core.outside); ``why`` is the code of a silence."""

    class Result(models.TextChoices):
        """OPEN: asked and not come back, or the process died meanwhile."""

        OPEN = "open", "等待答复"
        ANSWERED = "answered", "已答复"
        SILENT = "silent", "没有答复"

    kind = models.CharField(max_length=24)
    by = models.UUIDField(null=True)
    result = models.CharField(max_length=8, choices=Result.choices, default=Result.OPEN)
    why = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "by", "created_at"], name="core_outside_by"),
            models.Index(fields=["created_at"], name="core_outside_age"),
        ]


class KeptPost(BaseModel):
    """A posted form that could not be taken (core.kept_posts); ``owner`` is a mark that tells nothing by itself."""

    owner = models.CharField(max_length=32, blank=True)
    content = EncryptedJSONField(tag="core.kept_post.content")

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="core_kept_post_age")]


class SentForm(BaseModel):
    """Where a form that a page sent by itself led (core.sent_forms); ``key`` is a digest of its owner's mark and the page's number."""

    key = models.CharField(max_length=64, unique=True)
    answer = EncryptedTextField(tag="core.sent_form.answer")

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="core_sent_form_age")]
