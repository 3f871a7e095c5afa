"""Walks the wizard of the phone through its pages, with the fakes of tests/fakes behind it."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from tests.fakes.face import NEUTRAL
from tests.fakes.ocr import paper
from yuzhengdai.domain.agreements.selectors import agreement_current
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.foundation.core.clock import frozen, now, today
from yuzhengdai.foundation.core.codes import make_id_number
from yuzhengdai.foundation.integrations.face.base import FrameMeasure
from yuzhengdai.foundation.integrations.face.registry import get_face
from yuzhengdai.foundation.integrations.ocr.base import PaperKind
from yuzhengdai.foundation.integrations.ocr.registry import get_ocr

NAME = "李示例"
NUMBER = make_id_number(seed=7)
AJAX = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}
EYES_SHUT = {"eye_ratio": NEUTRAL.eye_ratio * 0.5}
MOVES: dict[str, dict[str, float]] = {
    "眨眼": EYES_SHUT,
    "张嘴": {"mouth_ratio": NEUTRAL.mouth_ratio + 0.4},
    "向左转头": {"yaw": 22.0},
    "向右转头": {"yaw": -22.0},
}


def picture(
    name: str = "a.jpg", colour: str | tuple[int, int, int] = "white", fmt: str = "JPEG"
) -> SimpleUploadedFile:
    """A photograph that passes the checks of uploads."""
    buffer = io.BytesIO()
    Image.new("RGB", (160, 100), colour).save(buffer, fmt)
    return SimpleUploadedFile(name, buffer.getvalue(), "image/jpeg")


def frame_of(at_ms: int) -> SimpleUploadedFile:
    """A frame of the film; the fake engine does not look at it."""
    return picture("f.jpg", (at_ms % 250, 100, 100))


def url(step: str = "") -> str:
    """The page of a step."""
    return reverse(f"app:verification-{step}" if step else "app:verification")


class _Values(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._select = ""
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        name = values.get("name", "")
        if tag == "select":
            self._select = name
        elif tag == "option" and "selected" in values and self._select:
            self.found[self._select] = values["value"]
        elif tag == "input" and name and values.get("type") not in {"radio", "checkbox", "file"}:
            self.found.setdefault(name, values.get("value", ""))
        elif tag == "textarea":
            self._area = name

    def handle_data(self, data: str) -> None:
        if self._area:
            self.found[self._area] = self.found.get(self._area, "") + data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""


def form_values(html: str) -> dict[str, str]:
    """Names and values of the inputs and selects of a page."""
    parser = _Values()
    parser.feed(html)
    return parser.found


def moves(label: str) -> list[FrameMeasure]:
    """What the engine measures of one action done well: out of rest, into it, back."""
    moved = replace(NEUTRAL, **MOVES[label])
    return [NEUTRAL, NEUTRAL, moved, moved, moved, NEUTRAL, NEUTRAL]


class Walk:
    """One person, one enterprise, one phone."""

    def __init__(self, client: Client, member: EnterpriseMember) -> None:
        self.client, self.member = client, member
        self.enterprise = member.enterprise
        self.card()
        self.paper_licence()

    @property
    def row(self) -> Verification:
        """The newest attempt."""
        return Verification.objects.filter(enterprise=self.enterprise).latest("created_at")

    def card(self, **fields: str) -> None:
        """What the reader finds on the ID card."""
        front = {"person_name": NAME, "id_number": NUMBER, "id_address": "郑州市中原区示例路 8 号"}
        unsure = tuple(fields.pop("unsure", "").split())
        valid_from = today().replace(month=1, day=1)
        back = {
            "issuing_authority": "郑州市公安局中原分局",
            "valid_from": valid_from.isoformat(),
            "valid_until": valid_from.replace(year=valid_from.year + 10).isoformat(),
        }
        papers = get_ocr().papers
        papers[PaperKind.ID_FRONT] = paper(
            PaperKind.ID_FRONT, unsure=unsure, **{k: fields.get(k, v) for k, v in front.items()}
        )
        papers[PaperKind.ID_BACK] = paper(
            PaperKind.ID_BACK, unsure=unsure, **{k: fields.get(k, v) for k, v in back.items()}
        )

    def paper_licence(self, **fields: str) -> None:
        """What the reader finds on the licence."""
        read = {
            "uscc": self.enterprise.uscc,
            "name": self.enterprise.name,
            "entity_type_text": "有限责任公司",
            "legal_representative_name": NAME,
            "established_on": "2016-08-17",
            "registered_address": "郑州市中原区示例路 88 号",
            **fields,
        }
        get_ocr().papers[PaperKind.LICENCE] = paper(PaperKind.LICENCE, **read)

    def post(self, step: str, data: dict[str, Any] | None = None, **extra: Any) -> Any:
        """Send a step's form as its page shows it."""
        return self.client.post(url(step), {**(data or {})}, **extra)

    def text(self, step: str = "") -> str:
        """The page, whatever it leads to."""
        return str(self.client.get(url(step), follow=True).content.decode())

    def role(self, role: str = "legal_representative", **more: Any) -> Any:
        """Step 1."""
        return self.post("role", {"role": role, **more})

    def agent(self) -> Any:
        """Step 1 as an 经办人."""
        ends_on = (today() + timedelta(days=90)).isoformat()
        return self.role("agent", agent_scopes=["submit_application"], agent_ends_on=ends_on)

    def consent(self, *kinds: str) -> Any:
        """Tick the texts."""
        kinds = kinds or ("identity_data", "face_data")
        return self.post("consent", {"agree": [str(agreement_current(kind=kind).pk) for kind in kinds]})

    def way(self, way: str) -> Any:
        """Another way than the face."""
        return self.post("way", {"way": way})

    def photograph(self, step: str, **extra: Any) -> Any:
        """Upload one paper."""
        return self.post(step, {"picture": picture()}, **extra)

    def confirm(self, step: str = "id-confirm", **changed: str) -> Any:
        """Confirm what the page shows, with changes."""
        return self.post(step, {**self.shown(step), **changed})

    def shown(self, step: str) -> dict[str, str]:
        """The values that the page's form would send."""
        page = self.client.get(url(step))
        assert page.status_code == 200, page.get("Location")
        return form_values(page.content.decode())

    def identity(self) -> Any:
        """Both sides and the confirmation."""
        self.photograph("id-front")
        self.photograph("id-back")
        return self.confirm()

    def begin_face(self) -> dict[str, Any]:
        """Have actions drawn."""
        answer = self.client.post(url("face-begin"), **AJAX)
        assert answer.status_code == 200, answer.content
        return dict(answer.json())

    def frames(self, drawn: dict[str, Any], number: int, times: list[int]) -> Any:
        """Send one batch."""
        body = {
            "session": drawn["session"],
            "secret": drawn["secret"],
            "number": str(number),
            "times": ",".join(map(str, times)),
            "frame": [frame_of(t) for t in times],
        }
        return self.client.post(url("face-frames"), body, **AJAX)

    def face(self, play: list[FrameMeasure] | None = None) -> Any:
        """The whole liveness check: still until something is asked for, then that; ``play`` instead of it."""
        drawn = self.begin_face()
        queue = list(play or [])
        get_face().measures = []
        with frozen(now()) as clock:
            told = 0
            for number in range(160):
                batch, queue = queue[:4], queue[4:]
                if play is not None and not batch:
                    break
                batch += [NEUTRAL] * (4 - len(batch) if play is None else 0)
                get_face().measures = list(batch)
                clock.advance(milliseconds=140 * len(batch))
                answer = self.frames(drawn, number, [560 * number + 140 * i for i in range(len(batch))])
                assert answer.status_code == 200, answer.content
                said = answer.json()
                if said["is_complete"]:
                    break
                if play is None and len(said["told"]) > told:
                    told = len(said["told"])
                    queue = moves(said["told"][-1]["label"])
            body = {"session": drawn["session"], "secret": drawn["secret"]}
            return self.client.post(url("face-finish"), body, **AJAX)

    def licence(self) -> Any:
        """The licence and its confirmation."""
        self.photograph("licence")
        return self.confirm("licence-confirm")

    def to_face(self) -> None:
        """Up to the face."""
        self.role()
        self.consent()
        self.identity()

    def skip(self) -> Any:
        """「跳过」 the utilities, which hands in."""
        return self.post("utilities", {"action": "skip"})
