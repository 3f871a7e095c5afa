"""What the first visitor of a fresh web process would otherwise wait for: modules of all views, compiled templates."""

from __future__ import annotations

import logging
import threading

from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.urls import get_resolver

_log = logging.getLogger(__name__)


def warm_up() -> threading.Thread:
    """Load the views now, the templates beside the first requests; the thread is given back for who wants to wait for it."""
    # Any look at the table of names loads every urls.py and with it the views.
    len(get_resolver().reverse_dict)
    thread = threading.Thread(target=compile_templates, name="warm-up", daemon=True)
    thread.start()
    return thread


def compile_templates() -> int:
    """Compile every template of the Jinja engine; returns how many. One that cannot be compiled says so when its page is asked for."""
    done = 0
    for engine in engines.all():
        if not isinstance(engine, Jinja2):
            continue
        # The app's first: on a phone every wait counts twice.
        names = sorted(
            engine.env.list_templates(), key=lambda name: not name.startswith(("app/", "layouts/app"))
        )
        for name in names:
            try:
                engine.env.get_template(name)
                done += 1
            except Exception:
                _log.exception("template %s", name)
    return done
