"""Another phone certificate for who has shown once who they are (issue of a lost phone or password, R10).

A renewal is an attempt of its own, with a person and an enterprise taken from the passed one it ``renews`` and not to be typed anew. What
it asks for is the living face, matched with the portrait on the ID card that the passed attempt keeps (《身份信息处理同意书》: three years
beyond the term); the sources are asked again. Where that card is gone or no longer valid, where the face is declined, or where a
renewal was refused, it takes a whole attempt.
"""

from __future__ import annotations

from yuzhengdai.domain.certificates.selectors import certificate_valid
from yuzhengdai.domain.enterprises.enums import EnterpriseState
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.enterprises.selectors import enterprise_for_actor
from yuzhengdai.domain.verification.enums import (
    IdPaper,
    PictureKind,
    VerificationState,
    VerificationWay,
)
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.selectors import (
    has_given_certificate,
    verification_passed_for,
    verification_pictures,
)
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import today


def renewal_source(*, actor: Actor) -> Verification | None:
    """The passed attempt whose person and enterprise a renewal of this actor may take over, or None."""
    passed = verification_passed_for(actor=actor)
    if passed is None or not has_given_certificate(verification=passed):
        return None
    if certificate_valid(actor=actor) is not None or not _is_verified(actor):
        return None
    root = passed.renews or passed
    was_refused = Verification.objects.filter(renews=root, state=VerificationState.REFUSED).exists()
    return root if not was_refused and _is_enough(root) else None


def is_unchanged(*, verification: Verification) -> bool:
    """Whether a renewal still is what it began as: the same person in the same role for the same code, by face."""
    row, root = verification, verification.renews
    if root is None:
        return True
    mine = (row.person_name, row.id_number, row.role, row.licence.get("uscc"))
    theirs = (root.person_name, root.id_number, root.role, root.licence.get("uscc"))
    return row.way == VerificationWay.FACE and mine == theirs


def _is_verified(actor: Actor) -> bool:
    try:
        return enterprise_for_actor(actor=actor).state == EnterpriseState.VERIFIED
    except Enterprise.DoesNotExist:
        return False


def _is_enough(root: Verification) -> bool:
    """A resident's card that is valid today and whose front is kept, with the data of card and licence."""
    if root.wiped_at is not None or root.paper != IdPaper.RESIDENT_ID:
        return False
    is_valid = root.id_is_long_term or (root.id_valid_until is not None and root.id_valid_until >= today())
    has_data = bool(root.person_name and root.id_number and root.licence.get("registered_address"))
    return is_valid and has_data and PictureKind.ID_FRONT in verification_pictures(verification=root)
