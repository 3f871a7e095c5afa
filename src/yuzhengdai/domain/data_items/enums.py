"""Words of the items that government sources answer."""

from __future__ import annotations

from enum import StrEnum

from django.db import models


class Category(models.TextChoices):
    """What an item is about; sections of 企业信用报告 follow it."""

    REGISTRATION = "registration", "登记注册"
    TAX = "tax", "纳税"
    SOCIAL_INSURANCE = "social_insurance", "社会保险"
    ELECTRICITY = "electricity", "用电"
    ADMINISTRATION = "administration", "行政管理"
    JUDICIAL = "judicial", "司法"
    ASSETS = "assets", "资产"
    INTELLECTUAL_PROPERTY = "intellectual_property", "知识产权"
    HONOURS = "honours", "资质荣誉"
    HOUSING_FUND = "housing_fund", "住房公积金"
    UTILITIES = "utilities", "水气"


class GivenBy(models.TextChoices):
    """Who must grant an item for the enterprise: this person or one who stands above."""

    AGENT = "agent", "勾选「数据授权」的经办人"
    ADMIN = "admin", "管理员"
    LEGAL_REPRESENTATIVE = "legal_representative", "法定代表人"


class Outcome(StrEnum):
    """What became of one question. The three that are not FOUND are never shown one for another."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    NOT_CONNECTED = "not_connected"
    SILENT = "silent"

    @property
    def words(self) -> str:
        """What a page says in the place of the facts; FOUND says 「有结果」."""
        return {
            "found": "有结果",
            "not_found": "未查询到",
            "not_connected": "未接入",
            "silent": "来源未答复",
        }[self.value]
