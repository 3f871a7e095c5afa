"""Off the shelf and back."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from yuzhengdai.domain.institutions.selectors import has_post_at
from yuzhengdai.domain.products.audit_actions import ProductAudit
from yuzhengdai.domain.products.messages import tell_institution
from yuzhengdai.domain.products.models import Product
from yuzhengdai.domain.products.permissions import may_see_inside
from yuzhengdai.domain.products.services.data import require_promise
from yuzhengdai.domain.products.services.publish import catalogue_bump
from yuzhengdai.domain.products.workflow import PRODUCT_WORKFLOW
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.errors import NotFound
from yuzhengdai.foundation.core.own import require_not_own
from yuzhengdai.foundation.core.reasons import stop_reason
from yuzhengdai.foundation.core.transitions import lock, move

REASON_LABEL = "下架原因"


@transaction.atomic
def product_take_off(
    *, actor: Actor, product_id: UUID, reason: str, expected_version: int | None = None
) -> Product:
    """No new applications from now on; running ones go on.

    ``reason`` (``stop_reason``), whoever takes it off, is kept in the audit log and told the institution's managers. Raises
    FieldErrors, NotFound, Refused, Conflict.
    """
    product = _step(actor, product_id, "take_off", expected_version, reason)
    why = stop_reason(reason, label=REASON_LABEL)
    by = f"本机构{actor.name}" if actor.kind == ActorKind.INSTITUTION else "平台"
    body = f"{by}下架了产品「{product.name}」，不再接受新的申请，已提交的照常办理。原因：{why}"
    tell_institution(product, what="take_off", title="产品已下架", body=body)
    return product


@transaction.atomic
def product_put_back(*, actor: Actor, product_id: UUID, expected_version: int | None = None) -> Product:
    """Back on the shelf with the version last published. Raises NotFound, Refused, Conflict."""
    return _step(actor, product_id, "put_back", expected_version)


def _step(
    actor: Actor, product_id: UUID, action: str, expected_version: int | None, reason: str = ""
) -> Product:
    try:
        product = lock(Product.objects.all(), expected_version=expected_version, pk=product_id)
    except Product.DoesNotExist:
        raise NotFound from None
    if not may_see_inside(actor, product):
        raise NotFound
    if actor.kind == ActorKind.OPERATOR:
        party = has_post_at(user_id=actor.user_id, institution_id=product.institution_id)
        require_not_own(actor, is_party=party)
    step = PRODUCT_WORKFLOW.require(action=action, state=product.state, roles=actor.roles)
    why = stop_reason(reason, label=REASON_LABEL) if action == "take_off" else ""
    if action == "put_back" and product.published_version is not None:
        require_promise(product.published_version)
    move(product, target=str(step.target))
    product.save(update_fields=["state", "version"])
    audit_record(
        actor=actor,
        action=ProductAudit(f"products.{action}"),
        object_kind="product",
        object_id=product.pk,
        detail={"reason": why} if why else {},
    )
    catalogue_bump()
    return product
