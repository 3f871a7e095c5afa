"""A fresh web process: the first visitor finds views and templates loaded."""

from __future__ import annotations

import importlib
import sys
from threading import Thread

import pytest
from django.template import engines

from yuzhengdai.config import warm_up as module
from yuzhengdai.config.warm_up import compile_templates, warm_up


def test_every_template_compiles_and_stays_compiled() -> None:
    environment = engines["jinja2"].env
    environment.cache.clear()
    names = environment.list_templates()
    assert compile_templates() == len(names)
    assert len(environment.cache) == len(names), "the engine's cache has room for all"


def test_the_application_warms_up_as_it_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = engines["jinja2"].env
    environment.cache.clear()
    threads: list[Thread] = []
    monkeypatch.setattr(module, "warm_up", lambda: threads.append(warm_up()))
    sys.modules.pop("yuzhengdai.config.wsgi", None)
    importlib.import_module("yuzhengdai.config.wsgi")
    threads[0].join(60)
    assert len(environment.cache) > 100
