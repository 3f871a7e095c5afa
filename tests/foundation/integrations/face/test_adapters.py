"""The two face providers behind one Protocol: embedded (compares in this process) and a vendor over signed HTTP."""

import base64
import math
from collections.abc import Iterator
from typing import Any

import pytest

from tests.foundation.integrations.partner import SECRET, Partner, serve
from yuzhengdai.foundation.core.errors import ExternalError
from yuzhengdai.foundation.integrations.face.base import Assurance, FaceProvider
from yuzhengdai.foundation.integrations.face.embedded import EmbeddedFace
from yuzhengdai.foundation.integrations.face.http import HttpFace
from yuzhengdai.foundation.integrations.face.registry import get_face

pytestmark = pytest.mark.once
MEASURE: dict[str, Any] = {
    "faces": 1, "centre_x": 0.5, "centre_y": 0.4, "width": 0.3, "eye_ratio": 0.3, "mouth_ratio": 0.02, "yaw": -3, "pitch": 1.5,
    "brightness": 0.6, "sharpness": 0.7, "flatness": 1, "embedding": [0.25, -0.5], "points": [0.1, 0.2],
}  # fmt: skip


@pytest.fixture
def vendor() -> Iterator[Partner]:
    with serve() as partner:
        yield partner


@pytest.fixture
def face(vendor: Partner, settings: Any) -> FaceProvider:
    settings.ADAPTERS = {**settings.ADAPTERS, "face": ["http"]}
    settings.ADAPTER_PATHS = {}
    settings.OUTSIDE_SERVICES = {
        **settings.OUTSIDE_SERVICES,
        "face": {"url": vendor.url, "key_id": "tests", "secret": SECRET, "assurance": "certified"},
    }
    return get_face()


def test_a_vendor_measures_and_its_worth_is_what_the_settings_say(
    face: FaceProvider, vendor: Partner
) -> None:
    vendor.answer(body={"measures": [MEASURE, {"faces": 0}], "model_versions": "vendor 3"})
    one, none = face.measure(frames=[b"first", b"second"], with_embedding=True)
    assert (one.yaw, one.embedding, one.points) == (-3.0, (0.25, -0.5), (0.1, 0.2))
    assert none.faces == 0
    assert isinstance(face, HttpFace)
    assert (face.assurance, face.model_versions) == (Assurance.CERTIFIED, "vendor 3")
    asked = vendor.asked[0].json()
    assert vendor.asked[0].path == "/v1/face/measure"
    assert [base64.b64decode(frame) for frame in asked["frames"]] == [b"first", b"second"]
    assert asked["with_embedding"] is True


def test_more_frames_than_a_call_takes_are_asked_in_parts(face: FaceProvider, vendor: Partner) -> None:
    vendor.respond = lambda asked: _json(
        {"measures": [MEASURE] * len(asked.json()["frames"]), "model_versions": "3"}
    )
    assert len(face.measure(frames=[b"x"] * 20, with_embedding=False)) == 20
    assert [len(asked.json()["frames"]) for asked in vendor.asked] == [16, 4]


@pytest.mark.parametrize(
    "body",
    [
        {"measures": [], "model_versions": "3"},
        {"measures": [MEASURE]},
        {"measures": [{**MEASURE, "yaw": "3"}], "model_versions": "3"},
        {"measures": [{**MEASURE, "faces": True}], "model_versions": "3"},
        {"measures": [{**MEASURE, "embedding": [0.1, None]}], "model_versions": "3"},
        {"measures": [{name: MEASURE[name] for name in MEASURE if name != "width"}], "model_versions": "3"},
        {"measures": "many", "model_versions": "3"},
        b'{"measures": [{"faces": 1, "yaw": NaN}], "model_versions": "3"}',
    ],
)
def test_an_answer_that_breaks_the_contract_is_no_answer(
    face: FaceProvider, vendor: Partner, body: Any
) -> None:
    vendor.answer(body=body)
    with pytest.raises(ExternalError) as caught:
        face.measure(frames=[b"x"], with_embedding=False)
    assert caught.value.transient


def test_two_faces_are_compared_by_the_vendor_once(face: FaceProvider, vendor: Partner) -> None:
    vendor.answer(body={"distance": 0.2, "match_at_most": 0.3, "review_at_most": 0.4, "model_versions": "3"})
    for _ in range(3):
        assert face.compare(one=(0.1, 0.2), other=(0.3, 0.4)).verdict == "match"
    face.compare(one=(0.1, 0.2), other=(0.3, 0.5))
    assert len(vendor.asked) == 2


@pytest.mark.parametrize(
    "bounds", [{"distance": None}, {"distance": True}, {"match_at_most": 0.5}, {"review_at_most": "0.4"}]
)
def test_a_comparison_without_sound_bounds_is_none(
    face: FaceProvider, vendor: Partner, bounds: dict[str, Any]
) -> None:
    vendor.answer(
        body={"distance": 0.2, "match_at_most": 0.3, "review_at_most": 0.4, "model_versions": "3", **bounds}
    )
    with pytest.raises(ExternalError):
        face.compare(one=(0.1,), other=(0.3,))


def test_a_portrait_with_more_than_one_face_has_no_embedding(face: FaceProvider, vendor: Partner) -> None:
    vendor.answer(body={"faces": 2, "embedding": [0.1], "width_px": 90, "model_versions": "3"})
    assert face.portrait(picture=b"card").embedding == ()
    vendor.answer(body={"faces": 1, "embedding": [0.1], "width_px": 90, "model_versions": "3"})
    assert face.portrait(picture=b"card").embedding == (0.1,)


def test_errors_of_a_vendor_are_never_a_match(face: FaceProvider, vendor: Partner) -> None:
    for fault in ("closed", "short"):
        vendor.fault = fault
        with pytest.raises(ExternalError):
            face.compare(one=(0.1,), other=(0.3,))
    vendor.fault = ""
    vendor.answer(status=500, body={})
    with pytest.raises(ExternalError):
        face.compare(one=(0.1,), other=(0.3,))


def test_the_embedded_comparison_has_three_verdicts(tmp_path: Any) -> None:
    face = EmbeddedFace(tmp_path)
    origin = (0.0,) * 128

    def at(distance: float) -> tuple[float, ...]:
        return (distance, *origin[1:])

    verdicts = [face.compare(one=origin, other=at(distance)).verdict for distance in (0.95, 0.96, 1.05, 1.06)]
    assert verdicts == ["match", "review", "review", "different"]


@pytest.mark.parametrize("missing", [(), (0.0,) * 64])
def test_faces_that_cannot_be_compared_are_different(tmp_path: Any, missing: tuple[float, ...]) -> None:
    face = EmbeddedFace(tmp_path)
    for one, other in ((missing, (0.0,) * 128), ((0.0,) * 128, missing), (missing, missing)):
        likeness = face.compare(one=one, other=other)
        assert likeness.verdict == "different"
        assert math.isfinite(likeness.distance)


def test_the_embedded_provider_without_its_engine_is_unavailable(tmp_path: Any) -> None:
    with pytest.raises(ExternalError) as caught:
        EmbeddedFace(tmp_path).measure(frames=[b"x"], with_embedding=False)
    assert (caught.value.code, caught.value.transient) == ("face_unavailable", True)


def _json(body: Any) -> tuple[int, str, bytes]:
    partner = Partner()
    partner.answer(body=body)
    return partner.respond(None)  # type: ignore[arg-type]
