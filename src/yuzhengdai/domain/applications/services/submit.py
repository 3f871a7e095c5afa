"""立即申请: from a draft to 待受理, once."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.db import IntegrityError
from django.db.models import Q

from yuzhengdai.domain.agreements.selectors import consent_missing
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.permissions import require_applicant
from yuzhengdai.domain.applications.services.draft import OTHER_PAGE
from yuzhengdai.domain.applications.services.from_offer import offer_term_errors, take_offer
from yuzhengdai.domain.applications.services.step import application_step
from yuzhengdai.domain.applications.validation import ApplicationData, check, raw_values
from yuzhengdai.domain.credit.enums import DataItem
from yuzhengdai.domain.credit.services import Subject, authorisations_grant
from yuzhengdai.domain.credit.texts import valid_until
from yuzhengdai.domain.credit.workflow import GRANTERS
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.institutions.models import Branch
from yuzhengdai.domain.products.enums import ProductState
from yuzhengdai.domain.products.models import ProductVersion
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.drafts import TAB_KEY, check_tab
from yuzhengdai.foundation.core.errors import Conflict, FieldErrors, NotFound, Refused
from yuzhengdai.foundation.core.idempotency import once
from yuzhengdai.foundation.core.prepared import Prepared
from yuzhengdai.foundation.reference.regions import city_of

IDEMPOTENCY = "application.submit"
_NUMBER_TRIES = 20
_NOWHERE = "-"
_BRANCHES = Prepared(
    Branch,
    lambda institution_id, own, near: (
        Branch.objects.filter(institution_id=institution_id)
        .filter(Q(region_code=own) | Q(region_code=near) | Q(is_head_office=True))
        .order_by("name")
        .only("region_code")
    ),
    UUID,
    str,
    str,
)


@dataclass(frozen=True, slots=True)
class Submission:
    """One submitted form. ``grants`` are the items ticked; ``key`` names the form: sent twice it makes one application.

    ``product_id`` and ``version_id`` are the product and the version that the page showed, ``tab`` and ``base_version`` as in
    a draft's saving.
    """

    typed: Mapping[str, object]
    grants: Collection[str]
    key: str
    product_id: UUID
    version_id: UUID
    tab: str
    base_version: int


def application_submit(
    *, actor: Actor, enterprise: Enterprise, application_id: UUID, submission: Submission
) -> tuple[UUID, bool]:
    """Submit a draft. Returns (application id, whether it was submitted just now).

    Everything is checked again here: verification, role, 平台协议, product on the shelf and unchanged, every field, the
    required grants. Raises FieldErrors ("grants" for missing ticks), Refused ("applications.consent_missing",
    "applications.off_shelf", …), Conflict ("applications.other_page", "applications.product_changed"), Forbidden, NotFound.
    """
    require_applicant(actor, enterprise)

    def create(number: str) -> UUID:
        if consent_missing(enterprise=enterprise) is not None:
            raise Refused("applications.consent_missing", "请先阅读并同意《平台协议》。")
        with application_step(
            actor=actor, application_id=application_id, action="submit", is_joined=True
        ) as step:
            _fill(step.application, actor, enterprise, submission, number)
        return application_id

    for _ in range(_NUMBER_TRIES):
        number = _number()
        try:
            return once(
                purpose=IDEMPOTENCY,
                owner_id=enterprise.pk,
                key=submission.key[:64],
                create=partial(create, number),
                result_id=application_id,
            )
        except IntegrityError:
            # One in a thousand at a thousand a day: asking before each submission would cost more than doing it again.
            if not Application.objects.filter(number=number).exists():
                raise
    raise Refused("applications.no_number", "系统繁忙，申请尚未提交，请稍后再试。")


def required_items(version: ProductVersion) -> list[DataItem]:
    """The grants this product cannot do without."""
    return [item for item, is_required in asked_items(version) if is_required]


def asked_items(version: ProductVersion) -> list[tuple[DataItem, bool]]:
    """(item, is required) in the order the product lists them; unknown codes are left out."""
    known = set(DataItem.values)
    return [
        (DataItem(entry["code"]), bool(entry.get("is_required")))
        for entry in version.data_items
        if isinstance(entry, dict) and entry.get("code") in known
    ]


def application_purpose(number: str = "") -> str:
    """What the data of an application may be used for, in the words of the grant (at most 60 characters)."""
    which = f"融资申请 {number} " if number else "本次融资申请"
    return f"办理{which}的受理、尽职调查和授信审批"


def _fill(
    row: Application, actor: Actor, enterprise: Enterprise, submission: Submission, number: str
) -> None:
    """Under the lock: check everything, then write the typed values, number, branch and grants."""
    if row.product_id != submission.product_id:
        raise NotFound
    if row.enterprise_id != enterprise.pk:
        raise Refused("applications.enterprise", "当前企业与这份草稿不一致，请切换企业后再提交。")
    check_tab(row, tab=submission.tab, base_version=submission.base_version, code=OTHER_PAGE)
    _check_product(row, submission.version_id)
    version = row.product_version
    raw = raw_values(submission.typed)
    clean, errors = check(version, raw)
    if clean is not None and row.offer_id is not None:
        errors |= offer_term_errors(row, clean)
    granted = [DataItem(item) for item in submission.grants if item in DataItem.values]
    errors |= _grant_errors(version, granted, actor)
    if clean is None or errors:
        raise FieldErrors(errors)
    row.number = number
    row.created_by_id = actor.user_id
    row.draft_data = {**raw, TAB_KEY: submission.tab[:40]}
    _write(row, clean)
    row.branch_id = _branch_id(row, enterprise)
    if actor.user_id is not None:
        authorisations_grant(
            actor=actor,
            user_id=actor.user_id,
            enterprise=enterprise,
            institution=row.institution,
            items=[item for item in granted if item in dict(asked_items(version))],
            subject=Subject(
                "application", row.pk, application_purpose(row.number), f"申请 {row.number}「{version.name}」"
            ),
            until=valid_until(),
        )
    if row.offer_id is not None:
        # The one place where an offer is accepted: with the application that is made from it, or not at all.
        take_offer(actor, row)


def _check_product(row: Application, version_id: UUID) -> None:
    if row.product.state != ProductState.ON_SHELF or not row.institution.is_active:
        raise Refused("applications.off_shelf", "这个产品已下架，暂时不能申请。您填写的内容已保存为草稿。")
    # An offer stands on the version it was made on.
    wanted = row.product_version_id if row.offer_id else row.product.published_version_id
    if wanted != version_id:
        raise Conflict(
            "applications.product_changed",
            "产品内容刚刚更新过。您填写的内容还在，请核对新的额度、利率和所需授权后再提交。",
        )


def _grant_errors(version: ProductVersion, granted: Collection[DataItem], actor: Actor) -> dict[str, str]:
    missing = [item for item in required_items(version) if item not in granted]
    if missing:
        names = "、".join(f"「{item.label}」" for item in missing)
        return {"grants": f"{names}是必需的，勾选后才能提交"}
    if granted and not actor.roles & GRANTERS:
        return {"grants": "您没有「数据授权」权限，请联系本企业管理员开通，或由管理员提交"}
    return {}


def _write(row: Application, clean: ApplicationData) -> None:
    for column, value in clean.items():
        setattr(row, column, value)


def _branch_id(row: Application, enterprise: Enterprise) -> UUID | None:
    """The branch of the enterprise's county or city, else the head office."""
    city = city_of(enterprise.region_code)
    own, near = enterprise.region_code or _NOWHERE, city.code if city else _NOWHERE
    found = _BRANCHES.rows(row.institution_id, own, near)
    found.sort(key=lambda branch: (branch.region_code != own, branch.region_code != near))
    return found[0].pk if found else None


def _number() -> str:
    """YZ + day + six random digits; the unique index says whether it was used before."""
    return f"YZ{today():%Y%m%d}-{secrets.randbelow(1_000_000):06d}"
