"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yuzhengdai.config.settings.demo")

_django = get_wsgi_application()

# Only now is Django there.
from django.conf import settings  # noqa: E402

from yuzhengdai.config.bodies import BoundedBodies  # noqa: E402
from yuzhengdai.config.warm_up import warm_up  # noqa: E402

application = BoundedBodies(_django, at_once=settings.BODIES_AT_ONCE)

warm_up()
