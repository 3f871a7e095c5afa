"""Django app configuration."""

from django.apps import AppConfig


class ProductsConfig(AppConfig):
    """金融产品"""

    name = "yuzhengdai.domain.products"
    label = "products"
    verbose_name = "金融产品"
