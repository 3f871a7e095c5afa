"""Applying: draft, submission, and everything that must not go through (P4–P7, C6)."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import factories
from tests.domain.applications import applying
from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.form import FIELDS
from yuzhengdai.domain.applications.models import Application, StatusChange
from yuzhengdai.domain.applications.services import submit
from yuzhengdai.domain.applications.services.applicant import (
    application_confirm_costs,
    application_forgo,
    application_supplement,
    application_withdraw,
)
from yuzhengdai.domain.applications.services.documents import (
    application_document_add,
    application_document_remove,
)
from yuzhengdai.domain.applications.services.draft import (
    application_discard,
    application_draft_save,
)
from yuzhengdai.domain.applications.services.step import application_step, application_step_plain
from yuzhengdai.domain.applications.services.submit import application_submit
from yuzhengdai.domain.applications.validation import check, raw_values
from yuzhengdai.domain.credit.models import DataAuthorisation
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.domain.products.enums import ProductState
from yuzhengdai.domain.products.models import Product, ProductVersion
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core import clock
from yuzhengdai.foundation.core.errors import AppError, Conflict, FieldErrors, Forbidden, NotFound, Refused
from yuzhengdai.foundation.core.models import IdempotencyKey
from yuzhengdai.foundation.files.errors import FileRefused
from yuzhengdai.foundation.files.models import StoredFile
from yuzhengdai.foundation.notifications.models import Notification, OutboxMessage


def png() -> bytes:
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (20, 20), "white").save(out, "PNG")
    return out.getvalue()


@pytest.mark.django_db
def test_p6_submit_writes_everything_once() -> None:
    who = applying.applicant()
    sold = applying.product()
    head = factories.branch(institution=sold.institution, region_code="410000", is_head_office=True)
    near = factories.branch(institution=sold.institution, region_code="410100")
    draft = applying.opened(who, sold)
    with clock.frozen("2026-03-19T10:46"):
        row = applying.submit(who, draft)
    assert row.state == S.SUBMITTED
    assert re.fullmatch(r"YZ20260319-\d{6}", row.number or "")
    assert row.amount_yuan == 1_000_000
    assert row.total_assets_yuan == 18_005_000
    assert row.branch_id == near.pk != head.pk
    assert StatusChange.objects.get(application=row).action == "submit"
    grants = DataAuthorisation.objects.filter(subject_id=row.pk).order_by("item")
    assert [(grant.item, grant.state) for grant in grants] == [("identity", "active"), ("tax", "active")]
    assert row.number in grants[0].purpose
    assert grants[0].text.startswith(who.enterprise.name)
    assert {event.action for event in AuditEvent.objects.all()} >= {"applications.submit", "credit.grant"}
    assert Notification.objects.filter(recipient_id=who.enterprise_id, title="申请成功").exists()
    assert OutboxMessage.objects.count() == 1


@pytest.mark.django_db
def test_a_number_drawn_before_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    who = applying.applicant()
    taken = factories.application(enterprise=who.enterprise)
    drawn = iter([taken.number, taken.number, "YZ20260319-000007"])
    monkeypatch.setattr(submit, "_number", lambda: next(drawn))
    row = applying.submit(who, applying.opened(who))
    assert (row.number, row.state, row.version) == ("YZ20260319-000007", S.SUBMITTED, 1)
    assert StatusChange.objects.filter(application=row, action="submit").count() == 1
    assert DataAuthorisation.objects.filter(subject_id=row.pk).count() == 2


@pytest.mark.django_db
def test_numbers_that_are_all_taken_are_said_and_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    who = applying.applicant()
    taken = factories.application(enterprise=who.enterprise)
    monkeypatch.setattr(submit, "_number", lambda: taken.number)
    draft = applying.opened(who)
    with pytest.raises(Refused, match="no_number"):
        applying.submit(who, draft)
    draft.refresh_from_db()
    assert (draft.state, draft.number) == (S.DRAFT, None)
    assert not IdempotencyKey.objects.exists()
    assert not DataAuthorisation.objects.exists()


@pytest.mark.django_db
def test_a_form_of_another_product_is_no_form_of_this_draft() -> None:
    who = applying.applicant()
    draft = applying.opened(who)
    with pytest.raises(NotFound):
        applying.submit(who, draft, product_id=applying.product().pk)
    assert Application.objects.get(pk=draft.pk).state == S.DRAFT


@pytest.mark.django_db
def test_a_step_writes_only_what_it_changed() -> None:
    who = applying.applicant()
    draft = applying.opened(who)
    before = Application.objects.get(pk=draft.pk)
    actor = factories.enterprise_actor(who)
    with application_step(actor=actor, application_id=draft.pk, action="submit") as step:
        Application.objects.filter(pk=draft.pk).update(use_note="written beside")
        step.application.reason_text = "ok"
    after = Application.objects.get(pk=draft.pk)
    assert (after.use_note, after.reason_text, after.state) == ("written beside", "ok", S.SUBMITTED)
    assert (after.draft_data, after.contact_phone) == (before.draft_data, before.contact_phone)


@pytest.mark.django_db
def test_branch_falls_back_to_the_head_office() -> None:
    who = applying.applicant(enterprise=factories.enterprise(region_code="411502"))
    sold = applying.product()
    factories.branch(institution=sold.institution, region_code="410100")
    head = factories.branch(institution=sold.institution, region_code="410100", is_head_office=True)
    assert applying.submit(who, applying.opened(who, sold)).branch_id == head.pk


def _insist(who: EnterpriseMember, draft: Application) -> tuple[Any, bool]:
    """Submit; SQLite's shared memory database refuses instead of waiting: then the browser's retry comes."""
    for _ in range(500):
        try:
            return application_submit(
                actor=factories.enterprise_actor(who),
                enterprise=who.enterprise,
                application_id=draft.pk,
                submission=applying.submission(draft),
            )
        except OperationalError:
            connection.close()
    raise AssertionError("locked for ever")


@pytest.mark.django_db(transaction=True)
def test_p7_the_same_form_twenty_times_at_once_makes_one_application() -> None:
    who = applying.applicant()
    draft = applying.opened(who)
    outcomes: list[Any] = []
    barrier = threading.Barrier(8)

    def run() -> None:
        barrier.wait()
        try:
            outcomes.append(_insist(who, draft))
        except Exception as problem:
            outcomes.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {outcome[0] for outcome in outcomes} == {draft.pk}
    assert sum(outcome[1] for outcome in outcomes) == 1
    assert StatusChange.objects.filter(application=draft).count() == 1
    assert Application.objects.count() == 1


@pytest.mark.django_db
def test_errors_leave_nothing_half_done_and_the_key_unused() -> None:
    who = applying.applicant()
    draft = applying.opened(who)
    with pytest.raises(FieldErrors) as caught:
        applying.submit(who, draft, typed={"amount_wan": "500", "use": ""}, grants=["tax"])
    assert caught.value.fields["amount_wan"] == "借款金额超过该产品上限，请填写 10–300 万元"
    assert caught.value.fields["use"] == "请选择借款用途"
    assert "法定代表人身份信息及证件影像" in caught.value.fields["grants"]
    draft.refresh_from_db()
    assert (draft.state, draft.number) == (S.DRAFT, None)
    assert not DataAuthorisation.objects.exists()
    assert not IdempotencyKey.objects.exists()
    assert applying.submit(who, draft).state == S.SUBMITTED


@pytest.mark.django_db
def test_p5_no_submission_without_consent_or_off_the_shelf() -> None:
    who = applying.applicant(consented=False)
    draft = applying.opened(who)
    with pytest.raises(Refused) as caught:
        applying.submit(who, draft)
    assert caught.value.code == "applications.consent_missing"

    who = applying.applicant()
    draft = applying.opened(who)
    Product.objects.filter(pk=draft.product_id).update(state=ProductState.OFF_SHELF)
    with pytest.raises(Refused) as caught:
        applying.submit(who, draft)
    assert caught.value.code == "applications.off_shelf"


@pytest.mark.django_db
def test_a_new_product_version_is_shown_before_it_is_agreed_to() -> None:
    who = applying.applicant()
    draft = applying.opened(who)
    old = draft.product_version
    new = ProductVersion.objects.get(pk=old.pk)
    new.pk, new.number = None, 2
    new = ProductVersion(
        **{f.attname: getattr(new, f.attname) for f in ProductVersion._meta.fields if f.name != "id"}
    )
    new.save(force_insert=True)
    Product.objects.filter(pk=draft.product_id).update(published_version=new)
    with pytest.raises(Conflict) as caught:
        applying.submit(who, draft)
    assert caught.value.code == "applications.product_changed"


@pytest.mark.django_db
def test_roles_viewer_agent_and_stranger() -> None:
    enterprise = factories.enterprise()
    who = applying.applicant(enterprise=enterprise)
    draft = applying.opened(who)
    viewer = factories.member(enterprise=enterprise, role="viewer", is_legal_representative=False)
    with pytest.raises(Forbidden):
        applying.submit(viewer, draft)
    without_data = factories.member(
        enterprise=enterprise, role="agent", scopes=["submit_application"], is_legal_representative=False
    )
    with pytest.raises(FieldErrors) as caught:
        applying.submit(without_data, draft)
    assert "数据授权" in caught.value.fields["grants"]
    stranger = applying.applicant()
    with pytest.raises(NotFound):
        applying.submit(stranger, draft)
    claimed = applying.applicant(enterprise=factories.enterprise(state="claimed"))
    with pytest.raises(Refused):
        applying.opened(claimed)


@pytest.mark.django_db
def test_an_agents_submission_leaves_identity_pending_and_asks_the_person() -> None:
    enterprise = factories.enterprise()
    head = applying.applicant(enterprise=enterprise)
    agent = factories.member(
        enterprise=enterprise,
        role="agent",
        scopes=["submit_application", "authorise_data"],
        is_legal_representative=False,
    )
    row = applying.submit(agent, applying.opened(agent))
    states = dict(DataAuthorisation.objects.filter(subject_id=row.pk).values_list("item", "state"))
    assert states == {"identity": "pending", "tax": "active"}
    asked = Notification.objects.get(recipient_kind="user")
    assert asked.recipient_id == head.user_id
    assert asked.is_todo


@pytest.mark.django_db
def test_two_tabs_do_not_overwrite_each_other_silently() -> None:
    who = applying.applicant()
    actor = factories.enterprise_actor(who)
    draft = applying.opened(who)

    def save(tab: str, amount: str, base: int) -> Application:
        return application_draft_save(
            actor=actor, application_id=draft.pk, typed={"amount_wan": amount}, tab=tab, base_version=base
        )

    first = save("tab-1", "100", 0)
    assert save("tab-1", "101", 0).version == first.version + 1  # the same page goes on
    with pytest.raises(Conflict):
        save("tab-2", "200", 0)
    taken = save("tab-2", "200", first.version + 1)  # knowingly
    assert taken.draft_data["amount_wan"] == "200"
    with pytest.raises(Conflict):
        applying.submit(who, draft, tab="tab-1", base_version=0)
    bad = save("tab-2", "一百万<script>", taken.version)
    assert bad.draft_data["amount_wan"] == "一百万<script>"  # invalid values are kept too


@pytest.mark.django_db
def test_one_draft_per_product_filled_from_the_last_application() -> None:
    who = applying.applicant()
    first = applying.submit(who, applying.opened(who), typed={"annual_revenue_wan": "2600.5"})
    other = applying.product()
    draft = applying.opened(who, other)
    assert draft.pk != first.pk
    assert applying.opened(who, other).pk == draft.pk
    assert draft.draft_data["annual_revenue_wan"] == "2600.5"
    assert draft.draft_data["industry_code"] == "13"
    assert draft.draft_data["guarantee_mode"] == "credit"  # the only one
    assert draft.draft_data.get("amount_wan", "") == ""
    application_discard(actor=factories.enterprise_actor(who), application_id=draft.pk)
    assert not Application.objects.filter(pk=draft.pk).exists()
    with pytest.raises(Refused):
        application_discard(actor=factories.enterprise_actor(who), application_id=first.pk)


@pytest.mark.django_db
def test_c6_withdrawing_ends_the_grants() -> None:
    who = applying.applicant()
    row = applying.submit(who, applying.opened(who))
    actor = factories.enterprise_actor(who)
    with pytest.raises(Conflict):
        application_withdraw(actor=actor, application_id=row.pk, expected_version=row.version - 1)
    done = application_withdraw(actor=actor, application_id=row.pk, note="暂不需要")
    assert done.state == S.WITHDRAWN
    states = set(DataAuthorisation.objects.filter(subject_id=row.pk).values_list("state", flat=True))
    assert states == {"ended"}
    with pytest.raises(Refused):
        application_withdraw(actor=actor, application_id=row.pk)


@pytest.mark.django_db
def test_c6_supplement_goes_back_and_the_clock_goes_on() -> None:
    who = applying.applicant()
    actor = factories.enterprise_actor(who)
    with clock.frozen("2026-03-19T10:46") as watch:
        row = applying.submit(who, applying.opened(who))
        officer = factories.officer_actor(factories.officer(institution=row.institution))
        for action in ("accept", "start_due_diligence", "return"):
            application_step_plain(actor=officer, application_id=row.pk, action=action, note="请补财务报表")
        with pytest.raises(FieldErrors):
            application_supplement(actor=actor, application_id=row.pk)
        watch.advance(timedelta(hours=3))
        document = application_document_add(
            actor=actor, application_id=row.pk, content=png(), name="报表.png", kind="financial_statement"
        )
        done = application_supplement(actor=actor, application_id=row.pk)
    assert done.state == S.DUE_DILIGENCE
    assert done.due_at is not None
    assert clock.local(done.due_at).strftime("%m-%d %H:%M") == "03-25 12:00"
    with pytest.raises(Refused):
        application_document_remove(actor=actor, application_id=row.pk, document_id=document.pk)


@pytest.mark.django_db
def test_documents_of_a_draft(settings: Any) -> None:
    settings.APPLICATION_MAX_DOCUMENTS = 2
    who = applying.applicant()
    actor = factories.enterprise_actor(who)
    draft = applying.opened(who)

    def add(content: bytes, kind: str = "contract") -> Any:
        return application_document_add(
            actor=actor, application_id=draft.pk, content=content, name="合同.png", kind=kind
        )

    one = add(png())
    assert add(png()).pk == one.pk  # the same bytes twice are one document
    with pytest.raises(FileRefused):
        add(b"MZ lying")
    with pytest.raises(FileRefused):
        add(b"")
    with pytest.raises(FieldErrors):
        add(png(), kind="weapon")
    application_document_remove(actor=actor, application_id=draft.pk, document_id=one.pk)
    assert StoredFile.objects.get(pk=one.file_id).retain_until is not None
    stranger = factories.enterprise_actor(factories.member())
    with pytest.raises(NotFound):
        application_document_add(
            actor=stranger, application_id=draft.pk, content=png(), name="x", kind="contract"
        )


@pytest.mark.django_db
def test_costs_are_confirmed_as_read_and_credit_may_be_forgone() -> None:
    from yuzhengdai.domain.applications.models import CostList

    who = applying.applicant()
    actor = factories.enterprise_actor(who)
    row = factories.application(state=S.APPROVED, enterprise=who.enterprise)
    with pytest.raises(Refused):
        application_confirm_costs(actor=actor, application_id=row.pk, sha256="a" * 64, has_read=True)
    CostList.objects.create(application=row, all_in_rate_pct="4.2", sha256="a" * 64)
    with pytest.raises(FieldErrors):
        application_confirm_costs(actor=actor, application_id=row.pk, sha256="a" * 64, has_read=False)
    with pytest.raises(Refused):
        application_confirm_costs(actor=actor, application_id=row.pk, sha256="b" * 64, has_read=True)
    done = application_confirm_costs(actor=actor, application_id=row.pk, sha256="a" * 64, has_read=True)
    assert done.state == S.SIGNING
    assert CostList.objects.get(application=row).confirmed_by_id == who.user_id
    assert application_forgo(actor=actor, application_id=row.pk).state == S.FORGONE


BAD = [
    "",
    " ",
    "１００万",
    "1e9",
    "-5",
    "abc",
    "<b>1</b>",
    "💰",
    "' OR 1=1 --",
    "9" * 400,
    "1.23456",
    "\x00",
    "０",
]


@pytest.mark.django_db
@pytest.mark.parametrize("bad", BAD)
def test_bad_amounts_have_a_plain_sentence(bad: str) -> None:
    version = applying.product().published_version
    assert version is not None
    _, errors = check(version, raw_values({**applying.TYPED, "amount_wan": bad}))
    if bad == "１００万":
        assert "amount_wan" not in errors
    else:
        assert re.search(r"[\u4e00-\u9fff]", errors["amount_wan"])


@settings(max_examples=150, deadline=None)
@given(st.fixed_dictionaries({name: st.text(max_size=300) for name in FIELDS}))
def test_whatever_is_typed_gives_sentences_never_a_crash(typed: dict[str, str]) -> None:
    version = ProductVersion(
        amount_min_yuan=100_000, amount_max_yuan=3_000_000, term_min_months=6, term_max_months=24
    )
    clean, errors = check(version, raw_values(typed))
    assert (clean is None) == bool(errors)
    assert set(errors) <= set(FIELDS)


@pytest.mark.django_db
def test_submit_takes_a_bounded_number_of_queries(django_assert_max_num_queries: Any) -> None:
    who = applying.applicant()
    draft = applying.opened(who)
    with django_assert_max_num_queries(16):
        applying.submit(who, draft)


def test_errors_carry_sentences() -> None:
    assert issubclass(FileRefused, AppError)
