"""Loading the demo province: one transaction, all or nothing."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from demo.outside import province_export, province_file
from demo.province.applications import load_applications
from demo.province.consents import load_agreements, load_consents
from demo.province.content import load_articles
from demo.province.counter import load_counter_rights, load_counter_sessions
from demo.province.credit_reports import load_credit_reports, load_signing_keys
from demo.province.demands import load_demands
from demo.province.documents import load_documents
from demo.province.enterprises import load_enterprises
from demo.province.files import Cabinet
from demo.province.institutions import load_approvers, load_institutions
from demo.province.products import load_products
from demo.province.staff import load_staff
from demo.province.verifications import load_verifications
from demo.province.voices import load_feedback
from demo.seed import SEED, LoadDay
from demo.usb_key.register import load_trusted_cas
from yuzhengdai.config.startup import DEMO_MARK
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.institutions.models import Institution
from yuzhengdai.foundation.core.models import SiteMark


class ForeignData(Exception):
    """The database holds data that the demo did not put there."""


@contextmanager
def _without_collector() -> Iterator[None]:
    """A hundred thousand rows are made and kept: looking for garbage among them again and again costs a quarter."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def is_loaded() -> bool:
    """Whether this database holds the demo province."""
    return SiteMark.objects.filter(key=DEMO_MARK).exists()


def demo_load(*, say: Callable[[str], None] = lambda _line: None) -> bool:
    """Load the province of today; False where it is there already.

    Raises ForeignData where the database has users, enterprises or institutions but not the demo's mark.
    """
    with transaction.atomic(), _without_collector():
        if is_loaded():
            return False
        if any(model.objects.exists() for model in (User, Enterprise, Institution)):
            raise ForeignData(str(connection.settings_dict["NAME"]))
        day = LoadDay.now()
        SiteMark.objects.create(key=DEMO_MARK, value=f"{SEED} {day.day.isoformat()}")
        _load(day, say)
    return True


def demo_renew() -> list[str]:
    """Add to a demo of an older version what came since: staff accounts and their rights. Returns names; [] where nothing is missing.

    Rows of an older demo stay as people left them; who wants today's province begins anew in another DATA_DIR.
    """
    with transaction.atomic():
        day = LoadDay.now()
        came = [*load_approvers(day), *load_staff(day)]
        load_counter_rights(day)
        load_signing_keys()
        return came


def _load(day: LoadDay, say: Callable[[str], None]) -> None:
    agreements = load_agreements(day)
    side = load_institutions(day)
    products = load_products(day, side)
    say(f"机构 {len(side.institutions)} 家，在架产品 {len(products)} 个")
    profiles = load_enterprises(day)
    load_staff(day)
    load_counter_rights(day)
    load_trusted_cas(day)
    say(f"企业 {len(profiles)} 家")
    tape = load_applications(day, side, profiles, products)
    load_consents(profiles, tape, agreements)
    say(f"申请 {len(tape.applications)} 笔")
    cabinet = Cabinet()
    attempts = load_verifications(day, profiles, cabinet)
    load_counter_sessions()
    documents = load_documents(tape, cabinet)
    say(f"认证 {attempts} 次，材料 {documents} 份")
    demands, feedback = load_demands(day, profiles, products, tape), load_feedback(day, profiles)
    load_signing_keys()
    load_credit_reports(day)
    province_export(province_file())
    say(f"需求 {demands} 条，反馈 {feedback} 条，文章 {load_articles(day)} 篇")
