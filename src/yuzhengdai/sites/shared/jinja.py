"""The Jinja2 environment of all sites."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment


def environment(**options: Any) -> Environment:
    """Return the environment that Django's Jinja2 backend asks for."""
    env = Environment(**options)  # noqa: S701 - Django's backend sets autoescape
    env.globals.update(static=static, url=reverse)
    return env
