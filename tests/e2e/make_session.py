"""Run under the demo's settings: log a phone in on one side and print its cookie as JSON (name, value).

Usage: make_session.py PHONE enterprise|staff
Logging in through the screens has its own tests; the others do not spend codes and limits on it.
"""

import json
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402

from yuzhengdai.domain.accounts.models import User  # noqa: E402
from yuzhengdai.domain.enterprises.models import EnterpriseMember  # noqa: E402
from yuzhengdai.foundation.core import clock  # noqa: E402
from yuzhengdai.sites.shared.actors import ENTERPRISE_KEY, SECOND_FACTOR_KEY  # noqa: E402


def main(phone: str, side: str) -> None:
    """Print the cookie."""
    user = User.objects.for_phone(f"+86{phone}")
    if user is None:
        raise SystemExit(f"no account with {phone}")
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
    print(json.dumps({"name": name, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
