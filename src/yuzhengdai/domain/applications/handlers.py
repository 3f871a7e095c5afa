"""What applications do when something happens elsewhere, in the same transaction."""

from __future__ import annotations

from yuzhengdai.domain.applications.enums import ENDED_STATES, ApplicationState
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.credit.enums import DataItem
from yuzhengdai.domain.credit.services import authorisations_end
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import Refused
from yuzhengdai.foundation.core.events import Event
from yuzhengdai.foundation.notifications.models import MessageKind
from yuzhengdai.foundation.notifications.services import notification_create


def on_enterprise_frozen(event: Event) -> None:
    """The institutions with open files are told at once."""
    _tell_open_files(
        event,
        "企业账号已冻结",
        "平台已冻结{name}的账号。申请 {number} 在解除冻结前不能受理、授信、签约和放款，期间不会超期关闭。",
    )


def on_enterprise_unfrozen(event: Event) -> None:
    """And again when it may go on."""
    _tell_open_files(event, "企业账号已解除冻结", "{name}的账号已解除冻结，申请 {number} 可以继续办理。")


def on_enterprise_cancelled(event: Event) -> None:
    """What is under way or owed stands against it. Raises Refused, and the enterprise stays as it was."""
    rows = Application.objects.filter(enterprise_id=event.ids["enterprise"])
    owed = rows.filter(state=ApplicationState.DISBURSED).count()
    done = [*ENDED_STATES, ApplicationState.DRAFT, ApplicationState.DISBURSED]
    under_way = rows.exclude(state__in=done).count()
    if not owed and not under_way:
        return
    said = [f"{under_way} 笔融资申请没有办完"] * bool(under_way) + [f"{owed} 笔贷款没有结清"] * bool(owed)
    raise Refused(
        "applications.enterprise_has_business",
        f"这家企业还有 {'、'.join(said)}，不能注销。账号保持冻结，等机构办结后再办理。",
    )


def _tell_open_files(event: Event, title: str, body: str) -> None:
    rows = Application.objects.filter(enterprise_id=event.ids["enterprise"])
    rows = rows.exclude(state__in=[*ENDED_STATES, ApplicationState.DRAFT]).select_related("enterprise")
    at = now().timestamp()
    for row in rows:
        notification_create(
            recipient_kind="institution",
            recipient_id=row.institution_id,
            category=MessageKind.APPLICATION,
            title=title,
            body=body.format(name=row.enterprise.name, number=row.number),
            dedupe_key=f"{event.name}:{row.pk}:{at}",
            subject_kind="application",
            subject_id=row.pk,
        )


def on_application_ended(event: Event) -> None:
    """The grants given for an application end with it."""
    authorisations_end(subject_kind="application", subject_id=event.ids["application"])


def on_authorisation_revoked(event: Event) -> None:
    """The institution is told at once that it may no longer read."""
    if event.detail.get("subject_kind") != "application":
        return
    row = Application.objects.filter(pk=event.ids["subject"]).select_related("enterprise").first()
    if row is None:
        return
    labels = "、".join(f"「{DataItem(item).label}」" for item in event.detail["items"].split(","))
    notification_create(
        recipient_kind="institution",
        recipient_id=row.institution_id,
        category=MessageKind.AUTHORISATION,
        title="企业撤回数据授权",
        body=f"{row.enterprise.name}撤回了申请 {row.number} 的{labels}授权，此后不能再查看。",
        dedupe_key=f"credit:{event.ids['authorisation']}:revoked",
        subject_kind="application",
        subject_id=row.pk,
    )
