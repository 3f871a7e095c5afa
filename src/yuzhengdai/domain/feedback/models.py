"""意见反馈: opinions, and what could not be done (R3)."""

from __future__ import annotations

from django.db import models

from yuzhengdai.foundation.core.encrypted import EncryptedTextField
from yuzhengdai.foundation.core.models import BaseModel


class FeedbackKind(models.TextChoices):
    """What it is about."""

    SUGGESTION = "suggestion", "意见建议"
    PROBLEM = "problem", "使用问题"
    EXPERIENCE = "experience", "使用体验"
    COMPLAINT = "complaint", "投诉"
    REGISTRATION = "registration", "无法注册"
    VERIFICATION = "verification", "认证遇到问题"
    EXPLANATION = "explanation", "说明情况"
    CORRECTION = "correction", "更正个人信息"


class FeedbackState(models.TextChoices):
    """OPEN → ANSWERED → CLOSED; REOPENED."""

    OPEN = "open", "待回复"
    ANSWERED = "answered", "已回复"
    CLOSED = "closed", "已关闭"
    REOPENED = "reopened", "再次反馈"


class Feedback(BaseModel):
    """One feedback with its tracking number; user and enterprise are absent for visitors."""

    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=20, choices=FeedbackKind.choices)
    state = models.CharField(max_length=10, choices=FeedbackState.choices, default=FeedbackState.OPEN)
    text = EncryptedTextField(tag="feedback.feedback.text")
    contact = EncryptedTextField(tag="feedback.feedback.contact")
    reason_code = models.CharField(max_length=60, blank=True)
    page = models.CharField(max_length=200, blank=True)
    user_id = models.UUIDField(null=True, db_index=True)
    enterprise_id = models.UUIDField(null=True, db_index=True)
    address_hash = models.CharField(max_length=64, blank=True, default="")
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["state", "-created_at"], name="feedback_desk"),
            models.Index(fields=["address_hash", "-created_at"], name="feedback_address"),
        ]


class FeedbackReply(BaseModel):
    """One word in the conversation."""

    feedback = models.ForeignKey(Feedback, on_delete=models.PROTECT, related_name="replies")
    by_operator = models.BooleanField()
    author_name = models.CharField(max_length=40)
    text = EncryptedTextField(tag="feedback.reply.text")
