"""The form of 「意见反馈」, used by the portal and the console; pictures are checked before anything is stored."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import HttpRequest

from yuzhengdai.domain.feedback.models import Feedback, FeedbackKind
from yuzhengdai.domain.feedback.services import MAX_PICTURES, feedback_create, pictures_require
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.errors import FieldErrors
from yuzhengdai.foundation.core.ids import new_id
from yuzhengdai.foundation.files.checks import VISITOR_MAX_PIXELS, CheckedFile, file_check
from yuzhengdai.foundation.files.enums import IMAGES
from yuzhengdai.sites.web.fields import LineField, ProseField, QuietField
from yuzhengdai.sites.web.forms import SiteForm
from yuzhengdai.sites.web.uploads import raise_refused_uploads

MAX_PICTURE_BYTES = 5 * 1024 * 1024


class FeedbackForm(SiteForm):
    """Type, text, contact; pictures come as files of the request."""

    use_required_attribute = False
    submission = QuietField(limit=64)
    reason = QuietField(limit=60)
    page = QuietField(limit=200)
    kind = forms.ChoiceField(label="反馈类型", choices=FeedbackKind.choices, widget=forms.RadioSelect)
    text = ProseField(
        label="问题描述",
        limit=2000,
        least=5,
        help_text="写下遇到的情况、希望怎样解决。请不要填写身份证号、银行卡号",
    )
    contact = LineField(label="联系方式", limit=60, help_text="手机号或邮箱，用来通知您处理结果和查询进度")
    pictures = forms.FileField(
        label="图片",
        required=False,
        help_text=f"最多 {MAX_PICTURES} 张，每张不超过 5 MB，JPG 或 PNG",
        widget=forms.ClearableFileInput(attrs={"accept": ".jpg,.jpeg,.png"}),
    )

    def __init__(
        self, *args: Any, is_signed_in: bool = False, is_frozen: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not is_frozen:
            # 「说明情况」 is how a frozen enterprise explains itself; nobody else has to.
            self._without(FeedbackKind.EXPLANATION)
        if not is_signed_in:
            # Whose data it is can be told only of somebody who is logged in.
            self._without(FeedbackKind.CORRECTION)
        self.fields["submission"].initial = str(new_id())
        if is_signed_in:
            # Whoever is logged in is told in 「消息中心」.
            self.fields["contact"].required = False

    def _without(self, kind: FeedbackKind) -> None:
        field = cast(forms.ChoiceField, self.fields["kind"])
        field.choices = [one for one in cast(list[tuple[str, str]], field.choices) if one[0] != kind]

    def clean_pictures(self) -> None:
        """Pictures are looked at as a list, see ``pictures_of``."""
        return


def feedback_take(request: HttpRequest, form: FeedbackForm, *, actor: Actor) -> Feedback | None:
    """Store a valid form; None with the errors added to it when a picture cannot be taken."""
    try:
        pictures_require(actor=actor, count=len(_pictures_sent(request)))
        pictures = pictures_of(request, is_visitor=actor.user_id is None)
    except FieldErrors as error:
        form.add_error("pictures", error.first_sentence)
        return None
    given = form.cleaned_data
    return feedback_create(
        actor=actor,
        kind=given["kind"],
        text=given["text"],
        contact=given["contact"],
        reason_code=given["reason"],
        page=given["page"],
        pictures=pictures,
        submission=given["submission"],
    )


def _pictures_sent(request: HttpRequest) -> list[Any]:
    return [one for one in request.FILES.getlist("pictures") if one]


def pictures_of(request: HttpRequest, *, is_visitor: bool = False) -> list[CheckedFile]:
    """The request's pictures, checked and encoded anew. Raises FieldErrors. A visitor's may have far fewer pixels."""
    raise_refused_uploads(request)
    files = _pictures_sent(request)
    if len(files) > MAX_PICTURES:
        raise FieldErrors({"pictures": f"最多上传 {MAX_PICTURES} 张图片，请减少后再提交"})
    return [
        file_check(
            content=one.read(),
            name=str(one.name or ""),
            kinds=IMAGES,
            max_bytes=MAX_PICTURE_BYTES,
            max_pixels=VISITOR_MAX_PIXELS if is_visitor else None,
        )
        for one in files
    ]
