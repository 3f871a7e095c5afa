"""政策资讯, notices and help articles."""

from __future__ import annotations

from django.db import models

from yuzhengdai.foundation.core.models import BaseModel


class ArticleKind(models.TextChoices):
    """Where an article appears."""

    POLICY = "policy", "政策资讯"
    NOTICE = "notice", "通知公告"
    HELP = "help", "帮助中心"


class Article(BaseModel):
    """One article. ``body`` is plain text in the small mark-up of agreements ('# ', '## ', '- ' lines)."""

    kind = models.CharField(max_length=10, choices=ArticleKind.choices)
    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=100)
    label = models.CharField(max_length=8, blank=True)
    summary = models.CharField(max_length=300, blank=True)
    body = models.TextField()
    source = models.CharField(max_length=60, blank=True)
    published_at = models.DateTimeField(null=True)
    sort_key = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["kind", "-published_at"], name="content_kind")]
