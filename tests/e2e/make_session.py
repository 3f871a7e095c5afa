"""A session without the screens: logging in has its own tests; the others do not spend codes and limits on it.

Of short_cuts.py, which sets Django up.
"""

from django.conf import settings
from django.test import Client

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.foundation.core import clock
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY, SECOND_FACTOR_KEY


def make_session(phone: str, side: str) -> dict[str, str]:
    """Log a phone in on one side ("enterprise" or "staff"); returns its cookie (name, value)."""
    user = User.objects.for_phone(f"+86{phone}")
    if user is None:
        raise LookupError(f"no account with {phone}")
    client = Client()
    client.force_login(user)
    session = client.session
    if side == "staff":
        session[SECOND_FACTOR_KEY] = clock.iso()
    else:
        member = EnterpriseMember.objects.filter(user=user, state="active").order_by("created_at").first()
        if member is not None:
            session[ENTERPRISE_KEY] = str(member.enterprise_id)
    session.save()
    name = settings.STAFF_SESSION_COOKIE_NAME if side == "staff" else settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}


def manager_of(institution: str) -> str:
    """The phone of a 业务主管 of the institution with this short or long name. Raises LookupError."""
    leads = Officer.objects.select_related("user").filter(role="manager", is_active=True, branch__isnull=True)
    for officer in [
        *leads.filter(institution__short_name=institution),
        *leads.filter(institution__name=institution),
    ]:
        return str(officer.user.phone).removeprefix("+86")
    raise LookupError(f"no manager of {institution}")
