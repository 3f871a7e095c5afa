"""Why a platform's word is not taken: one code and one sentence each, the same for every kind."""

from __future__ import annotations

from yuzhengdai.foundation.core.errors import ExternalError, Refused
from yuzhengdai.foundation.integrations.identity_platform.base import PlatformRow


def denied(row: PlatformRow) -> Refused:
    """The person said no there, or the platform shut the account out."""
    return Refused(
        "platform.denied",
        f"{row.name}没有完成这次登录：您选择了不同意，或账号在那边被停用。可以改用手机号登录。",
    )


def used_up(row: PlatformRow) -> Refused:
    """A code or ticket that was used, is too old or never was one."""
    return Refused("platform.used_up", f"{row.name}给出的登录凭据已使用或已过期，请重新从这里登录。")


def forged(row: PlatformRow) -> Refused:
    """No good signature, or none by an algorithm that counts."""
    return Refused("platform.forged", f"{row.name}的登录结果未能通过签名校验，没有采用。请用手机号登录。")


def not_for_us(row: PlatformRow) -> Refused:
    """Made out to another site or for another platform's users."""
    return Refused("platform.audience", f"{row.name}的登录结果不是给本平台的，没有采用。请重新从这里登录。")


def wrong_issuer(row: PlatformRow) -> Refused:
    """Told by somebody else than whom the browser was sent to."""
    return Refused("platform.issuer", f"登录结果不是{row.name}给出的，没有采用。请重新从这里登录。")


def other_login(row: PlatformRow) -> Refused:
    """The answer belongs to another login than the one that was begun here."""
    return Refused("platform.nonce", f"{row.name}的登录结果属于另一次登录，没有采用。请重新从这里登录。")


def wrong_time(row: PlatformRow) -> Refused:
    """Too old, or from the future: one of the two clocks is wrong."""
    return Refused("platform.clock", f"{row.name}的登录结果时间不对，没有采用。请稍后重试，或用手机号登录。")


def incomplete(row: PlatformRow) -> Refused:
    """Signed well, but it does not say who it is."""
    return Refused(
        "platform.incomplete", f"{row.name}没有给出账号或统一社会信用代码，不能登录。请用手机号登录。"
    )


def licence_incomplete(row: PlatformRow) -> Refused:
    """Signed well, but no licence that could stand for a photographed one."""
    return Refused(
        "platform.licence_incomplete",
        f"{row.name}的答复缺少必要的登记信息，没有采用。请改为拍摄营业执照。",
    )


def person_incomplete(row: PlatformRow) -> Refused:
    """Neither a yes nor a no."""
    return Refused(
        "platform.person_incomplete", f"{row.name}没有给出核验结论，没有采用。请重试，或更换认证方式。"
    )


def down(row: PlatformRow, error: ExternalError) -> ExternalError:
    """The same failure in words for somebody who wants to log in."""
    sentence = f"{row.name}暂时没有响应，请稍后重试，或用手机号登录。"
    if error.permanent:
        sentence = f"{row.name}没有接受本平台的请求，请用手机号登录；我们会与对方核对。"
    return ExternalError(
        "platform.down", sentence, permanent=error.permanent, source=row.key, details=dict(error.details)
    )
