"""Login of officers with a second factor."""

from __future__ import annotations

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.institutions.selectors import live_officer
from yuzhengdai.sites.staff.login import StaffSite, staff_login_urls


def _is_officer(user: User) -> bool:
    return live_officer(user=user) is not None


SITE = StaffSite(namespace="bank", title="机构登录", workbench="银行工作台", may_enter=_is_officer)

urlpatterns = staff_login_urls(SITE)
