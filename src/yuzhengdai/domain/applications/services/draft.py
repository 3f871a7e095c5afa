"""Drafts: opened once per enterprise and product, saved as typed, thrown away on request."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import IntegrityError, transaction

from yuzhengdai.domain.accounts.enums import CodePurpose
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.accounts.services import code_verify
from yuzhengdai.domain.applications.audit_actions import ApplicationAudit
from yuzhengdai.domain.applications.enums import ENDED_STATES
from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.form import FORM
from yuzhengdai.domain.applications.form_field import FormField
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.permissions import applications_visible_to, require_applicant
from yuzhengdai.domain.applications.validation import raw_values
from yuzhengdai.domain.applications.workflow import WORKFLOW
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.enterprises.permissions import require_not_frozen
from yuzhengdai.domain.products.models import Product, ProductVersion
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core import transitions
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.drafts import check_tab, keep_typed, untouched_purge
from yuzhengdai.foundation.core.errors import NotFound, Refused
from yuzhengdai.foundation.core.text import normalise_line
from yuzhengdai.foundation.core.validators import clean_phone
from yuzhengdai.foundation.files.services import file_retain

OTHER_PAGE = "applications.other_page"


def application_draft_look(
    *, actor: Actor, enterprise: Enterprise, product: Product, application_id: UUID | None = None
) -> Application:
    """The kept draft for this product, or what a new one would say: an instance that is not written. Looking writes nothing.

    ``product`` comes from ``products.selectors.product_on_shelf``; ``application_id`` is the key of the new one. Raises Forbidden for
    members who may not apply, Refused for an enterprise that is not verified.
    """
    require_not_frozen(actor=actor, enterprise=enterprise)
    require_applicant(actor, enterprise)
    if product.published_version_id is None or actor.user_id is None:
        raise NotFound
    kept = _find(enterprise, product)
    return kept if kept is not None else _new(actor, actor.user_id, enterprise, product, application_id)


def application_draft_open(
    *, actor: Actor, enterprise: Enterprise, product: Product, application_id: UUID | None = None
) -> Application:
    """The enterprise's draft for this product, written if there is none: filled from what is known, under ``application_id``.

    A kept draft moves on to the product's present version. Raises as ``application_draft_look`` does.
    """
    draft: Application | None = application_draft_look(
        actor=actor, enterprise=enterprise, product=product, application_id=application_id
    )
    version_id = product.published_version_id
    if draft is not None and draft._state.adding:
        try:
            with transaction.atomic():
                draft.save(force_insert=True)
        except IntegrityError:
            # Another page began it; or the same form, sent twice at once, was begun and submitted meanwhile.
            made = Application.objects.filter(pk=draft.pk, enterprise=enterprise).first()
            draft = _find(enterprise, product) or made
            if draft is None:
                raise
    if draft is None or version_id is None:
        raise NotFound
    if draft.product_version_id != version_id:
        Application.objects.filter(pk=draft.pk, state=S.DRAFT).update(product_version_id=version_id)
        draft.product_version_id = version_id
    return draft


def application_draft_save(
    *,
    actor: Actor,
    application_id: UUID,
    typed: Mapping[str, object],
    tab: str,
    base_version: int,
    is_asked: bool = True,
) -> Application:
    """Keep what was typed, valid or not. Unless saving was asked for (``is_asked``), a form that says what it said when it was
    opened is no draft yet: it stays at version 0, which no list shows.

    ``tab`` names the open page, ``base_version`` the version it was made from. Raises Conflict when another page or
    person saved in between, Refused once it was submitted.
    """
    with transaction.atomic():
        draft = draft_lock(actor=actor, application_id=application_id, tab=tab, base_version=base_version)
        keep_typed(draft, raw_values(typed), tab=tab, is_asked=is_asked)
        return draft


def draft_lock(*, actor: Actor, application_id: UUID, tab: str, base_version: int) -> Application:
    """Lock a draft and check that this page may overwrite it. Needs a transaction."""
    try:
        draft = transitions.lock(
            applications_visible_to(actor).select_related("enterprise"), pk=application_id
        )
    except Application.DoesNotExist:
        raise NotFound from None
    require_not_frozen(actor=actor, enterprise=draft.enterprise)
    if draft.state != S.DRAFT:
        raise Refused("applications.submitted", "这份申请已经提交，请到「我的申请」查看进度。")
    WORKFLOW.require(action="submit", state=draft.state, roles=actor.roles)
    check_tab(draft, tab=tab, base_version=base_version, code=OTHER_PAGE)
    return draft


def application_draft_untouched_discard(*, actor: Actor, application_id: UUID) -> bool:
    """Delete a draft that was opened and never typed into; whether it was one."""
    rows = applications_visible_to(actor).filter(pk=application_id, state=S.DRAFT, version=0)
    if not rows.exists():
        return False
    application_discard(actor=actor, application_id=application_id)
    return True


def drafts_untouched_purge() -> int:
    """Job: delete a batch of drafts that were opened a day ago and never typed into; returns how many."""
    return untouched_purge(Application.objects.filter(state=S.DRAFT))


def application_discard(*, actor: Actor, application_id: UUID) -> None:
    """Delete a draft. Its documents go with the next purge of files."""
    with transaction.atomic():
        try:
            draft = transitions.lock(applications_visible_to(actor), pk=application_id)
        except Application.DoesNotExist:
            raise NotFound from None
        WORKFLOW.require(action="discard", state=draft.state, roles=actor.roles)
        audit_record(
            actor=actor, action=ApplicationAudit.DISCARD, object_kind="application", object_id=draft.pk
        )
        for document in draft.documents.select_related("file"):
            file_retain(file=document.file, until=now())
        draft.documents.all().delete()
        draft.delete()


def application_contact_phone_change(
    *, actor: Actor, application_id: UUID, phone: str, browser: str, code: str
) -> Application:
    """Another contact phone for this application alone, proved by a code; the login number stays (P6).

    Raises FieldErrors for the code, ValidationError for the number, Refused for an ended application.
    """
    number = clean_phone(phone)
    row = applications_visible_to(actor).filter(pk=application_id).first()
    if row is None:
        raise NotFound
    _require_contact_change(actor, row)
    code_verify(purpose=CodePurpose.CONTACT_PHONE, phone=number, browser=browser, code=code)
    with transaction.atomic():
        row = transitions.lock(applications_visible_to(actor), pk=application_id)
        _require_contact_change(actor, row)
        row.contact_phone = number
        # A draft with a number of its own is one that was worked on.
        row.version = max(row.version, 1)
        row.save(update_fields=["contact_phone", "version"])
        audit_record(
            actor=actor, action=ApplicationAudit.CONTACT_PHONE, object_kind="application", object_id=row.pk
        )
        return row


def _require_contact_change(actor: Actor, row: Application) -> None:
    WORKFLOW.require(action="submit", state=S.DRAFT, roles=actor.roles)
    if row.state in ENDED_STATES:
        raise Refused("applications.ended", "这份申请已经结束，不能再修改联系手机号。")


def _find(enterprise: Enterprise, product: Product) -> Application | None:
    rows = Application.objects.filter(enterprise=enterprise, product=product, state=S.DRAFT)
    return rows.filter(offer__isnull=True).first()


def _new(
    actor: Actor, user_id: UUID, enterprise: Enterprise, product: Product, application_id: UUID | None
) -> Application:
    version = product.published_version
    if version is None:
        raise NotFound
    user = User.objects.get(pk=user_id)
    return Application(
        **({"pk": application_id} if application_id is not None else {}),
        enterprise=enterprise,
        institution=product.institution,
        product=product,
        product_version=version,
        created_by=user,
        contact_phone=user.phone,
        draft_data=raw_values(draft_beginning(actor, enterprise, version)),
    )


def draft_beginning(actor: Actor, enterprise: Enterprise, version: ProductVersion) -> dict[str, str]:
    """What a new draft says, field → text: what the last application said and what the enterprise's record says."""
    last = (
        Application.objects.filter(enterprise=enterprise, submitted_at__isnull=False)
        .order_by("-submitted_at")
        .first()
    )
    is_own = last is not None and last.created_by_id == actor.user_id
    contact = last.contact_name if last is not None and is_own else actor.name
    return {
        **{field.name: _beginning(field, version, enterprise, last) for field in FORM},
        "contact_name": normalise_line(contact),
    }


def _beginning(
    field: FormField, version: ProductVersion, enterprise: Enterprise, last: Application | None
) -> str:
    """What a new draft says in a field: what leaves no choice, what the last application said, what the enterprise's record
    says; else it is asked.
    """
    offered = field.offered(version)
    if len(offered) == 1:
        return str(offered[0][0])
    said = field.typed(getattr(last, field.kept_in())) if last is not None and field.is_remembered else ""
    return said or (field.known(enterprise) if field.known is not None else "")
