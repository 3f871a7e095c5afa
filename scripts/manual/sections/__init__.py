"""The table, in the order and numbering of the original manual; what it did not have follows."""

from __future__ import annotations

from scripts.manual.sections import (
    applying,
    bank,
    data,
    demands,
    logging_in,
    platform,
    portal,
    profile,
    registering,
)
from scripts.manual.steps import Part

ENTERPRISE = (
    *profile.SECTIONS,
    *demands.SECTIONS,
    *portal.SECTIONS,
    *applying.SECTIONS,
    *data.SECTIONS,
)
PARTS = (
    Part("1", "登录/注册", (registering.SECTION, logging_in.LOGIN, logging_in.PLATFORM_LOGIN)),
    Part("2", "企业服务管理", ENTERPRISE),
    Part("3", "金融机构", bank.SECTIONS),
    Part("4", "平台运营", platform.SECTIONS),
)
