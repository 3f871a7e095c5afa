"""「改投此产品」: what was written and handed in once goes along to another product. Consents and 数据授权 never do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction

from yuzhengdai.domain.applications.audit_actions import ApplicationAudit
from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.form import FORM, LABELS
from yuzhengdai.domain.applications.models import Application, ApplicationDocument
from yuzhengdai.domain.applications.permissions import applications_visible_to, require_applicant
from yuzhengdai.domain.applications.refusals import REFUSED_STATES
from yuzhengdai.domain.applications.selectors.next_steps import facts_of_application
from yuzhengdai.domain.applications.services.documents import SUBJECT
from yuzhengdai.domain.applications.services.draft import application_draft_open
from yuzhengdai.domain.applications.validation import check, raw_values
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.matching.match import match_product
from yuzhengdai.domain.products.eligibility import Verdict
from yuzhengdai.domain.products.models import Product, ProductVersion
from yuzhengdai.domain.products.selectors import product_on_shelf
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core import transitions
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.drafts import TAB_KEY
from yuzhengdai.foundation.core.errors import NotFound, Refused
from yuzhengdai.foundation.files.services import file_copy


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """The draft for the chosen product; ``asked_anew``: labels of fields whose old answer the product does not take."""

    draft: Application
    asked_anew: list[str]
    documents: int


def application_carry_over(
    *, actor: Actor, enterprise: Enterprise, application_id: UUID, product_id: UUID
) -> CarriedOver:
    """Open the draft of ``product_id`` and fill in what a refused application said; documents are copied, grants are not.

    A draft that was worked on keeps its words: only its empty fields are filled. A repeat changes nothing more. Raises
    NotFound for a foreign application, Refused for one that was not refused, for a product that left the shelf and for one
    of which a condition is known to fail; Forbidden and Refused as application_draft_open.
    """
    require_applicant(actor, enterprise)
    source = _refused(actor, application_id)
    product = _product(product_id)
    version = product.published_version
    if version is None:
        raise NotFound
    facts = facts_of_application(source)
    failing = match_product(version, facts, with_unasked=True).of(Verdict.FAILS)
    if failing:
        conditions = "、".join(answer.words for answer in failing)
        raise Refused(
            "applications.does_not_suit", f"按已知信息，这个产品有条件不符合：{conditions}。请选择其他产品。"
        )
    draft = application_draft_open(actor=actor, enterprise=enterprise, product=product)
    said = {field.name: field.typed(getattr(source, field.kept_in())) for field in FORM}
    asked_anew = _fill(actor, draft.pk, version, said, source)
    documents = sum(_copy(actor, draft.pk, document) for document in _documents(source))
    draft.refresh_from_db()
    return CarriedOver(draft, asked_anew, documents)


def _refused(actor: Actor, application_id: UUID) -> Application:
    row = applications_visible_to(actor).select_related("enterprise").filter(pk=application_id).first()
    if row is None:
        raise NotFound
    if row.state not in REFUSED_STATES:
        raise Refused("applications.not_refused", "这份申请还没有结束，不能改投其他产品。")
    return row


def _product(product_id: UUID) -> Product:
    try:
        return product_on_shelf(product_id=product_id)
    except Product.DoesNotExist:
        raise Refused("applications.off_shelf", "这个产品刚刚下架，请选择其他产品。") from None


@transaction.atomic
def _fill(
    actor: Actor, draft_id: UUID, version: ProductVersion, said: Mapping[str, str], source: Application
) -> list[str]:
    """Fill the draft's empty fields, all of them where nobody typed into it yet; labels of what the product does not take."""
    draft = transitions.lock(applications_visible_to(actor), pk=draft_id)
    if draft.state != S.DRAFT:
        raise Refused("applications.submitted", "这个产品的申请已经提交，请到「我的申请」查看进度。")
    kept = raw_values(draft.draft_data)
    untouched = draft.version == 0
    _, errors = check(version, said)
    taken = {name: text for name, text in said.items() if text and name not in errors}
    words = {
        name: taken[name] if name in taken and (untouched or not text) else text
        for name, text in kept.items()
    }
    asked_anew = [LABELS[name] for name in errors if not words[name]]
    if words == kept and not untouched:
        return asked_anew
    # No open page wrote these words: a page that stands open meanwhile is told before it overwrites them.
    draft.draft_data = {**words, TAB_KEY: "carried-over"}
    draft.version += 1
    draft.save(update_fields=["draft_data", "version"])
    audit_record(
        actor=actor,
        action=ApplicationAudit.CARRY_OVER,
        object_kind="application",
        object_id=draft.pk,
        detail={"from": str(source.pk)},
    )
    return asked_anew


def _documents(source: Application) -> list[ApplicationDocument]:
    rows = source.documents.filter(removed_at__isnull=True).select_related("file")
    return list(rows.order_by("created_at", "id"))


@transaction.atomic
def _copy(actor: Actor, draft_id: UUID, document: ApplicationDocument) -> bool:
    """One document's bytes once more for the draft, each in a transaction of its own; whether it was not there yet."""
    draft = transitions.lock(applications_visible_to(actor), pk=draft_id)
    live = ApplicationDocument.objects.filter(application=draft, removed_at__isnull=True)
    has_room = live.count() < settings.APPLICATION_MAX_DOCUMENTS
    if draft.state != S.DRAFT or not has_room or live.filter(file__sha256=document.file.sha256).exists():
        return False
    stored = file_copy(actor=actor, file=document.file, subject_kind=SUBJECT, subject_id=draft.pk)
    ApplicationDocument.objects.create(
        application=draft, file=stored, kind=document.kind, added_in_state=draft.state
    )
    return True
