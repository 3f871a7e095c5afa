"""What an operator does to a product is told its institution, with the reason; who may not look stays in the staff frame."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import factories
from tests.sites.ops.conftest import StaffClient
from yuzhengdai.domain.applications.selectors.notices import institution_notices
from yuzhengdai.domain.products.models import ProductVersion
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.notifications.models import Notification

pytestmark = pytest.mark.django_db


def test_taking_off_asks_a_reason_and_tells_it(staff_client: StaffClient) -> None:
    product, client = factories.product(), staff_client()
    url = reverse("ops:product-shelf", args=[product.pk])
    sent = {"action": "take_off", "version": product.version}
    answer = client.post(url, {**sent, "reason": " "}, follow=True)
    assert "请填写下架原因" in answer.content.decode()
    product.refresh_from_db()
    assert product.state == "on_shelf"
    answer = client.post(url, {**sent, "reason": "利率公示有误"}, follow=True)
    product.refresh_from_db()
    assert product.state == "off_shelf"
    manager = factories.officer_actor(factories.officer(institution=product.institution, role="manager"))
    officer = factories.officer_actor(factories.officer(institution=product.institution))
    assert ["利率公示有误" in notice.body for notice in institution_notices(actor=manager)] == [True]
    assert institution_notices(actor=officer) == []
    assert AuditEvent.objects.get(action="products.take_off").detail == {"reason": "利率公示有误"}


def test_what_is_to_be_changed_reaches_the_institution(staff_client: StaffClient) -> None:
    """「修改意见已发给机构的业务主管」 is said because it is."""
    product = factories.product()
    ProductVersion.objects.filter(product=product).update(state="in_review")
    version = product.versions.get()
    url = reverse("ops:product-version", args=[version.pk])
    answer = staff_client().post(url, {"action": "return", "note": "请写明担保费标准"}, follow=True)
    assert "修改意见已发给机构的业务主管" in answer.content.decode()
    told = Notification.objects.get(category="product")
    assert told.recipient_id == product.institution_id
    assert "请写明担保费标准" in told.body


def test_the_refusal_wears_the_frame_of_the_staff(staff_client: StaffClient) -> None:
    answer = staff_client("auditor").get(reverse("ops:late-list"))
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "运营工作台" in page
    assert "切换企业" not in page
    assert 'class="workbench__nav"' in page


def test_the_first_page_repeats_no_navigation(staff_client: StaffClient) -> None:
    for role in ("operator", "auditor", "system_administrator", "regulator"):
        assert "全部功能" not in staff_client(role).get(reverse("ops:home")).content.decode()
