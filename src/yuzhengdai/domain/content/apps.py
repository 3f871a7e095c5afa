from django.apps import AppConfig


class ContentConfig(AppConfig):
    """资讯与帮助"""

    name = "yuzhengdai.domain.content"
    label = "content"
    verbose_name = "资讯与帮助"
