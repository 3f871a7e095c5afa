"""What applications do when something happens elsewhere, in the same transaction."""

from __future__ import annotations

from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.credit.enums import DataItem
from yuzhengdai.domain.credit.services import authorisations_end
from yuzhengdai.foundation.core.events import Event
from yuzhengdai.foundation.notifications.services import notification_create


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
    label = DataItem(event.detail["item"]).label
    notification_create(
        recipient_kind="institution",
        recipient_id=row.institution_id,
        category="authorisation",
        title="企业撤回数据授权",
        body=f"{row.enterprise.name}撤回了申请 {row.number} 的「{label}」授权，此后不能再查看。",
        dedupe_key=f"credit:{event.ids['authorisation']}:revoked",
        subject_kind="application",
        subject_id=row.pk,
    )
