"""What each step says to whom: a line in 「消息中心」 and, for the applicant, an SMS.

SMS never carries amounts or reasons of refusal; those are read after login. Template codes are those registered with the SMS
vendors; ``sms`` is the same sentence for the demo inbox.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.institutions.selectors import managers_told
from yuzhengdai.foundation.core.clock import local
from yuzhengdai.foundation.notifications.models import MessageKind, Notification
from yuzhengdai.foundation.notifications.services import notifications_create, sms_enqueue


@dataclass(frozen=True, slots=True)
class Text:
    """Texts may name {number}, {product}, {institution}, {enterprise} and {due}."""

    title: str
    body: str
    sms: str = ""
    template: str = ""
    is_todo: bool = False


TO_ENTERPRISE: dict[str, Text] = {
    "submit": Text(
        "申请成功",
        "您对「{product}」的申请 {number} 已提交，{institution}将在 {due} 前受理。",
        "您的申请{number}已提交，请在「我的申请」查看进度。",
        "application_submitted",
    ),
    "accept": Text(
        "申请已受理",
        "{institution}已受理您的申请 {number}，将在 {due} 前反馈尽调情况。",
        "您的申请{number}已受理，请在「我的申请」查看进度。",
        "application_accepted",
    ),
    "decline": Text(
        "申请不予受理",
        "{institution}对申请 {number} 不予受理，原因见申请详情。您可以选择其他产品再次申请。",
        "您的申请{number}有了结果，请登录「我的申请」查看。",
        "application_result",
    ),
    "return": Text(
        "请补充材料",
        "{institution}请您为申请 {number} 补充材料，请在 {due} 前提交，逾期申请将关闭。",
        "您的申请{number}需要补充材料，请在{due}前登录「我的申请」办理。",
        "application_returned",
        is_todo=True,
    ),
    "start_due_diligence": Text(
        "开始尽调", "{institution}已开始对申请 {number} 尽调，客户经理可能与您联系。"
    ),
    "start_approval": Text("进入审批", "申请 {number} 已进入审批，{institution}将在 {due} 前给出授信意见。"),
    "approve": Text(
        "已授信，请确认融资成本",
        "{institution}已对申请 {number} 授信。请阅读《企业贷款综合融资成本清单》，确认后进入签约。",
        "您的申请{number}有了结果，请登录「我的申请」查看并确认。",
        "application_result",
        is_todo=True,
    ),
    "correct": Text(
        "授信已更正，请重新核对",
        "{institution}更正了申请 {number} 的授信，原因和更正前后的条件见申请详情。请阅读新的成本清单，确认后进入签约。",
        "您的申请{number}的授信有更正，请登录「我的申请」查看并确认。",
        "application_credit_corrected",
        is_todo=True,
    ),
    "revoke": Text(
        "授信已撤销，重新审批",
        "{institution}撤销了申请 {number} 的授信，原因见申请详情。申请回到审批中，不需要您办理。",
        "您的申请{number}的授信已撤销并重新审批，请登录「我的申请」查看。",
        "application_credit_revoked",
    ),
    "reject": Text(
        "申请未通过",
        "{institution}对申请 {number} 的审批未通过，原因见申请详情。您可以选择其他产品再次申请。",
        "您的申请{number}有了结果，请登录「我的申请」查看。",
        "application_result",
    ),
    "confirm_costs": Text(
        "已确认融资成本", "您已确认申请 {number} 的融资成本清单，请按{institution}的安排签约。"
    ),
    "release": Text(
        "已放款",
        "{institution}已登记申请 {number} 的放款，请核对到账情况。",
        "您的申请{number}已登记放款，请登录「我的申请」核对。",
        "application_disbursed",
    ),
    "settle": Text("已结清", "{institution}已登记申请 {number} 结清。"),
    "withdraw": Text("申请已撤回", "您已撤回申请 {number}，相关数据授权同时结束。"),
    "supplement": Text("补件已提交", "申请 {number} 的补充材料已提交，{institution}将在 {due} 前处理。"),
    "forgo": Text("已放弃授信", "您已放弃申请 {number} 的授信。"),
    "lapse": Text(
        "授信已失效",
        "申请 {number} 的授信有效期已过，授信失效。需要资金时可以重新申请。",
        "您的申请{number}的授信已过有效期，请登录「我的申请」查看。",
        "application_lapsed",
    ),
    "expire": Text(
        "申请已关闭",
        "申请 {number} 超过补件期限，已关闭。材料齐备后可以重新申请。",
        "您的申请{number}超过补件期限已关闭，请登录「我的申请」查看。",
        "application_expired",
    ),
    "late": Text(
        "机构办理超时", "{institution}没有在承诺时间内处理申请 {number}，系统已提醒机构。申请继续有效。"
    ),
}

TO_ENTERPRISE["refuse"] = TO_ENTERPRISE["reject"]

_TO_DECIDE = Text(
    "授信建议待审批", "申请 {number}（{enterprise}）已提出授信建议，请审批人处理。", is_todo=True
)

TO_INSTITUTION: dict[str, Text] = {
    "start_approval": _TO_DECIDE,
    "propose": _TO_DECIDE,
    "escalate": Text(
        "授信建议已提交上级",
        "申请 {number}（{enterprise}）的授信建议超过审批权限，已提交上级，请有权限的人审批。",
        is_todo=True,
    ),
    "correct": Text("授信已更正", "申请 {number}（{enterprise}）的授信已更正，等企业确认。"),
    "revoke": Text(
        "授信已撤销", "申请 {number}（{enterprise}）的授信已撤销，请客户经理重新提出授信建议。", is_todo=True
    ),
    "send_back": Text(
        "授信建议已退回", "申请 {number}（{enterprise}）的授信建议已退回，请客户经理重新提出。", is_todo=True
    ),
    "submit": Text(
        "新申请", "{enterprise}申请「{product}」，编号 {number}，请在 {due} 前受理。", is_todo=True
    ),
    "supplement": Text(
        "补件已到", "{enterprise}已为申请 {number} 提交补件，请在 {due} 前处理。", is_todo=True
    ),
    "withdraw": Text("申请已撤回", "{enterprise}撤回了申请 {number}。"),
    "disburse": Text("放款待复核", "申请 {number}（{enterprise}）已登记放款，请放款审核复核。", is_todo=True),
    "send_entry_back": Text(
        "放款登记已退回", "申请 {number}（{enterprise}）的放款登记已退回，请重新登记。", is_todo=True
    ),
    "confirm_costs": Text(
        "企业已确认融资成本", "{enterprise}已确认申请 {number} 的成本清单，请安排签约。", is_todo=True
    ),
    "forgo": Text("企业放弃授信", "{enterprise}放弃了申请 {number} 的授信。"),
    "expire": Text("补件超期关闭", "申请 {number} 超过补件期限，已自动关闭。"),
    "lapse": Text("授信已失效", "申请 {number} 的授信有效期已过。"),
    "late": Text("办理超时", "申请 {number} 已超过承诺时间，请尽快处理。这是系统自动提醒。", is_todo=True),
}

URGED = Text(
    "平台已督办", "{institution}没有在承诺时间内处理申请 {number}，平台已向该机构督办。申请继续有效。"
)
"""To the enterprise, when an operator urged the institution. What the operator wrote is the institution's to read."""


def send_messages(*, application: Application, action: str) -> None:
    """Write the messages of one step into inboxes and outbox; once per application, version and audience."""
    notifications_create(step_messages(application, action))
    text = TO_ENTERPRISE.get(action)
    if text is not None and text.sms and application.contact_phone:
        words = message_words(application)
        sms = text.sms.format(**words)
        sms_enqueue(
            phone=application.contact_phone,
            template=text.template,
            params={"number": words["number"], "due": words["due"]},
            text=f"【豫正贷】{sms}",
            dedupe_key=f"{_key(application, action)}:sms",
        )


def step_messages(application: Application, action: str) -> list[Notification]:
    """The lines of one step in 「消息中心」, for the enterprise first; saved by the caller."""
    words, key = message_words(application), _key(application, action)
    return [
        _line(audience, application, found, words, key)
        for audience, found in (
            ("enterprise", TO_ENTERPRISE.get(action)),
            ("institution", TO_INSTITUTION.get(action)),
        )
        if found is not None
    ]


def _key(application: Application, action: str) -> str:
    return f"application:{application.pk}:{application.version}:{action}"


def send_urge(*, application: Application, text: str, at: datetime) -> None:
    """An operator's 督办: to the enterprise that it happened, to the institution what was written, by SMS to its managers.

    The SMS names the file alone: what was written is read after login.
    """
    words = message_words(application)
    key = f"application:{application.pk}:urge:{local(at):%Y%m%d}"
    to_institution = _line("institution", application, Text("平台督办", "", is_todo=True), words, key)
    to_institution.category = MessageKind.SUPERVISION
    to_institution.body = f"申请 {words['number']} 已超过承诺时间，平台督办：{text}"
    notifications_create([_line("enterprise", application, URGED, words, key), to_institution])
    for manager in managers_told(institution_id=application.institution_id):
        sms_enqueue(
            phone=str(manager.user.phone),
            template="application_urged",
            params={"number": words["number"]},
            text=f"【豫正贷】申请{words['number']}已超过承诺时间，平台已督办，请登录机构工作台查看并尽快处理。",
            dedupe_key=f"{key}:{manager.pk}",
        )


def _line(
    audience: str, application: Application, text: Text, words: dict[str, str], key: str
) -> Notification:
    recipient = application.enterprise_id if audience == "enterprise" else application.institution_id
    return Notification(
        recipient_kind=audience,
        recipient_id=recipient,
        category=MessageKind.APPLICATION,
        title=text.title,
        body=text.body.format(**words),
        dedupe_key=f"{key}:{audience}",
        subject_kind="application",
        subject_id=application.pk,
        is_todo=text.is_todo,
    )


def message_words(application: Application) -> dict[str, str]:
    """What the texts may name; see Text."""
    due = ""
    if application.due_at is not None:
        day = local(application.due_at)
        due = f"{day.month} 月 {day.day} 日 {day:%H:%M}"
    return {
        "number": application.number or "",
        "product": application.product_version.name,
        "institution": application.institution.short_name,
        "enterprise": application.enterprise.name,
        "due": due,
    }
