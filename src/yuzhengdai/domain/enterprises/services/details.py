"""What an administrator may change at once (C4): where, which trade, how large. Name and head need a new verification."""

from __future__ import annotations

from django.db import transaction

from yuzhengdai.domain.enterprises.audit_actions import EnterpriseAudit
from yuzhengdai.domain.enterprises.enums import EnterpriseSize, EnterpriseState
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.enterprises.permissions import is_member
from yuzhengdai.domain.enterprises.services.shared import change_record, enterprise_lock
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.errors import FieldErrors, Forbidden, NotFound, Refused
from yuzhengdai.foundation.reference.industries import industry
from yuzhengdai.foundation.reference.regions import region


def enterprise_details_change(
    *,
    actor: Actor,
    enterprise: Enterprise,
    region_code: str,
    industry_code: str,
    size: str,
    expected_version: int | None = None,
) -> Enterprise:
    """Set 所在地区, 所属行业 and 企业规模 (each may be empty). Raises FieldErrors for unknown codes, Conflict when stale."""
    if not is_member(actor=actor, enterprise=enterprise):
        raise NotFound
    if not actor.has_role("enterprise:admin"):
        raise Forbidden("enterprises.not_admin", "只有管理员可以修改企业信息，请联系本企业管理员。")
    _check_codes(region_code, industry_code, size)
    with transaction.atomic():
        row = enterprise_lock(enterprise.pk, expected_version=expected_version)
        if row.state == EnterpriseState.FROZEN:
            raise Refused("enterprises.frozen", "企业账号已冻结，暂时不能修改。")
        wanted = {"region_code": region_code, "industry_code": industry_code, "size": size}
        changed = [name for name, value in wanted.items() if getattr(row, name) != value]
        if not changed:
            return row
        for name in changed:
            before = str(getattr(row, name))
            change_record(enterprise=row, actor=actor, field=name, before=before, after=wanted[name])
            setattr(row, name, wanted[name])
        row.version += 1
        row.save(update_fields=[*changed, "version"])
        audit_record(
            actor=actor,
            action=EnterpriseAudit.DETAILS_CHANGE,
            object_kind="enterprise",
            object_id=row.pk,
            detail={"fields": ",".join(changed)},
        )
    return row


def _check_codes(region_code: str, industry_code: str, size: str) -> None:
    errors = {}
    if region_code and region(region_code) is None:
        errors["region_code"] = "请从列表中选择所在地区"
    if industry_code and industry(industry_code) is None:
        errors["industry_code"] = "请从列表中选择所属行业"
    if size and size not in EnterpriseSize.values:
        errors["size"] = "请从列表中选择企业规模"
    if errors:
        raise FieldErrors(errors)
