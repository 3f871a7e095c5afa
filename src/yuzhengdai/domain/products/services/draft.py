"""Drafting a product or a new version of one, and handing it in for review."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Max

from yuzhengdai.domain.institutions.enums import LEADING_ROLES
from yuzhengdai.domain.institutions.models import Institution
from yuzhengdai.domain.products.audit_actions import ProductAudit
from yuzhengdai.domain.products.enums import ProductState, VersionState
from yuzhengdai.domain.products.models import Product, ProductVersion
from yuzhengdai.domain.products.permissions import may_see_inside
from yuzhengdai.domain.products.services.data import ProductData, check_product_data, require_promise
from yuzhengdai.domain.products.workflow import PRODUCT_WORKFLOW, VERSION_WORKFLOW
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.errors import FieldErrors, Forbidden, NotFound, Refused
from yuzhengdai.foundation.core.transitions import lock, move

_OPEN_STATES = (VersionState.DRAFT, VersionState.IN_REVIEW, VersionState.RETURNED)
_MAY_DRAFT = LEADING_ROLES | {"system"}


def locked_version(*, actor: Actor, version_id: UUID) -> ProductVersion:
    """A version with its product under the product's row lock. Raises NotFound for outsiders."""
    found = ProductVersion.objects.filter(pk=version_id).values_list("product_id", flat=True).first()
    if found is None:
        raise NotFound
    product = lock(Product.objects.select_related("institution"), pk=found)
    if not may_see_inside(actor, product):
        raise NotFound
    version = ProductVersion.objects.get(pk=version_id)
    version.product = product
    return version


@transaction.atomic
def product_create(*, actor: Actor, institution: Institution, data: ProductData) -> ProductVersion:
    """A new product as a draft; returns its first version. Raises FieldErrors, Forbidden, NotFound."""
    product = Product(institution=institution, name=data.name.strip(), kind=data.kind)
    if not may_see_inside(actor, product):
        raise NotFound
    if not actor.roles & _MAY_DRAFT:
        raise Forbidden
    check_product_data(data)
    if Product.objects.filter(institution=institution, name=product.name).exists():
        raise FieldErrors({"name": "本机构已有同名产品，请换一个名称"})
    product.save(force_insert=True)
    version = ProductVersion(product=product, number=1, **data.columns())
    version.save(force_insert=True)
    audit_record(actor=actor, action=ProductAudit.CREATE, object_kind="product", object_id=product.pk)
    return version


@transaction.atomic
def product_version_create(*, actor: Actor, product_id: UUID, data: ProductData) -> ProductVersion:
    """A draft of the next version; the published one stays as it is. Raises FieldErrors, NotFound, Refused."""
    try:
        product = lock(Product.objects.all(), pk=product_id)
    except Product.DoesNotExist:
        raise NotFound from None
    if not may_see_inside(actor, product):
        raise NotFound
    PRODUCT_WORKFLOW.require(action="new_version", state=product.state, roles=actor.roles)
    if product.versions.filter(state__in=_OPEN_STATES).exists():
        raise Refused("product.open_version", "已有一个版本在编辑或审核中，请先完成它。")
    check_product_data(data)
    number = (product.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = ProductVersion(product=product, number=number, **data.columns())
    version.save(force_insert=True)
    audit_record(
        actor=actor,
        action=ProductAudit.NEW_VERSION,
        object_kind="product",
        object_id=product.pk,
        detail={"number": number},
    )
    return version


@transaction.atomic
def product_version_update(*, actor: Actor, version_id: UUID, data: ProductData) -> ProductVersion:
    """Change a draft or a returned version. Raises FieldErrors, NotFound, Refused."""
    version = locked_version(actor=actor, version_id=version_id)
    VERSION_WORKFLOW.require(action="edit", state=version.state, roles=actor.roles)
    check_product_data(data)
    for column, value in data.columns().items():
        setattr(version, column, value)
    version.save()
    audit_record(actor=actor, action=ProductAudit.EDIT, object_kind="product_version", object_id=version.pk)
    return version


@transaction.atomic
def product_submit(*, actor: Actor, version_id: UUID) -> ProductVersion:
    """Hand a draft in for the operator's review. Raises NotFound, Refused (also for a promise longer than 「135」)."""
    version = locked_version(actor=actor, version_id=version_id)
    step = VERSION_WORKFLOW.require(action="submit", state=version.state, roles=actor.roles)
    require_promise(version)
    version.state = str(step.target)
    version.review_note = ""
    version.save(update_fields=["state", "review_note"])
    product = version.product
    if product.state in {ProductState.DRAFT, ProductState.RETURNED}:
        move(product, target=ProductState.IN_REVIEW)
        product.save(update_fields=["state", "version"])
    audit_record(actor=actor, action=ProductAudit.SUBMIT, object_kind="product_version", object_id=version.pk)
    return version
