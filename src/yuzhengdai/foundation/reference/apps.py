from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    """参照数据"""

    name = "yuzhengdai.foundation.reference"
    label = "reference"
    verbose_name = "参照数据"
