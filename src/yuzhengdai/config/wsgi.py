"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yuzhengdai.config.settings.demo")

application = get_wsgi_application()

# Only now is Django there.
from yuzhengdai.config.warm_up import warm_up  # noqa: E402

warm_up()
