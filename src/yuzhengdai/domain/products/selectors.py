"""Reading products. Finding among all of them is the catalogue's (catalogue.py)."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from yuzhengdai.domain.products.catalogue import catalogue, catalogue_version
from yuzhengdai.domain.products.enums import ProductState, VersionState
from yuzhengdai.domain.products.models import Product, ProductVersion
from yuzhengdai.foundation.core.actors import Actor, ActorKind

__all__ = [
    "catalogue",
    "catalogue_version",
    "product_for_actor",
    "product_list_for_actor",
    "product_on_shelf",
    "product_once_published",
    "version_for_actor",
    "version_list_in_review",
]


def product_on_shelf(*, product_id: UUID) -> Product:
    """A product that may be applied for now, with institution and published version. Raises Product.DoesNotExist."""
    return _published().get(pk=product_id, state=ProductState.ON_SHELF, institution__is_active=True)


def product_once_published(*, product_id: UUID) -> Product:
    """A product that is or was public, also off the shelf. Raises Product.DoesNotExist."""
    return _published().get(pk=product_id, state__in=[ProductState.ON_SHELF, ProductState.OFF_SHELF])


def is_on_shelf(product: Product) -> bool:
    """Whether visitors may apply for it."""
    return product.state == ProductState.ON_SHELF and product.institution.is_active


def product_list_for_actor(*, actor: Actor) -> QuerySet[Product]:
    """Products whose inside this actor may see: an institution's own, all for operators; newest first."""
    products = Product.objects.select_related("institution", "published_version").order_by(
        "-created_at", "-id"
    )
    if actor.kind == ActorKind.INSTITUTION and actor.organisation_id is not None:
        return products.filter(institution_id=actor.organisation_id)
    return products if actor.kind in {ActorKind.OPERATOR, ActorKind.SYSTEM} else products.none()


def product_for_actor(*, actor: Actor, product_id: UUID) -> Product:
    """One of them. Raises Product.DoesNotExist."""
    return product_list_for_actor(actor=actor).get(pk=product_id)


def version_for_actor(*, actor: Actor, version_id: UUID) -> ProductVersion:
    """A version, draft or not, of a product whose inside this actor may see. Raises ProductVersion.DoesNotExist."""
    return ProductVersion.objects.select_related("product__institution").get(
        pk=version_id, product__in=product_list_for_actor(actor=actor).order_by().values("pk")
    )


def version_list_in_review(*, actor: Actor) -> QuerySet[ProductVersion]:
    """What waits for an operator's review, the longest waiting first; nothing for anybody else."""
    versions = ProductVersion.objects.filter(state=VersionState.IN_REVIEW).select_related(
        "product__institution"
    )
    return versions.order_by("created_at") if actor.kind == ActorKind.OPERATOR else versions.none()


def _published() -> QuerySet[Product]:
    return Product.objects.filter(published_version__isnull=False).select_related(
        "institution", "published_version"
    )
