"""企业认证 as a phone goes through it, below the screens: for tests of verification and of what comes after it.

The fakes of tests/fakes stand for OCR, faces and sources; ``face_card(...)`` etc. make them show what a test wants.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast

from PIL import Image

from tests import factories
from tests.fakes.face import NEUTRAL, FakeFace
from tests.fakes.ocr import FakeOcr, paper
from yuzhengdai.domain.agreements.services import agreements_install
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.services import consents, draft, liveness, papers, sources
from yuzhengdai.domain.verification.services import wizard as wizard_services
from yuzhengdai.domain.verification.services.submit import verification_submit
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import FrozenClock, today
from yuzhengdai.foundation.core.codes import make_id_number
from yuzhengdai.foundation.files.checks import CheckedFile, file_check
from yuzhengdai.foundation.files.enums import DOCUMENTS
from yuzhengdai.foundation.integrations.face.base import FaceAction, FrameMeasure
from yuzhengdai.foundation.integrations.face.registry import get_face
from yuzhengdai.foundation.integrations.ocr.base import PaperKind
from yuzhengdai.foundation.integrations.ocr.registry import get_ocr

NAME = "李示例"
FRAME_MS = 120
BATCH = 5


def member(**values: Any) -> EnterpriseMember:
    """The administrator of a claim, as registration leaves one."""
    claimed = factories.enterprise(state="claimed", verified_at=None, claimed_by=factories.user(), **values)
    return factories.member(enterprise=claimed, user=claimed.claimed_by, is_legal_representative=False)


def fake_face() -> FakeFace:
    """The fake of this test."""
    return cast(FakeFace, get_face())


def fake_ocr() -> FakeOcr:
    """The fake of this test."""
    return cast(FakeOcr, get_ocr())


def picture(seed: int = 0) -> CheckedFile:
    """A checked JPEG; another seed, another picture."""
    buffer = io.BytesIO()
    Image.new("RGB", (800, 500), (seed % 256, seed // 256 % 256, 200)).save(buffer, "JPEG")
    return file_check(content=buffer.getvalue(), name="a.jpg", kinds=DOCUMENTS)


def frame_bytes(seed: int = 0) -> bytes:
    """A small JPEG as the browser sends."""
    buffer = io.BytesIO()
    Image.new("RGB", (160, 120), (seed % 256, 90, 60)).save(buffer, "JPEG")
    return buffer.getvalue()


def identity(**values: Any) -> dict[str, Any]:
    """What is typed on the confirm page of the ID card."""
    return {
        "person_name": NAME,
        "id_number": make_id_number(seed=7),
        "id_address": "郑州市中原区示例路 8 号",
        "id_valid_from": "2020-03-01",
        "id_valid_until": "2040-03-01",
        "issuing_authority": "郑州市公安局中原分局",
        **values,
    }


def licence(row: Verification, **values: Any) -> dict[str, Any]:
    """What is typed on the confirm page of the licence."""
    return {
        "name": row.enterprise.name,
        "uscc": row.enterprise.uscc,
        "entity_type": "company",
        "legal_representative_name": NAME,
        "registered_address": "郑州市中原区示例路 88 号",
        "established_on": "2016-08-17",
        "region_code": "410100",
        **values,
    }


def show_papers(row: Verification, **values: Any) -> None:
    """The camera sees the papers of ``identity`` and ``licence``."""
    typed = identity(**values)
    shown = fake_ocr().papers
    shown[PaperKind.ID_FRONT] = paper(
        PaperKind.ID_FRONT,
        person_name=typed["person_name"],
        id_number=typed["id_number"],
        id_address=typed["id_address"],
    )
    shown[PaperKind.ID_BACK] = paper(
        PaperKind.ID_BACK,
        issuing_authority=typed["issuing_authority"],
        valid_from=typed["id_valid_from"],
        valid_until=str(typed["id_valid_until"]),
    )
    shown[PaperKind.LICENCE] = paper(PaperKind.LICENCE, uscc=row.enterprise.uscc, name=row.enterprise.name)


def open_attempt(who: EnterpriseMember, *, role: str = "legal_representative") -> tuple[Actor, Verification]:
    """Opened, role chosen, both consents given."""
    agreements_install()
    actor = factories.enterprise_actor(who)
    row = wizard_services.wizard_open(actor=actor)
    data = {
        "role": role,
        "agent_scopes": ["submit_application"],
        "agent_ends_on": str(today() + timedelta(days=90)),
    }
    draft.verification_save_role(actor=actor, verification_id=row.pk, data=data)
    row = Verification.objects.select_related("enterprise", "user").get(pk=row.pk)
    ticked = {agreement.pk for agreement in consents.consents_asked(verification=row)}
    consents.consents_give(actor=actor, verification_id=row.pk, agreement_ids=ticked)
    return actor, row


def do_identity(actor: Actor, row: Verification, **values: Any) -> None:
    """Both sides photographed and confirmed as read."""
    show_papers(row)
    for seed, kind in enumerate((PaperKind.ID_FRONT, PaperKind.ID_BACK)):
        papers.paper_read(actor=actor, verification_id=row.pk, kind=kind, picture=picture(seed))
    draft.verification_save_identity(actor=actor, verification_id=row.pk, data=identity(**values))


def do_licence(actor: Actor, row: Verification, **values: Any) -> None:
    """Photographed, confirmed, checked at the source."""
    papers.paper_read(actor=actor, verification_id=row.pk, kind=PaperKind.LICENCE, picture=picture(99))
    draft.verification_save_licence(actor=actor, verification_id=row.pk, data=licence(row, **values))
    sources.licence_check(actor=actor, verification_id=row.pk)


STILL = 36
"""Frames of rest before each action: longer than the longest wait for a prompt, shorter than the time for an answer."""


def film(
    actions: Iterable[FaceAction], *, base: FrameMeasure = NEUTRAL, still: int = STILL
) -> list[FrameMeasure]:
    """Frames of somebody who does what is asked, when it is asked, back to rest in between."""
    frames = [base] * 8
    for action in actions:
        frames += [base] * still + [done(action, base)] * 4
    return [*frames, *[base] * 5]


def done(action: FaceAction, base: FrameMeasure = NEUTRAL) -> FrameMeasure:
    """One frame in the middle of an action."""
    changes: dict[FaceAction, dict[str, float]] = {
        FaceAction.BLINK: {"eye_ratio": base.eye_ratio * 0.5},
        FaceAction.MOUTH: {"mouth_ratio": base.mouth_ratio + 0.4},
        FaceAction.TURN_LEFT: {"yaw": base.yaw + 22},
        FaceAction.TURN_RIGHT: {"yaw": base.yaw - 22},
    }
    return replace(base, **changes[action])


def send(
    actor: Actor,
    drawn: liveness.LivenessDraw,
    measures: Sequence[FrameMeasure],
    clock: FrozenClock,
    *,
    first: int = 0,
    at_ms: int = 0,
) -> liveness.LivenessProgress:
    """Send frames in batches, the clock going along; the progress after the last one."""
    progress = None
    for number, batch in enumerate(_batches(measures), start=first):
        clock.advance(milliseconds=FRAME_MS * len(batch))
        start = at_ms + (number - first) * BATCH * FRAME_MS
        frames = [(start + i * FRAME_MS, frame_bytes(number)) for i in range(len(batch))]
        fake_face().measures = list(batch)
        progress = liveness.liveness_frames(
            actor=actor, session_id=drawn.session_id, secret=drawn.secret, number=number, frames=frames
        )
    assert progress is not None
    return progress


def _batches(measures: Sequence[FrameMeasure]) -> list[Sequence[FrameMeasure]]:
    return [measures[i : i + BATCH] for i in range(0, len(measures), BATCH)]


def do_face(actor: Actor, row: Verification, clock: FrozenClock) -> liveness.LivenessVerdict:
    """Draw, do it all, ask for the verdict."""
    drawn = liveness.liveness_begin(actor=actor, verification_id=row.pk)
    send(actor, drawn, film(drawn.actions), clock)
    return liveness.liveness_finish(actor=actor, session_id=drawn.session_id, secret=drawn.secret)


def pass_by_face(who: EnterpriseMember, clock: FrozenClock) -> Verification:
    """The whole way of a 法定代表人 whom every source knows, up to the decision."""
    actor, row = open_attempt(who)
    do_identity(actor, row)
    assert do_face(actor, row, clock).is_passed
    do_licence(actor, row)
    wizard_services.utilities_done(actor=actor, verification_id=row.pk)
    return verification_submit(actor=actor, verification_id=row.pk)


def years_from(day: date, years: int) -> str:
    """The same day some years on, ISO."""
    return day.replace(year=day.year + years).isoformat()
