"""What the applicant does after submitting: withdraw, supplement, confirm the costs, forgo."""

from __future__ import annotations

from uuid import UUID

from yuzhengdai.domain.applications.asked import missing_of
from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.models import Application, CostList
from yuzhengdai.domain.applications.selectors.entries import entry_open
from yuzhengdai.domain.applications.services.step import application_step, application_step_plain
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import FieldErrors, Refused
from yuzhengdai.foundation.core.text import normalise_text

NOTE_MAX = 300
ENTRY_WAITS = "机构已登记放款，正在复核，现在不能放弃授信。没有收到款项的，请联系机构退回登记后再办理。"


def application_withdraw(
    *, actor: Actor, application_id: UUID, note: str = "", expected_version: int | None = None
) -> Application:
    """撤回申请: before the credit decision. The grants end with it."""
    return application_step_plain(
        actor=actor,
        application_id=application_id,
        action="withdraw",
        expected_version=expected_version,
        note=_note(note),
    )


def application_supplement(
    *, actor: Actor, application_id: UUID, note: str = "", expected_version: int | None = None
) -> Application:
    """提交补件: back to where it was returned from; the promise clock goes on.

    Raises FieldErrors when something that was asked for is missing and not a word says why, or nothing was added at all.
    """
    text = _note(note)
    with application_step(
        actor=actor,
        application_id=application_id,
        action="supplement",
        expected_version=expected_version,
        note=text,
    ) as step:
        if not text and not _has_added_documents(step.application):
            raise FieldErrors({"note": "请先上传需要补充的材料，或在说明里回复机构的问题"})
        missing = missing_of(step.application)
        if missing and not text:
            raise FieldErrors({"note": f"还缺：{'、'.join(missing)}。请上传，或在补充说明里写明原因"})
    return step.application


def application_forgo(
    *, actor: Actor, application_id: UUID, note: str = "", expected_version: int | None = None
) -> Application:
    """放弃授信: from 已授信 or 签约中. Raises Refused while a 放款 waits to be checked: the money may have gone out."""
    with application_step(
        actor=actor,
        application_id=application_id,
        action="forgo",
        expected_version=expected_version,
        note=_note(note),
    ) as step:
        if entry_open(step.application) is not None:
            raise Refused("application.entry_waits", ENTRY_WAITS)
    return step.application


def application_confirm_costs(
    *,
    actor: Actor,
    application_id: UUID,
    sha256: str,
    has_read: bool,
    expected_version: int | None = None,
) -> Application:
    """已阅读并确认 《企业贷款综合融资成本清单》 → 签约中. ``sha256`` is that of the list as it was shown."""
    with application_step(
        actor=actor,
        application_id=application_id,
        action="confirm_costs",
        expected_version=expected_version,
    ) as step:
        cost_list = CostList.objects.select_for_update().filter(application=step.application).first()
        if cost_list is None:
            raise Refused("applications.no_cost_list", "机构还没有出具成本清单，请稍后再试。")
        if cost_list.sha256 != sha256:
            raise Refused("applications.cost_list_changed", "成本清单更新过，请重新阅读后再确认。")
        if not has_read:
            raise FieldErrors({"has_read": "请阅读完清单并勾选后再确认"})
        cost_list.confirmed_at = now()
        cost_list.confirmed_by_id = actor.user_id
        cost_list.save(update_fields=["confirmed_at", "confirmed_by"])
    return step.application


def _has_added_documents(row: Application) -> bool:
    """Whether a document came since the institution returned the file."""
    added = row.documents.filter(added_in_state=S.RETURNED, removed_at__isnull=True)
    returned = row.changes.filter(action="return").order_by("-created_at").first()
    if returned is not None:
        added = added.filter(created_at__gte=returned.created_at)
    return added.exists()


def _note(text: str) -> str:
    note = normalise_text(text.replace("\x00", ""))
    if len(note) > NOTE_MAX:
        raise FieldErrors({"note": f"说明最多 {NOTE_MAX} 个字，现有 {len(note)} 个字"})
    return note
