"""An enterprise just registered, and its 企业认证 passed without the pictures. Of short_cuts.py, which sets Django up.

The wizard itself has its own browser tests; those of the gate and of the certificate begin and end beside it.
"""

from django.db import transaction

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.accounts.services import user_ensure
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.domain.enterprises.services import (
    EnterpriseFacts,
    enterprise_claim,
    enterprise_verify,
)
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.foundation.core.actors import SYSTEM
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.codes import make_uscc


def claim(phone: str, name: str, uscc: str = "") -> None:
    """Register."""
    user, _ = user_ensure(phone=f"+86{phone}", actor=SYSTEM)
    uscc = uscc or make_uscc(seed=int(phone))
    enterprise_claim(actor=SYSTEM, user=user, name=name, uscc=uscc, entity_type="company")


def _attempt(phone: str) -> Verification:
    user = User.objects.for_phone(f"+86{phone}")
    member = EnterpriseMember.objects.filter(user=user, state="active").select_related("enterprise").get()
    found = Verification.objects.filter(user=user, enterprise=member.enterprise).first()
    return found or Verification(
        user=user, enterprise=member.enterprise, way="face", role="legal_representative"
    )


def review(phone: str) -> None:
    """Handed in on the phone, waiting for an operator."""
    row = _attempt(phone)
    row.state, row.way, row.submitted_at = "in_review", "face", now()
    row.save()


def passed(phone: str) -> None:
    """Decided on the phone way; the certificate is still to come."""
    with transaction.atomic():
        row = _attempt(phone)
        enterprise_verify(
            actor=SYSTEM,
            enterprise=row.enterprise,
            user=row.user,
            is_legal_representative=True,
            facts=EnterpriseFacts(region_code="410100", industry_code="C13", size="small"),
        )
        row.state, row.way, row.decided_at = "passed", "face", now()
        row.save()


def manual(phone: str) -> None:
    """As if it had been done by 人工认证: nothing more to come."""
    Verification.objects.filter(pk=_attempt(phone).pk).update(way="manual")
