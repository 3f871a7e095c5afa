"""What an institution is told about its products: managers read it in 「消息」."""

from __future__ import annotations

from yuzhengdai.domain.products.models import Product
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.notifications.models import MessageKind
from yuzhengdai.foundation.notifications.services import notification_create


def tell_institution(product: Product, *, what: str, title: str, body: str) -> None:
    """One line for the institution of the product, in the transaction of the act ``what``."""
    notification_create(
        recipient_kind="institution",
        recipient_id=product.institution_id,
        category=MessageKind.PRODUCT,
        title=title,
        body=body,
        dedupe_key=f"product:{product.pk}:{what}:{now().timestamp()}",
        subject_kind="product",
        subject_id=product.pk,
        is_todo=True,
    )
