"""After a refusal (issue 「不予受理」, 「未通过」): what is offered, and 「改投此产品」."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from tests import factories
from tests.domain.applications import applying
from yuzhengdai.domain.applications.enums import ApplicationState
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.refusals import REASONS, RejectionReason, explained
from yuzhengdai.domain.applications.selectors.next_steps import next_steps_of
from yuzhengdai.domain.applications.services.carry_over import application_carry_over
from yuzhengdai.domain.applications.services.documents import application_document_add
from yuzhengdai.domain.applications.services.draft import application_discard, application_draft_save
from yuzhengdai.domain.credit.models import DataAuthorisation
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.domain.products.catalogue import forget
from yuzhengdai.domain.products.facts import FIELDS
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import Forbidden, NotFound, Refused
from yuzhengdai.foundation.files.services import file_read

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]

AGE = {"code": "age", "field": "established_months", "operator": "min", "value": 600}
OVERDUE = {"code": "overdue", "field": "has_overdue", "operator": "is_false", "value": None}


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """A catalogue of this test alone."""
    forget()
    yield
    forget()


@pytest.fixture
def who() -> EnterpriseMember:
    """An administrator who may apply."""
    return applying.applicant()


def picture() -> bytes:
    """A small page."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "PNG")
    return out.getvalue()


def refused(who: EnterpriseMember, *, state: str = "rejected", **values: Any) -> Application:
    """A refused application with a document and a live page of figures."""
    row = factories.application(state="draft", enterprise=who.enterprise, **values)
    application_document_add(
        actor=factories.enterprise_actor(who),
        application_id=row.pk,
        content=picture(),
        name="合同.png",
        kind="contract",
    )
    Application.objects.filter(pk=row.pk).update(
        state=state,
        held_by="nobody",
        number=f"YZ20260101-{row.pk.int % 10**6:06d}",
        reason_code="credit_record",
        annual_revenue_yuan=26_000_000,
        total_assets_yuan=18_000_000,
        staff_count=46,
        existing_debt_yuan=0,
        industry_code="13",
        size="small",
    )
    row.refresh_from_db()
    return row


def carry(who: EnterpriseMember, row: Application, product_id: Any) -> Any:
    return application_carry_over(
        actor=factories.enterprise_actor(who),
        enterprise=who.enterprise,
        application_id=row.pk,
        product_id=product_id,
    )


def test_form_and_documents_go_along_and_grants_do_not(who: EnterpriseMember) -> None:
    """What was written once need not be written again; every consent is asked anew."""
    row = refused(who)
    other = applying.product()
    carried = carry(who, row, other.pk)
    data = carried.draft.draft_data
    assert (data["amount_wan"], data["term_months"], data["annual_revenue_wan"]) == ("100", "12", "2600")
    assert (data["industry_code"], data["contact_name"]) == ("13", "李示例")
    copied = carried.draft.documents.get()
    assert copied.file_id != row.documents.get().file_id
    assert file_read(copied.file) == file_read(row.documents.get().file)
    assert not DataAuthorisation.objects.filter(subject_id=carried.draft.pk).exists()
    assert carried.draft.state == ApplicationState.DRAFT
    assert (
        AuditEvent.objects.filter(action="applications.carry_over", object_id=carried.draft.pk).count() == 1
    )


def test_twice_is_once(who: EnterpriseMember) -> None:
    """A second press makes no second draft, copies no file again and changes no word."""
    row, other = refused(who), factories.product()
    first = carry(who, row, other.pk)
    second = carry(who, row, other.pk)
    assert second.draft.pk == first.draft.pk
    assert (second.documents, second.draft.documents.count()) == (0, 1)
    assert second.draft.version == first.draft.version


def test_words_of_a_draft_that_was_worked_on_stay(who: EnterpriseMember) -> None:
    """Only its empty fields are filled."""
    row, other = refused(who), factories.product()
    first = carry(who, row, other.pk)
    typed = {**first.draft.draft_data, "amount_wan": "60", "repayment_source": ""}
    application_draft_save(
        actor=factories.enterprise_actor(who),
        application_id=first.draft.pk,
        typed=typed,
        tab="page",
        base_version=first.draft.version,
    )
    again = carry(who, row, other.pk)
    assert again.draft.draft_data["amount_wan"] == "60"


def test_what_the_product_does_not_take_is_asked_anew(who: EnterpriseMember) -> None:
    """The way of repaying is left open where the product has another, and is named."""
    row = refused(who)
    other = factories.product(version={"repayment_methods": ["bullet", "interest_first"]})
    carried = carry(who, row, other.pk)
    assert carried.asked_anew == ["还款方式"]
    assert carried.draft.draft_data["repayment_method"] == ""


def test_discarding_the_new_draft_leaves_the_old_documents(who: EnterpriseMember) -> None:
    """The bytes belong to each application alone."""
    row, other = refused(who), factories.product()
    carried = carry(who, row, other.pk)
    application_discard(actor=factories.enterprise_actor(who), application_id=carried.draft.pk)
    kept = row.documents.select_related("file").get()
    assert kept.file.retain_until is None
    assert file_read(kept.file)


@pytest.mark.parametrize("state", ["submitted", "approving", "approved", "disbursed", "withdrawn"])
def test_only_after_a_refusal(who: EnterpriseMember, state: str) -> None:
    """What runs or ended otherwise carries nothing over and is offered nothing."""
    row, other = factories.application(state=state, enterprise=who.enterprise), factories.product()
    with pytest.raises(Refused):
        carry(who, row, other.pk)
    assert next_steps_of(actor=factories.enterprise_actor(who), application=row) is None


def test_a_product_with_a_condition_that_fails_is_refused(who: EnterpriseMember) -> None:
    """Also by a made-up request: the sentence names the condition."""
    row, other = refused(who), factories.product(version={"rules": [AGE]})
    with pytest.raises(Refused, match="成立满 600 个月"):
        carry(who, row, other.pk)
    smaller = factories.product(version={"amount_max_yuan": 500_000})
    with pytest.raises(Refused, match="申请金额"):
        carry(who, row, smaller.pk)


def test_others_carry_nothing(who: EnterpriseMember) -> None:
    """Another enterprise finds nothing; who may not apply may not carry over."""
    row, other = refused(who), factories.product()
    with pytest.raises(NotFound):
        carry(applying.applicant(), row, other.pk)
    looker = factories.member(enterprise=who.enterprise, role="viewer", is_legal_representative=False)
    with pytest.raises(Forbidden):
        carry(looker, row, other.pk)


def test_what_is_offered(who: EnterpriseMember) -> None:
    """Nothing that fails, nothing that runs already, not the refused one; what hangs on the same doubt comes last."""
    row = refused(who, product=factories.product(version={"rules": [OVERDUE]}))
    same = factories.product(version={"rules": [OVERDUE], "rate_min_pct": 1})
    fits = factories.product(version={"rules": [{**AGE, "value": 12}]})
    factories.product(version={"rules": [AGE]})
    running = factories.product()
    factories.application(state="submitted", enterprise=who.enterprise, product=running)
    steps = next_steps_of(actor=factories.enterprise_actor(who), application=row)
    assert steps is not None
    assert [step.entry.id for step in steps.products] == [fits.pk, same.pk]
    assert "信用记录" in steps.said.meaning
    stated = {answer.result.rule.field: answer.origin for answer in steps.products[0].match.answers}
    assert stated["requested_amount_yuan"].startswith(f"申请 {row.number}")


def test_every_reason_is_explained() -> None:
    """A reason without a meaning, or one about facts that do not exist, would leave the owner alone."""
    assert set(REASONS) == set(RejectionReason.values)
    for said in REASONS.values():
        assert said.meaning.endswith("。")
        assert said.change.endswith("。")
        assert set(said.doubted) <= set(FIELDS)
    assert explained(state="approved", reason_code="") is None
    assert explained(state="rejected", reason_code="gone") == REASONS["other"]


@pytest.mark.parametrize("site", ["/console", "/app"])
def test_on_the_page(login: Login, who: EnterpriseMember, site: str) -> None:
    """What it means, the product, its conditions with their sources, and one button that leads to the filled form."""
    row = refused(who, state="declined")
    other = factories.product(version={"rules": [OVERDUE]})
    client = login(who.user, enterprise_id=str(who.enterprise_id))
    page = client.get(f"{site}/applications/{row.pk}/").content.decode()
    assert "下一步" in page
    assert REASONS["credit_record"].change in page
    assert f'aria-label="改投此产品：{other.name}"' in page
    assert "与上次的原因有关，请先核实：无贷款逾期" in page
    told = client.post(f"{site}/applications/{row.pk}/carry-over/", {"product": str(other.pk)})
    assert told.status_code == 302
    form = client.get(told["Location"], follow=True).content.decode()
    assert "已带入上次填写的内容和 1 份材料" in form
    assert "数据授权需要重新勾选" in form
    assert 'value="2600"' in form


def test_rubbish_is_not_found(login: Login, who: EnterpriseMember) -> None:
    """No product, a foreign one, one that is off the shelf."""
    row = refused(who)
    client = login(who.user, enterprise_id=str(who.enterprise_id))
    path = f"/console/applications/{row.pk}/carry-over/"
    assert client.post(path, {"product": "x\x00"}).status_code == 404
    off = factories.product(state="off_shelf")
    told = client.post(path, {"product": str(off.pk)}, follow=True)
    assert "这个产品刚刚下架" in told.content.decode()


@pytest.mark.parametrize("site", ["/console", "/app"])
def test_after_a_demand_that_came_to_nothing(login: Login, who: EnterpriseMember, site: str) -> None:
    """Only products that nothing speaks against; their forms begin with what the demand asked for."""
    demand = factories.demand(enterprise=who.enterprise, state="expired", ended_at=now())
    fits = factories.product()
    factories.product(version={"rules": [AGE]})
    factories.product(version={"amount_max_yuan": 500_000})
    client = login(who.user, enterprise_id=str(who.enterprise_id))
    page = client.get(f"{site}/demands/{demand.pk}/").content.decode()
    assert page.count("申请此产品：") == 1
    href = re.search(r'href="([^"]*/apply/[^"]*)"', page)
    assert href is not None
    assert str(fits.pk) in href[1]
    form = client.get(html.unescape(href[1]), follow=True).content.decode()
    assert 'value="80"' in form
    live = factories.demand(enterprise=who.enterprise)
    assert "申请此产品" not in client.get(f"{site}/demands/{live.pk}/").content.decode()
    taken = factories.demand(enterprise=who.enterprise, state="withdrawn", closed_reason="no_fit")
    assert "没有合适的方案" in client.get(f"{site}/demands/{taken.pk}/").content.decode()
