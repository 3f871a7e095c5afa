from django.apps import AppConfig


class SigningConfig(AppConfig):
    """Keys with which the platform signs what it hands out."""

    name = "yuzhengdai.domain.signing"
    label = "signing"
    verbose_name = "签名密钥"
