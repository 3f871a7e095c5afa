"""Errors that services raise. Each has a code for programs and a Chinese sentence for people.

The sentence says first what happened, then what to do; it never blames the reader and never holds sensitive
data.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar


class AppError(Exception):
    """Base of everything a site turns into an answer."""

    #: The HTTP status that sites and the API answer with.
    http_status: ClassVar[int] = 400

    def __init__(self, code: str, sentence: str, *, details: Mapping[str, object] | None = None) -> None:
        super().__init__(f"{code}: {sentence}")
        self.code = code
        self.sentence = sentence
        self.details: Mapping[str, object] = MappingProxyType(dict(details or {}))

    @property
    def first_sentence(self) -> str:
        """What to tell where one sentence has room: of fields the first one's."""
        return self.sentence


class Refused(AppError):
    """The state of things does not allow this act now (workflow). The sentence is the reason."""

    http_status = 409


class Forbidden(Refused):
    """This person, though an insider, may not do this. Outsiders get ``NotFound`` instead."""

    http_status = 403

    def __init__(
        self,
        code: str = "forbidden",
        sentence: str = "您的账号没有这项权限，请联系本单位管理员。",
        *,
        details: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(code, sentence, details=details)


class FieldErrors(AppError):
    """What was filled in cannot be taken; ``fields`` maps field name → sentence."""

    http_status = 422

    def __init__(
        self,
        fields: Mapping[str, str],
        *,
        code: str = "invalid_fields",
        sentence: str = "有内容需要修改，请看各项下方的说明。",
    ) -> None:
        super().__init__(code, sentence, details=dict(fields))
        self.fields: Mapping[str, str] = MappingProxyType(dict(fields))

    @property
    def first_sentence(self) -> str:
        return next(iter(self.fields.values()), self.sentence)


class NotFound(AppError):
    """It does not exist, or this actor must not learn that it does."""

    http_status = 404

    def __init__(
        self, code: str = "not_found", sentence: str = "没有找到您要的内容，可能已被删除或移动。"
    ) -> None:
        super().__init__(code, sentence)


class Conflict(AppError):
    """It was changed meanwhile by someone else; the stale write was not done."""

    http_status = 409

    def __init__(
        self,
        code: str = "stale",
        sentence: str = "内容已被他人更新，您的修改尚未保存。请查看最新内容后再提交。",
        *,
        details: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(code, sentence, details=details)


class RateLimited(AppError):
    """Too many tries; ``retry_after_s`` is in seconds."""

    http_status = 429

    def __init__(
        self, retry_after_s: int, *, code: str = "rate_limited", sentence: str | None = None
    ) -> None:
        self.retry_after_s = max(1, int(retry_after_s))
        wait = self.retry_after_s
        when = f"{wait} 秒" if wait < 60 else f"{-(-wait // 60)} 分钟"
        super().__init__(code, sentence or f"操作太频繁，请 {when}后再试。", details={"retry_after_s": wait})


class ExternalError(AppError):
    """An outside system failed. ``permanent``: the same call fails again; transient: worth another try."""

    http_status = 502

    def __init__(
        self,
        code: str = "external_unavailable",
        sentence: str = "外部系统暂时没有响应，您填写的内容已保留，请稍后重试。",
        *,
        permanent: bool = False,
        source: str = "",
        details: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(code, sentence, details=details)
        self.permanent = permanent
        self.source = source

    @property
    def transient(self) -> bool:
        """Whether another try later may succeed."""
        return not self.permanent
