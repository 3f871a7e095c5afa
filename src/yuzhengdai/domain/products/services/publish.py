"""Review, and what publishing a version writes for lists, search and facets."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import F

from yuzhengdai.domain.institutions.models import Institution
from yuzhengdai.domain.institutions.selectors import has_post_at
from yuzhengdai.domain.products import catalogue
from yuzhengdai.domain.products.audit_actions import ProductAudit
from yuzhengdai.domain.products.enums import ProductState, ProductTag, VersionState
from yuzhengdai.domain.products.facets import facets_of
from yuzhengdai.domain.products.messages import tell_institution
from yuzhengdai.domain.products.models import CatalogueVersion, Product, ProductFacet, ProductVersion
from yuzhengdai.domain.products.services.data import require_promise
from yuzhengdai.domain.products.services.draft import locked_version
from yuzhengdai.domain.products.workflow import VERSION_WORKFLOW
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import FieldErrors
from yuzhengdai.foundation.core.own import require_not_own
from yuzhengdai.foundation.core.transitions import move

_REPEATED = (
    "name", "kind", "rate_min_pct", "rate_max_pct", "amount_min_yuan", "amount_max_yuan",
    "term_min_months", "term_max_months", "decision_days",
)  # fmt: skip
_LIST_COLUMNS = (*_REPEATED, "search_text")
_BATCH = 500


def catalogue_bump() -> None:
    """Count the catalogue version up, in the caller's transaction: everything cached of the catalogue is old."""
    if not CatalogueVersion.objects.filter(pk=1).update(number=F("number") + 1):
        CatalogueVersion.objects.get_or_create(pk=1, defaults={"number": 1})
    catalogue.forget_version()
    transaction.on_commit(catalogue.forget_version)


@transaction.atomic
def product_publish(*, actor: Actor, version: ProductVersion) -> Product:
    """Publish a version: list columns, facets, search text; the product is on the shelf.

    An operator publishes what is in review; the system also drafts (loading). Raises NotFound, Refused, FieldErrors.
    """
    version = locked_version(actor=actor, version_id=version.pk)
    _require_not_own(actor, version.product.institution_id)
    action = "load" if actor.kind == ActorKind.SYSTEM else "publish"
    step = VERSION_WORKFLOW.require(action=action, state=version.state, roles=actor.roles)
    require_promise(version)
    product = version.product
    same_name = Product.objects.filter(institution_id=product.institution_id, name=version.name).exclude(
        pk=product.pk
    )
    if same_name.exists():
        raise FieldErrors({"name": "该机构已有同名产品，不能上架"})
    product.versions.filter(state=VersionState.PUBLISHED).update(state=VersionState.REPLACED)
    version.state, version.published_at = str(step.target), now()
    version.save(update_fields=["state", "published_at"])
    product.published_version = version
    product.on_shelf_at = product.on_shelf_at or version.published_at
    _repeat(product, version, product.institution)
    # A new version of a product that was taken off does not put it back by the way.
    move(product, target=product.state if product.state == ProductState.OFF_SHELF else ProductState.ON_SHELF)
    product.save()
    product.facets.all().delete()
    ProductFacet.objects.bulk_create(_facet_rows(product, version, product.institution))
    audit_record(
        actor=actor,
        action=ProductAudit.PUBLISH,
        object_kind="product_version",
        object_id=version.pk,
        detail={"number": version.number},
    )
    catalogue_bump()
    return product


@transaction.atomic
def product_return(*, actor: Actor, version: ProductVersion, note: str) -> ProductVersion:
    """Send a version back with what is to be corrected. Raises NotFound, Refused, FieldErrors."""
    version = locked_version(actor=actor, version_id=version.pk)
    _require_not_own(actor, version.product.institution_id)
    step = VERSION_WORKFLOW.require(action="return", state=version.state, roles=actor.roles)
    if not note.strip():
        raise FieldErrors({"note": "请写明需要修改的内容"})
    version.state, version.review_note = str(step.target), note.strip()[:300]
    version.save(update_fields=["state", "review_note"])
    product = version.product
    if product.state == ProductState.IN_REVIEW:
        move(product, target=ProductState.RETURNED)
        product.save(update_fields=["state", "version"])
    audit_record(actor=actor, action=ProductAudit.RETURN, object_kind="product_version", object_id=version.pk)
    tell_institution(
        product,
        what="return",
        title="产品退回修改",
        body=f"平台退回了产品「{version.name}」第 {version.number} 版，修改意见：{version.review_note}",
    )
    return version


@transaction.atomic
def catalogue_rebuild() -> int:
    """Write list columns and facets of all published products anew, after rows came in by bulk. Returns their number."""
    products = list(Product.objects.filter(published_version__isnull=False).values_list("pk", flat=True))
    ProductFacet.objects.all().delete()
    for start in range(0, len(products), _BATCH):
        batch = Product.objects.filter(pk__in=products[start : start + _BATCH])
        rows = list(batch.select_related("institution", "published_version"))
        facets: list[ProductFacet] = []
        for product in rows:
            version = product.published_version
            if version is not None:
                _repeat(product, version, product.institution)
                facets += _facet_rows(product, version, product.institution)
        Product.objects.bulk_update(rows, _LIST_COLUMNS)
        ProductFacet.objects.bulk_create(facets, batch_size=2000)
    catalogue_bump()
    return len(products)


def _require_not_own(actor: Actor, institution_id: UUID) -> None:
    """An operator with a post at the institution does not decide on its products. Raises Refused."""
    if actor.kind == ActorKind.OPERATOR:
        require_not_own(actor, is_party=has_post_at(user_id=actor.user_id, institution_id=institution_id))


def _repeat(product: Product, version: ProductVersion, institution: Institution) -> None:
    for column in _REPEATED:
        setattr(product, column, getattr(version, column))
    tags = [str(ProductTag(tag).label) for tag in version.tags]
    product.search_text = " ".join([version.name, institution.name, institution.short_name, *tags]).lower()


def _facet_rows(product: Product, version: ProductVersion, institution: Institution) -> list[ProductFacet]:
    return [
        ProductFacet(product=product, facet=facet, value=value)
        for facet, value in facets_of(version, institution)
    ]
