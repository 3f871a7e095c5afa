"""Login of the operator side with a second factor."""

from __future__ import annotations

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.accounts.selectors import live_staff_post
from yuzhengdai.sites.staff.login import StaffSite, staff_login_urls


def _has_post(user: User) -> bool:
    return live_staff_post(user=user) is not None


SITE = StaffSite(namespace="ops", title="运营登录", workbench="运营工作台", may_enter=_has_post)

urlpatterns = staff_login_urls(SITE)
