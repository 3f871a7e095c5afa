"""What a grant of today's items covers in the table of ``data_items``: what its sentence names, and nothing beside it."""

from __future__ import annotations

from collections.abc import Mapping

from yuzhengdai.domain.credit.enums import DataItem
from yuzhengdai.domain.data_items.items import items_of

COVERS: Mapping[DataItem, tuple[str, ...]] = {
    DataItem.IDENTITY: (),
    DataItem.ELECTRICITY: ("electricity_use", "electricity_payment"),
    DataItem.SOCIAL_INSURANCE: ("social_headcount", "social_payment"),
    DataItem.TAX: ("tax_rating", "tax_amount"),
    DataItem.REGISTRATION: ("registration_profile", "registration_shareholders", "registration_changes"),
    DataItem.JUDICIAL: ("enforced", "dishonest", "penalties"),
    DataItem.CREDIT_REPORT: (),
}
"""Kept with each grant when it is given (``DataAuthorisation.covers``): a row that the table gets later widens no grant that stands.

Not covered, because no sentence names them: 主要人员, 欠税, 裁判文书, 行政许可, 经营异常 and all assets.
"""


def consequences_of(item: DataItem) -> str:
    """What may come of granting this, told before the tick (征信业管理条例 第十四条); "" where there is nothing to warn of."""
    return "".join(one.warning for one in items_of(COVERS[item]))
