"""Writing articles: policies, notices, help (O1: the operator's business)."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import IntegrityError, transaction

from yuzhengdai.domain.content.audit_actions import ContentAudit
from yuzhengdai.domain.content.models import Article, ArticleKind
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import FieldErrors, Forbidden, NotFound
from yuzhengdai.foundation.core.reasons import stop_reason
from yuzhengdai.foundation.core.transitions import lock

WRITERS = ("operator:operator", "system")
EDITABLE = ("kind", "slug", "title", "label", "summary", "body", "source", "sort_key")


def article_create(*, actor: Actor, values: Mapping[str, object]) -> Article:
    """A new article, unpublished. Raises FieldErrors, Forbidden."""
    _require_writer(actor)
    article = Article(**{name: value for name, value in values.items() if name in EDITABLE})
    return _save(actor, article, ContentAudit.CREATE)


def article_update(*, actor: Actor, article_id: UUID, values: Mapping[str, object]) -> Article:
    """Change an article; readers see it at once if it is published. Raises FieldErrors, Forbidden, NotFound."""
    _require_writer(actor)
    with transaction.atomic():
        article = _locked(article_id)
        for name, value in values.items():
            if name in EDITABLE:
                setattr(article, name, value)
        return _save(actor, article, ContentAudit.UPDATE)


def article_set_published(*, actor: Actor, article_id: UUID, is_published: bool, reason: str = "") -> Article:
    """Publish now, or take back. Publishing what is published keeps its day.

    Taking back what readers see demands a ``reason`` (``stop_reason``), kept in the audit log. Raises FieldErrors, Forbidden,
    NotFound.
    """
    _require_writer(actor)
    with transaction.atomic():
        article = _locked(article_id)
        if not is_published and article.published_at is None:
            return article
        why = "" if is_published else stop_reason(reason, label="撤回原因")
        article.published_at = (article.published_at or now()) if is_published else None
        return _save(actor, article, ContentAudit.PUBLISH if is_published else ContentAudit.UNPUBLISH, why)


def _locked(article_id: UUID) -> Article:
    try:
        return lock(Article.objects.all(), pk=article_id)
    except Article.DoesNotExist:
        raise NotFound from None


def _save(actor: Actor, article: Article, action: ContentAudit, reason: str = "") -> Article:
    if article.kind not in ArticleKind.values:
        raise FieldErrors({"kind": "请选择栏目"})
    with transaction.atomic():
        try:
            with transaction.atomic():
                article.save()
        except IntegrityError:
            raise FieldErrors({"slug": "这个网址标识已被使用，请换一个"}) from None
        detail = {"reason": reason} if reason else {}
        audit_record(actor=actor, action=action, object_kind="article", object_id=article.pk, detail=detail)
    return article


def _require_writer(actor: Actor) -> None:
    if not actor.has_role(*WRITERS):
        raise Forbidden
