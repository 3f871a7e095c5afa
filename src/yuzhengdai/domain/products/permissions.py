"""Who may touch which product."""

from __future__ import annotations

from yuzhengdai.domain.products.models import Product
from yuzhengdai.foundation.core.actors import Actor, ActorKind


def may_see_inside(actor: Actor, product: Product) -> bool:
    """Whether drafts and review notes of this product are this actor's business."""
    if actor.kind == ActorKind.INSTITUTION:
        return actor.organisation_id == product.institution_id
    return actor.kind in {ActorKind.OPERATOR, ActorKind.SYSTEM}
