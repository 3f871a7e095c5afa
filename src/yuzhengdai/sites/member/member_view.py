"""What the pages of /console/ in this package have in common."""

from __future__ import annotations

from django.http import Http404

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember
from yuzhengdai.sites.web.actors import current_enterprise, current_user
from yuzhengdai.sites.web.gates import EnterpriseView

ADMINS = frozenset({"enterprise:admin"})
PAGE_SIZE = 20


class ConsoleView(EnterpriseView):
    """A page of a member; after dispatch there are user, member and enterprise."""

    @property
    def user(self) -> User:
        """Who is logged in."""
        user = current_user(self.request)
        if user is None:
            raise Http404
        return user

    @property
    def member(self) -> EnterpriseMember:
        """The user's place in the chosen enterprise."""
        if not self.request.member:
            raise Http404
        return self.request.member

    @property
    def enterprise(self) -> Enterprise:
        enterprise = current_enterprise(self.request)
        if enterprise is None:
            raise Http404
        return enterprise
