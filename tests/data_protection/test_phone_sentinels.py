"""The phone way leaves nothing about a person in clear: card, what OCR read, face measures, frames, account (R6–R8).

The sentinels and the search are those of test_sentinels.py; here the walk is below the screens, with every outside system a fake.
"""

from __future__ import annotations

import io
import logging
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import call_command
from PIL import Image

from tests import phone_way
from tests.data_protection import test_sentinels as sentinels
from tests.fakes.common import down
from tests.fakes.face import NEUTRAL
from yuzhengdai.domain.verification.models import LivenessBatch, TransferCheck, Verification
from yuzhengdai.domain.verification.services import draft, liveness, papers, transfers, wizard
from yuzhengdai.domain.verification.services.submit import verification_submit
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import frozen
from yuzhengdai.foundation.core.errors import ExternalError
from yuzhengdai.foundation.files.checks import CheckedFile, file_check
from yuzhengdai.foundation.files.enums import IMAGES
from yuzhengdai.foundation.integrations.identity.registry import get_identity
from yuzhengdai.foundation.integrations.ocr.base import PaperKind

ACCOUNT = "4100987612345678"
EMBEDDING = (0.918273645, 0.271828459, 0.0)
AUTHORITY = "哨兵市公安局守望分局"
TEXTS = {"account number": ACCOUNT, "embedding": "0.918273645", "issuing authority": AUTHORITY}


def paper() -> CheckedFile:
    return file_check(content=sentinels.picture_bytes(), name="sentinel.jpg", kinds=IMAGES)


def frame() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (160, 120), sentinels.RGB).save(buffer, "JPEG", comment=b"SENTINEL-PICTURE-COMMENT")
    return buffer.getvalue()


def typed(row: Verification) -> dict[str, str]:
    return phone_way.identity(
        person_name=sentinels.NAME,
        id_number=sentinels.NUMBER,
        id_address=sentinels.ADDRESS,
        issuing_authority=AUTHORITY,
    )


def identity_step(actor: Actor, row: Verification) -> None:
    phone_way.show_papers(row, **typed(row))
    phone_way.fake_ocr().error = down("ocr")
    with pytest.raises(ExternalError):
        papers.paper_read(actor=actor, verification_id=row.pk, kind=PaperKind.ID_FRONT, picture=paper())
    phone_way.fake_ocr().error = None
    for kind in (PaperKind.ID_FRONT, PaperKind.ID_BACK, PaperKind.LICENCE):
        papers.paper_read(actor=actor, verification_id=row.pk, kind=kind, picture=paper())
    draft.verification_keep_typed(actor=actor, verification_id=row.pk, step="identity", typed=typed(row))
    draft.verification_save_identity(actor=actor, verification_id=row.pk, data=typed(row))


@pytest.fixture
def walked(
    transactional_db: None, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Verification]:
    """As far as review: a half-done sequence, a transfer asked for, a source that is down."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(phone_way, "frame_bytes", lambda seed=0: frame())
    phone_way.fake_face().embedding = EMBEDDING
    phone_way.fake_face().card = replace(phone_way.fake_face().card, embedding=EMBEDDING)
    get_identity().error = down("identity")  # type: ignore[attr-defined]
    actor, row = phone_way.open_attempt(phone_way.member())
    identity_step(actor, row)
    transfers.transfer_begin(
        actor=actor, verification_id=row.pk, account_number=ACCOUNT, bank_name="示例银行郑州分行"
    )
    wizard.wizard_way_choose(actor=actor, verification_id=row.pk, way="face")
    with frozen() as clock:
        assert phone_way.do_face(actor, row, clock).is_passed
        data = phone_way.licence(row, legal_representative_name=sentinels.NAME)
        draft.verification_save_licence(actor=actor, verification_id=row.pk, data=data)
        wizard.utilities_done(actor=actor, verification_id=row.pk)
        drawn = liveness.liveness_begin(actor=actor, verification_id=row.pk)
        phone_way.send(actor, drawn, [NEUTRAL] * 10, clock)
        call_command("worker", "--once")
        yield verification_submit(actor=actor, verification_id=row.pk)


def search(caplog: pytest.LogCaptureFixture) -> sentinels.Found:
    trail = sentinels.Trail.__new__(sentinels.Trail)
    trail.codes = []
    found = sentinels.search_everywhere(trail, [caplog.text])
    for where, text in sentinels.rows():
        found += [f"{what} in {where}" for what, sentinel in TEXTS.items() if sentinel in text]
    for path in sentinels.database_files():
        content = path.read_bytes()
        found += [
            f"{what} in {path.name}" for what, sentinel in TEXTS.items() if sentinel.encode() in content
        ]
    return found


@pytest.mark.slow
def test_the_phone_way_keeps_nothing_in_clear(walked: Verification, caplog: pytest.LogCaptureFixture) -> None:
    assert walked.state == "in_review"
    assert walked.read_data["id_front"]["fields"]["id_number"]["value"] == sentinels.NUMBER
    assert walked.issuing_authority == AUTHORITY
    assert TransferCheck.objects.get().account_number == ACCOUNT
    assert LivenessBatch.objects.first().measures["frames"]  # type: ignore[union-attr]
    found = search(caplog)
    assert not found, "\n".join(found)


def test_the_search_would_find_them(tmp_path: Path) -> None:
    assert any(sentinel in f"x {ACCOUNT} y" for sentinel in TEXTS.values())
    assert sentinels.in_bytes("a frame", frame())
