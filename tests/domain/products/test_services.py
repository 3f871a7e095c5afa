"""Products from draft to shelf (B3, O1): who may do what when, and what publishing writes."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests import factories
from yuzhengdai.domain.products import selectors, services
from yuzhengdai.domain.products.catalogue import catalogue, catalogue_version
from yuzhengdai.domain.products.models import Product, ProductVersion
from yuzhengdai.domain.products.search import Search
from yuzhengdai.domain.products.services import ProductData
from yuzhengdai.domain.products.workflow import PRODUCT_WORKFLOW, VERSION_WORKFLOW
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.actors import SYSTEM, Actor, ActorKind
from yuzhengdai.foundation.core.errors import FieldErrors, Forbidden, NotFound, Refused

pytestmark = pytest.mark.django_db

DATA = ProductData(
    name="示例惠商贷",
    kind="loan",
    summary="凭纳税信息申请",
    audience="小微企业",
    amount_min_yuan=Decimal(200_000),
    amount_max_yuan=Decimal(3_000_000),
    rate_min_pct=Decimal("3.65"),
    rate_max_pct=Decimal("4.85"),
    term_min_months=6,
    term_max_months=24,
    guarantee_modes=["credit"],
    repayment_methods=["equal_instalment"],
    tags=["first_loan"],
    regions=["410122"],
    industries=["13"],
    rules=[{"code": "age", "field": "established_months", "operator": "min", "value": 24}],
)


def manager_and_operator() -> tuple[Actor, Actor, Product]:
    """A manager with a product in draft, and an operator."""
    post = factories.officer(role="manager")
    manager = factories.officer_actor(post)
    version = services.product_create(actor=manager, institution=post.institution, data=DATA)
    return manager, factories.staff_actor(factories.staff_post()), version.product


def first_version(product: Product) -> ProductVersion:
    """The oldest version."""
    return product.versions.order_by("number")[0]


def test_b3_from_draft_over_review_to_the_shelf() -> None:
    """Publishing fills columns, facets and search text, counts the catalogue up and is audited."""
    manager, operator, product = manager_and_operator()
    version = first_version(product)
    with pytest.raises(Refused):
        services.product_publish(actor=operator, version=version)
    services.product_submit(actor=manager, version_id=version.pk)
    before = catalogue_version()
    published = services.product_publish(actor=operator, version=version)
    assert catalogue_version() > before
    assert (published.state, published.name, published.rate_min_pct) == (
        "on_shelf",
        "示例惠商贷",
        Decimal("3.65"),
    )
    assert "首贷" in published.search_text
    values = set(published.facets.values_list("facet", "value"))
    assert {("region", "410100"), ("industry", "C"), ("rate", "to-4"), ("term", "12-36")} <= values
    assert catalogue().count(Search(keyword="惠商")) == 1
    assert selectors.product_on_shelf(product_id=product.pk).published_version == version
    assert AuditEvent.objects.filter(action="products.publish").count() == 1


def test_a_new_version_replaces_the_old_one_only_when_published() -> None:
    """What applicants saw stays what it was; one open version at a time."""
    manager, operator, product = manager_and_operator()
    old = first_version(product)
    services.product_submit(actor=manager, version_id=old.pk)
    services.product_publish(actor=operator, version=old)
    dearer = replace(DATA, rate_max_pct=Decimal(6))
    new = services.product_version_create(actor=manager, product_id=product.pk, data=dearer)
    with pytest.raises(Refused):
        services.product_version_create(actor=manager, product_id=product.pk, data=dearer)
    services.product_submit(actor=manager, version_id=new.pk)
    assert selectors.product_on_shelf(product_id=product.pk).published_version == old
    services.product_publish(actor=operator, version=new)
    product.refresh_from_db()
    old.refresh_from_db()
    assert (product.published_version_id, product.rate_max_pct, old.state) == (new.pk, Decimal(6), "replaced")


def test_returning_needs_a_reason_and_opens_the_draft_again() -> None:
    """退回修改 → edit → submit again."""
    manager, operator, product = manager_and_operator()
    version = first_version(product)
    services.product_submit(actor=manager, version_id=version.pk)
    with pytest.raises(FieldErrors):
        services.product_return(actor=operator, version=version, note=" ")
    returned = services.product_return(actor=operator, version=version, note="请补充费用")
    assert (returned.state, returned.product.state) == ("returned", "returned")
    services.product_version_update(
        actor=manager, version_id=version.pk, data=replace(DATA, summary="已补充")
    )
    services.product_submit(actor=manager, version_id=version.pk)
    assert services.product_publish(actor=operator, version=version).state == "on_shelf"


def test_off_the_shelf_and_back() -> None:
    """A manager takes off, an operator puts back; a new version alone does not put it back."""
    manager, operator, product = manager_and_operator()
    services.product_submit(actor=manager, version_id=first_version(product).pk)
    services.product_publish(actor=operator, version=first_version(product))
    services.product_take_off(actor=manager, product_id=product.pk, reason="资料过期")
    with pytest.raises(Product.DoesNotExist):
        selectors.product_on_shelf(product_id=product.pk)
    assert selectors.product_once_published(product_id=product.pk).state == "off_shelf"
    assert catalogue().entry(product.pk) is None
    new = services.product_version_create(actor=manager, product_id=product.pk, data=DATA)
    services.product_submit(actor=manager, version_id=new.pk)
    assert services.product_publish(actor=operator, version=new).state == "off_shelf"
    with pytest.raises(Refused):
        services.product_put_back(actor=manager, product_id=product.pk)
    assert services.product_put_back(actor=operator, product_id=product.pk).state == "on_shelf"
    assert catalogue().entry(product.pk) is not None


def test_outsiders_find_nothing_and_officers_may_not_draft() -> None:
    """Another institution gets NotFound, an officer without the role Forbidden, an enterprise NotFound."""
    manager, _operator, product = manager_and_operator()
    version = first_version(product)
    stranger = factories.officer_actor(factories.officer(role="manager"))
    enterprise = factories.enterprise_actor(factories.member())
    for actor in (stranger, enterprise):
        with pytest.raises(NotFound):
            services.product_submit(actor=actor, version_id=version.pk)
        with pytest.raises(ProductVersion.DoesNotExist):
            selectors.version_for_actor(actor=actor, version_id=version.pk)
    assert selectors.version_for_actor(actor=manager, version_id=version.pk) == version
    colleague = factories.officer(institution=product.institution, role="officer")
    with pytest.raises(Forbidden):
        services.product_create(
            actor=factories.officer_actor(colleague),
            institution=product.institution,
            data=replace(DATA, name="另一个"),
        )


@pytest.mark.parametrize("workflow", [VERSION_WORKFLOW, PRODUCT_WORKFLOW])
def test_state_by_action_by_role(workflow: object) -> None:
    """The whole product: nothing is open but what the table says, nothing at all to applicants and visitors."""
    roles = ["institution:manager", "institution:officer", "institution:viewer", "operator:operator", "system",
             "operator:auditor", "enterprise:admin"]  # fmt: skip
    for action in workflow.actions:  # type: ignore[attr-defined]
        step = workflow.transition(action)  # type: ignore[attr-defined]
        for state in workflow.state_labels:  # type: ignore[attr-defined]
            for role in roles:
                allowed = workflow.is_allowed(action=action, state=state, roles=frozenset({role}))  # type: ignore[attr-defined]
                assert allowed == (state in step.sources and role in step.roles)
                assert not (
                    allowed and role in {"enterprise:admin", "institution:viewer", "operator:auditor"}
                )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "长" * 61}, "name"),
        ({"amount_min_yuan": Decimal(0)}, "amount_max_yuan"),
        ({"amount_min_yuan": Decimal(9_000_000)}, "amount_max_yuan"),
        ({"rate_min_pct": Decimal(5)}, "rate_max_pct"),
        ({"term_min_months": 36}, "term_max_months"),
        ({"guarantee_modes": ["nothing"]}, "guarantee_modes"),
        ({"repayment_methods": []}, "repayment_methods"),
        ({"regions": ["999999"]}, "regions"),
        ({"rules": [{"code": "x", "field": "nothing", "operator": "min"}]}, "rules"),
        ({"fees": [{"name": "评估费"}]}, "fees"),
        ({"acceptance_days": 0}, "acceptance_days"),
        ({"acceptance_days": 2}, "acceptance_days"),
        ({"due_diligence_days": 0}, "due_diligence_days"),
        ({"due_diligence_days": 4}, "due_diligence_days"),
        ({"decision_days": 0}, "decision_days"),
        ({"decision_days": 6}, "decision_days"),
        ({"due_diligence_days": 3, "decision_days": 2}, "due_diligence_days"),
    ],
)
def test_every_wrong_field_is_named(change: dict[str, object], field: str) -> None:
    """FieldErrors at the field; nothing is stored."""
    institution = factories.institution()
    with pytest.raises(FieldErrors) as caught:
        services.product_create(actor=SYSTEM, institution=institution, data=replace(DATA, **change))  # type: ignore[arg-type]
    assert field in caught.value.fields
    assert not Product.objects.exists()


def test_loading_and_rebuilding_by_the_system() -> None:
    """The system publishes drafts; rebuilding writes the same facets again."""
    institution = factories.institution()
    version = services.product_create(actor=SYSTEM, institution=institution, data=DATA)
    product = services.product_publish(actor=SYSTEM, version=version)
    before = set(product.facets.values_list("facet", "value"))
    Product.objects.filter(pk=product.pk).update(search_text="")
    assert services.catalogue_rebuild() == 1
    assert set(product.facets.values_list("facet", "value")) == before
    assert catalogue().count(Search(keyword="惠商")) == 1
    with pytest.raises(FieldErrors):
        services.product_create(actor=SYSTEM, institution=institution, data=DATA)
    nobody = Actor(kind=ActorKind.VISITOR)
    assert not selectors.product_list_for_actor(actor=nobody).exists()


def test_a_looser_promise_of_older_days_is_readable_and_goes_nowhere() -> None:
    """It is neither handed in nor published nor put back; once shortened it goes its way."""
    manager, operator, product = manager_and_operator()
    version = first_version(product)
    loose = ProductVersion.objects.filter(pk=version.pk)
    loose.update(decision_days=20, due_diligence_days=9)
    with pytest.raises(Refused, match=r"尽调反馈时限应为 1 至 3 个工作日.*授信意见时限应为 1 至 5 个工作日"):
        services.product_submit(actor=manager, version_id=version.pk)
    assert loose.get().state == "draft"
    assert loose.get().decision_days == 20
    services.product_version_update(actor=manager, version_id=version.pk, data=DATA)
    services.product_submit(actor=manager, version_id=version.pk)
    loose.update(acceptance_days=5)  # handed in before the rule
    with pytest.raises(Refused, match="受理时限应为 1 个工作日"):
        services.product_publish(actor=operator, version=version)
    loose.update(acceptance_days=1)
    services.product_publish(actor=operator, version=version)
    services.product_take_off(actor=operator, product_id=product.pk, reason="资料过期")
    loose.update(decision_days=7)
    with pytest.raises(Refused, match="授信意见"):
        services.product_put_back(actor=operator, product_id=product.pk)
    loose.update(decision_days=5)
    assert services.product_put_back(actor=operator, product_id=product.pk).state == "on_shelf"
