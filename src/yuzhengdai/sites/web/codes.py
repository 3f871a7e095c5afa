"""「获取验证码」 of any site: as JSON for the script's countdown, as words for the page without scripts."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, JsonResponse

from yuzhengdai.domain.accounts.services import ProofRequired, code_request, code_resend_wait_s
from yuzhengdai.domain.accounts.services.codes import RESEND_AFTER
from yuzhengdai.foundation.core.errors import RateLimited
from yuzhengdai.foundation.core.masking import mask_phone
from yuzhengdai.sites.web.actors import client_address
from yuzhengdai.sites.web.browser import browser_mark, remember_browser


@dataclass(frozen=True, slots=True)
class CodeAnswer:
    """What became of a request for a code. ``proof`` goes into the form's hidden field of that name; ``field`` names the
    field whose value is at fault.
    """

    status: int
    message: str = ""
    error: str = ""
    wait_s: int = 0
    proof: str = ""
    field: str = ""
    challenge: dict[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def is_sent(self) -> bool:
        """Whether an SMS is on its way."""
        return self.status == 200


def code_send(request: HttpRequest, *, purpose: str, phone: str) -> CodeAnswer:
    """Ask for a code for ``phone`` (E.164) with the proof in the request's POST data."""

    def ask(proof: str) -> object:
        return code_request(
            purpose=purpose,
            phone=phone,
            browser=browser_mark(request),
            address=client_address(request),
            proof=proof,
        )

    return code_answer(request, phone=phone, ask=ask)


def code_answer(request: HttpRequest, *, phone: str, ask: Callable[[str], object]) -> CodeAnswer:
    """What became of ``ask``, which takes the proof and requests a code for ``phone``; what else it raises goes through."""
    try:
        ask(request.POST.get("proof", ""))
    except ProofRequired as needed:
        return CodeAnswer(
            429,
            error=needed.sentence,
            wait_s=needed.retry_after_s,
            proof=needed.ticket,
            challenge=needed.challenge,
        )
    except RateLimited as limited:
        return CodeAnswer(429, error=limited.sentence, wait_s=limited.retry_after_s)
    return CodeAnswer(
        200,
        message=f"已发送至 {mask_phone(phone)}，5 分钟内有效",
        wait_s=int(RESEND_AFTER.total_seconds()),
    )


def code_wait_s(request: HttpRequest, *, purpose: str, phone: str) -> int:
    """Seconds until this browser may ask again; for drawing the form after an error."""
    return code_resend_wait_s(purpose=purpose, phone=phone, browser=browser_mark(request)) if phone else 0


def code_json(request: HttpRequest, answer: CodeAnswer) -> JsonResponse:
    """The answer for scripts: {message | error, field?, wait_s, proof?, challenge?}."""
    data: dict[str, Any] = {"wait_s": answer.wait_s}
    if answer.is_sent:
        data["message"] = answer.message
    else:
        data["error"] = answer.error
    if answer.field:
        data["field"] = answer.field
    if answer.challenge:
        data |= {"challenge": answer.challenge, "proof": answer.proof}
    response = JsonResponse(data, status=answer.status)
    if answer.status == 429:
        response["Retry-After"] = str(answer.wait_s)
    response["Cache-Control"] = "no-store"
    remember_browser(request, response)
    return response


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks."""
    return request.headers.get("Accept", "").startswith("application/json")
