"""Words of applications. The labels are the same on every screen."""

from django.db import models


class ApplicationState(models.TextChoices):
    """See workflow.py for who may move what where."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待受理"
    ACCEPTED = "accepted", "已受理"
    DUE_DILIGENCE = "due_diligence", "尽调中"
    APPROVING = "approving", "审批中"
    APPROVED = "approved", "已授信"
    SIGNING = "signing", "签约中"
    DISBURSED = "disbursed", "已放款"
    SETTLED = "settled", "已结清"
    RETURNED = "returned", "待补件"
    DECLINED = "declined", "不予受理"
    REJECTED = "rejected", "未通过"
    WITHDRAWN = "withdrawn", "已撤回"
    FORGONE = "forgone", "已放弃授信"
    LAPSED = "lapsed", "授信已失效"
    EXPIRED = "expired", "补件超期关闭"


ENDED_STATES = frozenset(
    {
        ApplicationState.SETTLED,
        ApplicationState.DECLINED,
        ApplicationState.REJECTED,
        ApplicationState.WITHDRAWN,
        ApplicationState.FORGONE,
        ApplicationState.LAPSED,
        ApplicationState.EXPIRED,
    }
)
BANK_CLOCK_STATES = frozenset(
    {
        ApplicationState.SUBMITTED,
        ApplicationState.ACCEPTED,
        ApplicationState.DUE_DILIGENCE,
        ApplicationState.APPROVING,
    }
)
"""States in which the promise clock 135 runs against the institution."""


class PromiseStage(models.TextChoices):
    """The three promises of 「135」; the value begins the names of a row's columns and of a product's days."""

    ACCEPTANCE = "acceptance", "受理"
    DUE_DILIGENCE = "due_diligence", "尽调反馈"
    DECISION = "decision", "授信意见"


class Holder(models.TextChoices):
    """Whose turn it is; colours the status on every screen."""

    ENTERPRISE = "enterprise", "企业"
    INSTITUTION = "institution", "金融机构"
    NOBODY = "nobody", "—"


class DocumentKind(models.TextChoices):
    """申请材料."""

    FINANCIAL_STATEMENT = "financial_statement", "财务报表"
    CONTRACT = "contract", "购销合同"
    BANK_STATEMENT = "bank_statement", "银行流水"
    TAX_CERTIFICATE = "tax_certificate", "纳税证明"
    COLLATERAL = "collateral", "抵质押物权属证明"
    LEASE = "lease", "经营场所租赁合同"
    OTHER = "other", "其他材料"


class ProposalState(models.TextChoices):
    """授信建议, from proposing to the decision."""

    OPEN = "open", "待审批"
    APPROVED = "approved", "已同意"
    SENT_BACK = "sent_back", "已退回"
    REFUSED = "refused", "已否决"
    CLOSED = "closed", "未作决定"


class PastCreditEnd(models.TextChoices):
    """How a credit ended that the enterprise had not confirmed."""

    CORRECTED = "corrected", "已更正"
    REVOKED = "revoked", "已撤销"


class EntryState(models.TextChoices):
    """Of one 放款 as entered; only a checked one is a 借据."""

    OPEN = "open", "待复核"
    CHECKED = "checked", "已复核"
    SENT_BACK = "sent_back", "已退回"
    CLOSED = "closed", "未复核"


class RateKind(models.TextChoices):
    """How the approved rate is fixed."""

    LPR = "lpr", "LPR 加减点"
    FIXED = "fixed", "固定利率"
