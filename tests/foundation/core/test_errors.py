from __future__ import annotations

import pytest

from yuzhengdai.foundation.core import errors

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.AppError("x", "请稍后再试"), 400),
        (errors.Refused("x", "该申请已撤回"), 409),
        (errors.Forbidden(), 403),
        (errors.FieldErrors({"uscc": "请核对"}), 422),
        (errors.NotFound(), 404),
        (errors.Conflict(), 409),
        (errors.RateLimited(60), 429),
        (errors.ExternalError(), 502),
    ],
)
def test_every_error_has_code_sentence_status(error: errors.AppError, status: int) -> None:
    assert isinstance(error, errors.AppError)
    assert error.code
    assert error.sentence
    assert "！" not in error.sentence
    assert error.http_status == status


def test_external_error_says_permanent_or_transient() -> None:
    assert errors.ExternalError().transient
    assert not errors.ExternalError(permanent=True).transient


def test_rate_limited_tells_how_long() -> None:
    assert errors.RateLimited(45).sentence == "操作太频繁，请 45 秒后再试。"
    assert errors.RateLimited(61).sentence == "操作太频繁，请 2 分钟后再试。"


def test_field_errors_cannot_be_changed_afterwards() -> None:
    error = errors.FieldErrors({"phone": "请填写手机号"})
    with pytest.raises(TypeError):
        error.fields["phone"] = "x"  # type: ignore[index]
