"""人脸核验 (R7): the page, and what its island and the server say to each other. Frames are measured at once and never kept."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.datastructures import MultiValueDictKeyError

from yuzhengdai.domain.verification.enums import WizardStep
from yuzhengdai.domain.verification.liveness_tries import (
    liveness_pause_until,
    liveness_spent_sentence,
    liveness_tries,
)
from yuzhengdai.domain.verification.services.liveness import (
    liveness_begin,
    liveness_finish,
    liveness_frames,
    liveness_stop,
)
from yuzhengdai.foundation.core.clock import now, today
from yuzhengdai.foundation.core.errors import AppError, ExternalError, FieldErrors
from yuzhengdai.foundation.integrations.face.base import Assurance, FaceAction
from yuzhengdai.foundation.integrations.face.registry import get_face
from yuzhengdai.sites.app.verification.base import StepView, refusal, step_url
from yuzhengdai.sites.app.verification.result import hand_in
from yuzhengdai.sites.web.typed_form import TypedForm

MOST_FRAMES = 8
MOST_FRAME_BYTES = 400_000

ACTIONS = {
    FaceAction.BLINK: ("眨眼", "请闭上眼睛一秒，再睁开"),
    FaceAction.MOUTH: ("张嘴", "请张开嘴，再合上"),
    FaceAction.TURN_LEFT: ("向左转头", "请慢慢向左转头，再转回来"),
    FaceAction.TURN_RIGHT: ("向右转头", "请慢慢向右转头，再转回来"),
}
"""What each drawn action is called, and what to do."""
WAIT = "请正对手机保持不动，等提示"
"""Until a prompt is due."""
IN_PLACE = "位置正好"
_ASKED = frozenset(action.value for action in FaceAction)


class FaceView(StepView):
    """The ring, the reasons of the last failure, tries left, the other ways."""

    step = WizardStep.FACE

    def show(self, form: TypedForm | None = None, status: int = 200, **context: Any) -> HttpResponse:
        """The page; the island does the rest."""
        standing = liveness_tries(verification=self.row)
        frame = {
            "standing": standing,
            "is_done": self.step in self.state.done,
            "is_assist": get_face().assurance != Assurance.CERTIFIED,
            "onward": step_url(self.state.place),
            "pause_until": liveness_pause_until(verification=self.row),
            "spent": liveness_spent_sentence(verification=self.row),
            "today": today(),
        }
        return self.step_page("人脸核验", form, status, **frame)

    def save(self, **kwargs: Any) -> HttpResponse:
        """「下一步」 after a pass; before it there is nothing to send."""
        return self.go_on()


class FaceTalkView(StepView):
    """What the island posts; answers JSON always. A busy or broken engine is never a pass: 503, try again."""

    step = WizardStep.FACE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Do it, or say why not and where to go."""
        away = self.elsewhere() or self.away()
        if away:
            body = {"error": "这一步已在别处完成或已过期", "go": away}
            return JsonResponse(body, status=HTTPStatus.CONFLICT)
        try:
            return JsonResponse(self.talk())
        except ExternalError as error:
            response = JsonResponse({"error": error.sentence}, status=HTTPStatus.SERVICE_UNAVAILABLE)
            response["Retry-After"] = "2"
            return response
        except AppError as error:
            return refusal(error, step_url(self.step) if error.http_status != HTTPStatus.NOT_FOUND else "")

    def talk(self) -> dict[str, Any]:
        """The answer. Raises AppError."""
        raise NotImplementedError

    def away(self) -> str:
        """Where to go instead although the step is open; "" for nowhere."""
        return ""

    def _session(self) -> tuple[UUID, str]:
        try:
            return UUID(self.request.POST["session"]), self.request.POST["secret"][:200]
        except (MultiValueDictKeyError, ValueError):
            raise FieldErrors({"session": "请重新开始人脸核验"}) from None


class FaceBeginView(FaceTalkView):
    """Draws the actions, told one by one as they fall due; where another phone has passed meanwhile there is nothing to do."""

    def away(self) -> str:
        """Onward after a pass."""
        return step_url(self.state.place) if self.step in self.state.done else ""

    def talk(self) -> dict[str, Any]:
        """How many actions, what to do until the first is asked for, and the seconds there are."""
        drawn = liveness_begin(actor=self.request.actor, verification_id=self.row.pk)
        return {
            "session": str(drawn.session_id),
            "secret": drawn.secret,
            "seconds": max(1, int((drawn.expires_at - now()).total_seconds())),
            "count": len(drawn.actions),
            "wait": WAIT,
            "attempt": drawn.attempt,
        }


class FaceFramesView(FaceTalkView):
    """Takes one numbered batch; the same batch a second time changes nothing."""

    def talk(self) -> dict[str, Any]:
        """How far it is."""
        session_id, secret = self._session()
        progress = liveness_frames(
            actor=self.request.actor,
            session_id=session_id,
            secret=secret,
            number=self._number(),
            frames=self._frames(),
        )
        told = [ACTIONS[action] for action in progress.told]
        return {
            "told": [{"label": label, "cue": cue} for label, cue in told],
            "actions_done": progress.actions_done,
            # The action itself stands above, in large letters.
            "sentence": IN_PLACE if progress.hint in _ASKED else progress.sentence,
            "is_position_good": progress.is_position_good,
            "is_complete": progress.is_complete,
        }

    def _number(self) -> int:
        raw = self.request.POST.get("number", "")
        if not (raw.isascii() and raw.isdigit() and len(raw) < 5):
            raise FieldErrors({"number": "画面没有传完整，请重新开始"})
        return int(raw)

    def _frames(self) -> list[tuple[int, bytes]]:
        times = self.request.POST.get("times", "").split(",")
        files = self.request.FILES.getlist("frame")
        is_plain = all(time.isascii() and time.isdigit() and len(time) < 8 for time in times)
        if not is_plain or not files or len(files) != len(times) or len(files) > MOST_FRAMES:
            raise FieldErrors({"frame": "画面没有传完整，请重新开始"})
        frames = [
            (int(time), file.read(MOST_FRAME_BYTES + 1)) for time, file in zip(times, files, strict=True)
        ]
        if any(len(data) > MOST_FRAME_BYTES or not data.startswith(b"\xff\xd8\xff") for _, data in frames):
            raise FieldErrors({"frame": "画面的格式不对，请换一个浏览器，或改用其他方式"})
        return frames


class FaceStopView(FaceTalkView):
    """The page went to the background, or frames stopped coming: what became of the sequence, in words."""

    def talk(self) -> dict[str, Any]:
        session_id, secret = self._session()
        verdict = liveness_stop(actor=self.request.actor, session_id=session_id, secret=secret)
        return {"sentence": verdict.sentence}


class FaceFinishView(FaceTalkView):
    """The verdict; its words stand on the page it leads to."""

    def talk(self) -> dict[str, Any]:
        """Passed or not, and the page."""
        session_id, secret = self._session()
        verdict = liveness_finish(actor=self.request.actor, session_id=session_id, secret=secret)
        go = self._after_pass() if verdict.is_passed else step_url(self.step)
        return {"is_passed": verdict.is_passed, "sentence": verdict.sentence, "go": go}

    def _after_pass(self) -> str:
        """A renewal has nothing more to fill in: it is handed in at once."""
        if self.row.renews_id is None:
            return self.onward()
        hand_in(self)
        return step_url(WizardStep.RESULT)
