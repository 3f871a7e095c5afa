"""Words of 企业信用报告."""

from django.db import models


class ReportState(models.TextChoices):
    """WAITING → READY → WIPED."""

    WAITING = "waiting", "查询中"
    READY = "ready", "已生成"
    WIPED = "wiped", "内容已到期删除"
