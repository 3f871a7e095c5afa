"""Words of demands and offers. The labels are the same on every screen."""

from django.db import models


class DemandState(models.TextChoices):
    """See workflow.py for who may move what where. Deleting hides a row and is no state."""

    DRAFT = "draft", "草稿"
    IN_REVIEW = "in_review", "待审核"
    RETURNED = "returned", "需修改"
    PUBLISHED = "published", "已发布"
    OFFERED = "offered", "对接中"
    MATCHED = "matched", "已达成"
    WITHDRAWN = "withdrawn", "已撤回"
    EXPIRED = "expired", "已过期"
    REMOVED = "removed", "已下架"


LIVE_STATES = (DemandState.PUBLISHED, DemandState.OFFERED)
"""In the hall and on the portal, while the day it is valid until has not passed."""
HELD_STATES = (DemandState.IN_REVIEW, DemandState.RETURNED)
"""Its words wait for the operator's eye or the owner's hand: nobody else reads them."""
ENDED_STATES = (DemandState.MATCHED, DemandState.WITHDRAWN, DemandState.EXPIRED, DemandState.REMOVED)


def demand_states() -> list[tuple[str, str]]:
    """Choices of the column, named and not listed in migrations: a new value needs none."""
    return [(value, str(label)) for value, label in DemandState.choices]


class OfferState(models.TextChoices):
    """PENDING waits for a manager's release and is not seen by the enterprise."""

    PENDING = "pending", "待主管放行"
    SENT = "sent", "已发出"
    ACCEPTED = "accepted", "已接受"
    DECLINED = "declined", "未被选择"
    WITHDRAWN = "withdrawn", "已撤回"
    EXPIRED = "expired", "已失效"


OPEN_OFFERS = (OfferState.PENDING, OfferState.SENT)
"""What counts against the number of institutions that may offer."""


def offer_states() -> list[tuple[str, str]]:
    """Choices of the column, named and not listed in migrations."""
    return [(value, str(label)) for value, label in OfferState.choices]


class CloseReason(models.TextChoices):
    """Why an enterprise takes its demand back."""

    FOUND_HERE = "found_here", "已在平台选定产品"
    FOUND_ELSEWHERE = "found_elsewhere", "已从其他渠道获得资金"
    NOT_NEEDED = "not_needed", "暂不需要资金"
    NO_FIT = "no_fit", "没有合适的方案"
    OTHER = "other", "其他"
    DELETED = "deleted", "已删除"


OWNER_CLOSE_REASONS = tuple(reason for reason in CloseReason if reason is not CloseReason.DELETED)


class DeclineReason(models.TextChoices):
    """Why an offer was not taken; the institution reads the label."""

    RATE = "rate", "利率偏高"
    AMOUNT = "amount", "额度不够"
    TERM = "term", "期限不合适"
    FEES = "fees", "费用偏高"
    GUARANTEE = "guarantee", "担保条件不合适"
    OTHER = "other", "其他"
    CHOSE_OTHER = "chose_other", "企业已选择其他方案"


OWNER_DECLINE_REASONS = tuple(reason for reason in DeclineReason if reason is not DeclineReason.CHOSE_OTHER)


class LapseReason(models.TextChoices):
    """Why an open offer ended without anybody's word on it."""

    VALIDITY = "validity", "方案已过有效期"
    CLOSED = "demand_closed", "企业已撤回需求"
    DELETED = "demand_deleted", "企业已删除需求"
    REMOVED = "demand_removed", "平台已下架需求"
    EXPIRED = "demand_expired", "需求已过期"


class ShownFact(models.TextChoices):
    """What the owner may tick to be shown beside the demand. Unticked ones are read by nobody and judge nothing."""

    ESTABLISHED = "established", "成立时间"
    ENTITY_TYPE = "entity_type", "法人类型"
    SIZE = "size", "企业规模"
    REVENUE_BAND = "revenue_band", "上年营业收入区间"


class RevenueBand(models.TextChoices):
    """上年营业收入区间 as the owner states it, in yuan as in 「<low>-<high>」; no high end for the last."""

    UP_TO_1M = "0-1000000", "100 万元以下"
    UP_TO_5M = "1000000-5000000", "100–500 万元"
    UP_TO_20M = "5000000-20000000", "500–2,000 万元"
    UP_TO_100M = "20000000-100000000", "2,000 万–1 亿元"
    ABOVE = "100000000-", "1 亿元以上"


class MarkKind(models.TextChoices):
    """What an institution noted beside a demand in its hall."""

    SEEN = "seen", "已看过"
    NOT_INTERESTED = "not_interested", "不感兴趣"


MAX_OFFERS_CHOICES = (3, 5, 10)
