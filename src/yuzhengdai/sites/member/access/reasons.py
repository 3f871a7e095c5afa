"""Why registering did not work, by code: what the dialog 「注册失败」 says and the feedback form starts with (R3)."""

from __future__ import annotations

REASONS = {
    "code.refused": "短信验证码不正确或已失效。",
    "access.already_registered": "这个手机号已经注册过这家企业。",
    "access.disabled": "这个手机号的账号已停用。",
    "access.verified_exists": "这家企业已经完成认证，不能重复注册。",
    "rate_limited": "登记的未认证企业较多。",
    "enterprises.too_many_requests": "多次申请加入这家企业，没有结果。",
    "agreements.missing": "协议暂时无法显示。",
    "other": "无法完成注册。",
}


def reason_sentence(code: str) -> str:
    """The sentence of a code; empty for one that we never gave."""
    return REASONS.get(code, "")
