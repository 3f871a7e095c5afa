"""督办: what the operator of the demo did this morning, by the platform's own service, so that its whole trail is true."""

from __future__ import annotations

from demo.accounts import BY_KEY
from yuzhengdai.domain.accounts.models import User, phone_index
from yuzhengdai.domain.applications.selectors.late import late_files
from yuzhengdai.domain.applications.services.urge import application_urge
from yuzhengdai.domain.enterprises.enums import EnterpriseState
from yuzhengdai.foundation.core.actors import Actor, ActorKind

URGES = 2
_TEXT = "已超过承诺的办理时限，请在今天之内办理，并在系统里写明进展。"


def load_urges() -> int:
    """Urge the files longest overdue at 嵩岳银行, whose officers and manager have demo accounts; how many were urged.

    Messages, the step in the timeline, audit events and the SMS to the manager are the service's own.
    """
    post = BY_KEY["operator"]
    user = User.objects.get(phone_index=phone_index(post.phone_e164))
    operator = Actor(
        kind=ActorKind.OPERATOR, user_id=user.pk, roles=frozenset({"operator:operator"}), name=post.name
    )
    late = late_files(operator).filter(
        institution__short_name="嵩岳银行", enterprise__state=EnterpriseState.VERIFIED
    )
    chosen = list(late.order_by("due_at", "pk").values_list("pk", flat=True)[:URGES])
    for pk in chosen:
        application_urge(actor=operator, application_id=pk, text=_TEXT)
    return len(chosen)
