"""An answer counts for what was asked: another face, name or number is another question."""

from __future__ import annotations

import pytest

from tests import factories
from yuzhengdai.domain.verification.evidence import counts, input_digest
from yuzhengdai.domain.verification.models import Verification, VerificationCheck
from yuzhengdai.foundation.files.models import StoredFile

pytestmark = pytest.mark.django_db
ONE, OTHER = {"face_reference": StoredFile(sha256="1" * 64)}, {"face_reference": StoredFile(sha256="2" * 64)}


def attempt(way: str) -> Verification:
    member = factories.member(enterprise=factories.enterprise(state="claimed"))
    row = Verification(enterprise=member.enterprise, user=member.user, way=way, state="draft")
    row.person_name, row.id_number = "张示例", "410101199001011234"
    return row


@pytest.mark.parametrize("kind", ["identity", "face_match", "liveness"])
def test_an_answer_about_one_face_does_not_count_for_another(kind: str) -> None:
    row = attempt("face")
    check = VerificationCheck(kind=kind, input_digest=input_digest(verification=row, kind=kind, pictures=ONE))
    assert counts(verification=row, check=check, pictures=ONE)
    assert not counts(verification=row, check=check, pictures=OTHER)
    assert not counts(verification=row, check=check, pictures={})


@pytest.mark.parametrize("changes", [{"person_name": "李示例"}, {"id_number": "410101199001011235"}])
@pytest.mark.parametrize("way", ["face", "manual"])
def test_an_answer_about_one_person_does_not_count_for_another(way: str, changes: dict[str, str]) -> None:
    row = attempt(way)
    digest = input_digest(verification=row, kind="identity", pictures=ONE)
    check = VerificationCheck(kind="identity", input_digest=digest)
    for name, value in changes.items():
        setattr(row, name, value)
    assert not counts(verification=row, check=check, pictures=ONE)
