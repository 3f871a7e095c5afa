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


class RejectionReason(models.TextChoices):
    """Coded reason of 不予受理 and 未通过; the applicant reads the label and the officer's sentence."""

    NOT_IN_SCOPE = "not_in_scope", "不在产品适用范围"
    INDUSTRY = "industry", "行业不符合准入"
    OPERATING_TIME = "operating_time", "经营时间不足"
    INCOME = "income", "经营收入不足以覆盖还款"
    EXISTING_DEBT = "existing_debt", "现有负债较高"
    CREDIT_RECORD = "credit_record", "信用记录不符合要求"
    GUARANTEE = "guarantee", "担保条件不足"
    MATERIALS = "materials", "材料不完整或无法核实"
    USE = "use", "用途不符合规定"
    OTHER = "other", "其他原因"


def rejection_reasons() -> list[tuple[str, str]]:
    """Choices of the column, named and not listed in migrations: a new value needs none."""
    return [(value, str(label)) for value, label in RejectionReason.choices]


class DocumentKind(models.TextChoices):
    """申请材料."""

    FINANCIAL_STATEMENT = "financial_statement", "财务报表"
    CONTRACT = "contract", "购销合同"
    BANK_STATEMENT = "bank_statement", "银行流水"
    TAX_CERTIFICATE = "tax_certificate", "纳税证明"
    COLLATERAL = "collateral", "抵质押物权属证明"
    LEASE = "lease", "经营场所租赁合同"
    OTHER = "other", "其他材料"


class RateKind(models.TextChoices):
    """How the approved rate is fixed."""

    LPR = "lpr", "LPR 加减点"
    FIXED = "fixed", "固定利率"
