"""「认证平台账号」 in 个人中心: which accounts of identity platforms log this person in, and taking one back (L6)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse

from yuzhengdai.domain.access.models import PlatformLink
from yuzhengdai.domain.access.selectors import platform_link_of, platform_links
from yuzhengdai.domain.access.services import platform_unlink
from yuzhengdai.foundation.core.money import moment
from yuzhengdai.foundation.integrations.identity_platform.registry import platform_rows
from yuzhengdai.sites.member.entry import PLATFORM_KEY, acting_as, choose, go_on_as
from yuzhengdai.sites.web.actors import current_enterprise
from yuzhengdai.sites.web.gates import UserView
from yuzhengdai.sites.web.site import redirect_to, render_page

_ROWS = 50


class PlatformLinksView(UserView):
    def get(self, request: HttpRequest) -> HttpResponse:
        """One's own links, the newest first. One query."""
        rows = [_row(link) for link in platform_links(user=self.user)[:_ROWS]]
        return render_page(request, "platform_links/list.html", {"rows": rows})


class PlatformUnlinkView(UserView):
    """「解除绑定」: asks first."""

    signs = True

    def get(self, request: HttpRequest, link_id: UUID) -> HttpResponse:
        """What taking it back does; one that was taken back leads back to the list."""
        link = self.link(link_id)
        if link.ended_at is not None:
            return redirect_to(request, "platform-links")
        return render_page(request, "platform_links/unlink.html", {"row": _row(link)})

    def post(self, request: HttpRequest, link_id: UUID) -> HttpResponse:
        """Take it back; every other login of this person ends, this one goes on."""
        link = self.link(link_id)
        if link.ended_at is not None:
            messages.info(request, "这个账号已不在绑定之列。")
            return redirect_to(request, "platform-links")
        name = _row(link)["name"]
        user = platform_unlink(actor=acting_as(request), user=self.user, link_id=link.pk, platform_name=name)
        chosen = current_enterprise(request)
        go_on_as(request, user)
        request.session.pop(PLATFORM_KEY, None)
        if chosen is not None:
            choose(request, chosen.pk)
        messages.success(request, f"已解除与{name}账号的绑定，其他设备上的登录已退出。")
        return redirect_to(request, "platform-links")

    def link(self, link_id: UUID) -> PlatformLink:
        """One's own; 404 for anybody else's."""
        found = platform_link_of(user=self.user, link_id=link_id)
        if found is None:
            raise Http404
        return found


def _row(link: PlatformLink) -> dict[str, Any]:
    """A platform that is connected no longer is called by the word of the tab."""
    names = {row.key: row.name for row in platform_rows()}
    return {
        "id": link.pk,
        "name": names.get(link.platform, "认证平台"),
        "kind": link.get_kind_display(),
        "enterprise": link.enterprise_name,
        "linked_at": moment(link.created_at),
        "used_at": moment(link.used_at),
    }
