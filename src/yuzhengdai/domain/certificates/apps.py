"""Certificates."""

from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    """X.509 certificates of enterprises' phones and the platform's CA."""

    name = "yuzhengdai.domain.certificates"
    label = "certificates"
