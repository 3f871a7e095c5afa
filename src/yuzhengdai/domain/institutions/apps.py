from django.apps import AppConfig


class InstitutionsConfig(AppConfig):
    """金融机构"""

    name = "yuzhengdai.domain.institutions"
    label = "institutions"
    verbose_name = "金融机构"
