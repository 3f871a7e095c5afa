"""Django app configuration."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """文件"""

    name = "yuzhengdai.foundation.files"
    label = "files"
    verbose_name = "文件"
