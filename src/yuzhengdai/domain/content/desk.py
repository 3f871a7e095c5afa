"""Reading articles for the operator's desk, drafts too."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from yuzhengdai.domain.content.models import Article
from yuzhengdai.domain.content.services import WRITERS
from yuzhengdai.foundation.core.actors import Actor


def article_list_for_operator(*, actor: Actor, kind: str = "") -> QuerySet[Article]:
    """All articles of a kind or of every kind, newest first; nothing for anybody but operators."""
    rows = Article.objects.all() if actor.has_role(*WRITERS) else Article.objects.none()
    return (rows.filter(kind=kind) if kind else rows).defer("body").order_by("-created_at", "-pk")


def article_for_operator(*, actor: Actor, article_id: UUID) -> Article:
    """One of them, with its text. Raises Article.DoesNotExist."""
    if not actor.has_role(*WRITERS):
        raise Article.DoesNotExist
    return Article.objects.get(pk=article_id)
