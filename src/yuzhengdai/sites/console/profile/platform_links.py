"""认证平台账号, in the console."""

from __future__ import annotations

from yuzhengdai.sites.member.platform_links import PlatformLinksView, PlatformUnlinkView
from yuzhengdai.sites.web.gates import EnterpriseView


class LinksView(EnterpriseView, PlatformLinksView):
    """One's own accounts, for members of the chosen enterprise."""


class UnlinkView(EnterpriseView, PlatformUnlinkView):
    """「解除绑定」, for members of the chosen enterprise."""
