"""Institutions, officers, products, agreements, feedback, articles, messages, calendar, staff, audit (O1, O3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from tests import factories
from tests.phones import sms_texts
from tests.sites.ops.conftest import StaffClient
from yuzhengdai.domain.accounts.models import SecondFactor, StaffPost, User
from yuzhengdai.domain.accounts.selectors import live_staff_post
from yuzhengdai.domain.accounts.services.staff import staff_post_confirm, staff_post_propose
from yuzhengdai.domain.agreements.bundled import bundled_text
from yuzhengdai.domain.agreements.models import Agreement
from yuzhengdai.domain.agreements.selectors import agreement_current
from yuzhengdai.domain.agreements.services import agreements_install
from yuzhengdai.domain.content.models import Article
from yuzhengdai.domain.feedback.models import Feedback
from yuzhengdai.domain.feedback.services import feedback_create
from yuzhengdai.domain.institutions.models import Branch, Institution, Officer
from yuzhengdai.domain.products.models import Product, ProductVersion
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.audit.sealing import audit_seal
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import Forbidden, Refused
from yuzhengdai.foundation.notifications.models import OutboxMessage
from yuzhengdai.foundation.reference.models import CalendarOverride
from yuzhengdai.foundation.reference.selectors import calendar_overrides

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(staff_client: StaffClient) -> Client:
    return staff_client("operator")


def institution_data(**values: Any) -> dict[str, Any]:
    return {
        "name": "示例新城银行股份有限公司",
        "short_name": "示例新城银行",
        "kind": "city_bank",
        "slug": "xincheng",
        "seal": "新",
        "tone": "2",
        "sort_key": "10",
        "is_active": "on",
        **values,
    }


@pytest.mark.parametrize("role", ["operator", "system_administrator"])
def test_institution_branch_officer(staff_client: StaffClient, role: str) -> None:
    client = staff_client(role)
    made = client.post(reverse("ops:institution-new"), institution_data())
    row = Institution.objects.get(slug="xincheng")
    assert made.url == reverse("ops:institution-detail", kwargs={"institution_id": row.pk})
    client.post(
        reverse("ops:branch-new", kwargs={"institution_id": row.pk}),
        {"name": "郑东支行", "region_code": "410100"},
    )
    branch = Branch.objects.get()
    edit = reverse("ops:branch-edit", kwargs={"branch_id": branch.pk})
    client.post(edit, {"name": "郑东新区支行", "region_code": "410100", "is_head_office": "on"})
    assert Branch.objects.get().is_head_office
    new = reverse("ops:officer-new", kwargs={"institution_id": row.pk})
    said = {"phone": "１３９ 0000 7001", "name": "王示例", "role": "officer", "branch": str(branch.pk)}
    client.post(new, {**said, "approval_limit_wan": "300"})
    officer = Officer.objects.get()
    assert (officer.user.phone, officer.branch, officer.approval_limit_yuan) == (
        "+8613900007001",
        branch,
        3_000_000,
    )
    shown = client.get(reverse("ops:officer-edit", kwargs={"officer_id": officer.pk})).content.decode()
    assert 'value="300"' in shown
    again = client.post(new, {**said, "approval_limit_wan": ""})
    assert again.status_code == 422
    assert "已有机构岗位" in again.content.decode()
    edit = reverse("ops:officer-edit", kwargs={"officer_id": officer.pk})
    client.post(edit, {"name": "王示例", "role": "manager", "branch": "", "approval_limit_wan": ""})
    officer.refresh_from_db()
    assert (officer.role, officer.branch, officer.approval_limit_yuan) == ("manager", None, None)
    client.post(reverse("ops:officer-active", kwargs={"officer_id": officer.pk}), {"reason": "调离岗位"})
    officer.refresh_from_db()
    assert not officer.is_active
    page = client.get(reverse("ops:institution-detail", kwargs={"institution_id": row.pk})).content.decode()
    assert "139****7001" in page
    assert "13900007001" not in page


def test_institutions_are_not_overwritten(operator: Client) -> None:
    row = factories.institution()
    edit = reverse("ops:institution-edit", kwargs={"institution_id": row.pk})
    data = institution_data(slug=row.slug, name=row.name, version=row.version)
    assert operator.post(edit, {**data, "phone": "0371-1"}).status_code == 302
    late = operator.post(edit, {**data, "phone": "0371-2"})
    assert late.status_code == 409
    assert "0371-2" in late.content.decode(), "what was typed is kept"
    assert Institution.objects.get(pk=row.pk).phone == "0371-1"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": ""}, "请填写机构名称"),
        ({"name": "<b>" + "长" * 90}, "不超过 80"),
        ({"tone": "九"}, "请填写数字"),
        ({"kind": "circus"}, "请选择机构类型"),
        ({"slug": "有 空格"}, "网址标识"),
    ],
)
def test_bad_institutions(operator: Client, values: dict[str, str], sentence: str) -> None:
    answer = operator.post(reverse("ops:institution-new"), institution_data(**values))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Institution.objects.exists()


def in_review() -> ProductVersion:
    product = factories.product(state="in_review", on_shelf_at=None, version={"state": "in_review"})
    product.published_version = None
    product.save()
    return ProductVersion.objects.get(product=product)


def test_products_are_published_returned_and_shelved(operator: Client) -> None:
    good, bad = in_review(), in_review()
    page = operator.get(reverse("ops:product-list")).content.decode()
    assert good.name in page
    to = {v: reverse("ops:product-version", kwargs={"version_id": v.pk}) for v in (good, bad)}
    assert good.summary in operator.get(to[good]).content.decode()
    assert operator.post(to[good], {"action": "publish"}).status_code == 302
    assert operator.post(to[good], {"action": "publish"}).status_code == 409
    empty = operator.post(to[bad], {"action": "return", "note": " "})
    assert empty.status_code == 422
    operator.post(to[bad], {"action": "return", "note": "请写明提前还款的费用"})
    bad.refresh_from_db()
    assert (bad.state, bad.review_note) == ("returned", "请写明提前还款的费用")
    product = Product.objects.get(pk=good.product_id)
    assert product.state == "on_shelf"
    shelf = reverse("ops:product-shelf", kwargs={"product_id": product.pk})
    stale = product.version
    operator.post(shelf, {"action": "take_off", "version": stale, "reason": "资料过期，请更新后重新提交"})
    assert Product.objects.get(pk=product.pk).state == "off_shelf"
    told = operator.post(shelf, {"action": "put_back", "version": stale}, follow=True).content.decode()
    assert "别人已经处理过" in told
    assert Product.objects.get(pk=product.pk).state == "off_shelf"


def test_a_new_agreement_version(operator: Client) -> None:
    agreements_install()
    url = reverse("ops:agreement-new")
    shown = operator.get(url + "?kind=platform").content.decode()
    assert agreement_current(kind="platform").title in shown
    data = {
        "kind": "platform",
        "version": "９.９",
        "title": "平台协议",
        "change_note": "新增数据授权条款",
        "body": "# 一、总则\r\n\r\n" + "本协议由平台与企业订立，双方遵守。" * 3,
        "requires_new_consent": "on",
    }
    assert operator.post(url, {**data, "body": "短", "version": "新版"}).status_code == 422
    assert operator.post(url, data).status_code == 302
    current = agreement_current(kind="platform")
    assert (current.version, current.change_note) == ("9.9", "新增数据授权条款")
    twice = operator.post(url, data)
    assert twice.status_code == 422
    assert Agreement.objects.filter(kind="platform", version="9.9").count() == 1
    assert "新增数据授权条款" in operator.get(reverse("ops:agreement-list")).content.decode()


def test_a_site_with_its_own_text_is_told_of_a_newer_sample(
    operator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is replaced behind the operator's back; the list says that the software's text has moved on."""
    agreements_install()
    listed = reverse("ops:agreement-list") + "?kind=face_data"
    assert "软件附带的示例文本" not in operator.get(listed).content.decode()
    newer = replace(bundled_text(kind="face_data"), version="9.9", body="# 新\n", note="换发证书")
    monkeypatch.setattr("yuzhengdai.domain.agreements.selectors.bundled_text", lambda kind: newer)
    told = operator.get(listed).content.decode()
    assert "软件附带的示例文本是 9.9 版，换发证书" in told
    assert "没有自动更换" in told


def test_feedback_is_answered_and_closed(operator: Client) -> None:
    user = factories.user()
    author = Actor(kind=ActorKind.VISITOR, user_id=user.pk, address="127.0.0.1")
    row = feedback_create(actor=author, kind="problem", text="点了没有反应", contact="+8613900007002")
    assert row.number in operator.get(reverse("ops:feedback-list")).content.decode()
    detail = reverse("ops:feedback-detail", kwargs={"feedback_id": row.pk})
    page = operator.get(detail).content.decode()
    assert "点了没有反应" in page
    assert "139****7002" in page
    empty = operator.post(detail, {"text": "", "version": row.version})
    assert empty.status_code == 422
    operator.post(detail, {"text": "已修复，请刷新后再试。", "version": row.version})
    late = operator.post(detail, {"text": "我也回复了", "version": row.version})
    assert late.status_code == 409
    assert "我也回复了" in late.content.decode()
    operator.post(reverse("ops:feedback-close", kwargs={"feedback_id": row.pk}))
    assert Feedback.objects.get(pk=row.pk).state == "closed"


def test_articles_are_written_then_published(operator: Client) -> None:
    data = {
        "kind": "policy",
        "title": "省级贴息办法",
        "slug": "tiexi",
        "body": "# 一\r\n正文",
        "sort_key": "1",
    }
    made = operator.post(reverse("ops:article-new"), data)
    row = Article.objects.get()
    assert row.published_at is None
    assert made.url == reverse("ops:article-edit", kwargs={"article_id": row.pk})
    twice = operator.post(reverse("ops:article-new"), data)
    assert twice.status_code == 422
    publish = reverse("ops:article-publish", kwargs={"article_id": row.pk})
    operator.post(publish, {"published": "1"})
    assert Client().get("/policies/tiexi/").status_code == 200
    operator.post(made.url, {**data, "title": "省级贴息办法（修订）"})
    operator.post(publish, {"reason": "政策已废止"})
    row.refresh_from_db()
    assert (row.title, row.published_at) == ("省级贴息办法（修订）", None)


def message(**values: Any) -> OutboxMessage:
    defaults = {
        "kind": "sms",
        "dedupe_key": f"k{OutboxMessage.objects.count()}",
        "payload": {"text": "秘密短信"},
    }
    return OutboxMessage.objects.create(**{**defaults, **values})


def test_outbox_shows_trouble_and_no_text(operator: Client) -> None:
    row = message(attempts=2, last_error="sms_timeout", next_attempt_at=now() + timedelta(hours=1))
    gone = message(state="failed", payload={})
    page = operator.get(reverse("ops:outbox")).content.decode()
    assert "sms_timeout" in page
    assert "秘密短信" not in page
    retry = reverse("ops:outbox-retry", kwargs={"message_id": row.pk})
    operator.post(retry)
    row.refresh_from_db()
    assert row.next_attempt_at <= now()
    said = operator.post(reverse("ops:outbox-retry", kwargs={"message_id": gone.pk}), follow=True)
    assert "不能再次发送" in said.content.decode()


def test_calendar(
    operator: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    url = reverse("ops:calendar")
    assert calendar_overrides() == {}
    with django_capture_on_commit_callbacks(execute=True):
        operator.post(url, {"day": "２０２７-０２-０６", "kind": "working", "note": "调休"})
    assert [(str(day), on) for day, on in calendar_overrides().items()] == [("2027-02-06", True)]
    bad = operator.post(url, {"day": "后天", "kind": "free"})
    assert bad.status_code == 422
    assert "后天" in bad.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        operator.post(reverse("ops:calendar-remove"), {"day": "2027-02-06"})
        operator.post(reverse("ops:calendar-remove"), {"day": "rubbish"})
    assert not CalendarOverride.objects.exists()


def test_staff_posts_are_made_by_two(staff_client: StaffClient) -> None:
    system, security = staff_client("system_administrator"), staff_client("security_administrator")
    data = {"phone": "13900007003", "name": "陈示例", "role": "auditor"}
    assert system.post(reverse("ops:staff-new"), data).status_code == 302
    assert system.post(reverse("ops:staff-new"), data).status_code == 422
    post = StaffPost.objects.get(name="陈示例")
    assert live_staff_post(user=post.user) is None
    confirm = reverse("ops:staff-confirm", kwargs={"post_id": post.pk})
    system.post(confirm)
    post.refresh_from_db()
    assert post.confirmed_at is None
    assert "待确认" in security.get(reverse("ops:staff-list")).content.decode()
    security.post(confirm)
    assert live_staff_post(user=post.user) == post
    assert "已生效" in sms_texts(str(post.user.phone))[0]
    system.post(reverse("ops:staff-active", kwargs={"post_id": post.pk}), {"reason": "调离岗位"})
    post.refresh_from_db()
    assert not post.is_active
    assert User.objects.get(pk=post.user_id).session_epoch == 1
    # Power comes back by two as well.
    system.post(reverse("ops:staff-active", kwargs={"post_id": post.pk}), {"active": "1"})
    assert live_staff_post(user=post.user) is None
    security.post(confirm)
    assert live_staff_post(user=post.user) == post
    own = StaffPost.objects.get(role="system_administrator")
    active = reverse("ops:staff-active", kwargs={"post_id": own.pk})
    assert system.post(active, {"reason": "调离岗位"}).status_code == 403


@pytest.mark.parametrize("role", ["system_administrator", "security_administrator"])
def test_nobody_of_the_proposers_role_confirms(role: str) -> None:
    """Not the proposer on a second phone either: another post of the same role is no second pair of eyes."""
    other = {
        "system_administrator": "security_administrator",
        "security_administrator": "system_administrator",
    }[role]
    first, second = factories.staff_post(role=role), factories.staff_post(role=role)
    post = staff_post_propose(
        actor=factories.staff_actor(first), phone="+8613900007004", name="陈示例", role="operator"
    )
    for who in (first, second):
        with pytest.raises(Refused):
            staff_post_confirm(actor=factories.staff_actor(who), post_id=post.pk)
    for outsider in ("operator", "auditor", "regulator"):
        with pytest.raises(Forbidden):
            staff_post_confirm(
                actor=factories.staff_actor(factories.staff_post(role=outsider)), post_id=post.pk
            )
    staff_post_confirm(actor=factories.staff_actor(factories.staff_post(role=other)), post_id=post.pk)
    assert live_staff_post(user=post.user) == post
    event = AuditEvent.objects.get(action="accounts.staff_confirm")
    assert event.detail["proposed_by"] == str(first.user_id)


def test_a_proposal_is_declined(staff_client: StaffClient) -> None:
    system, security = staff_client("system_administrator"), staff_client("security_administrator")
    system.post(reverse("ops:staff-new"), {"phone": "13900007005", "name": "陈示例", "role": "operator"})
    post = StaffPost.objects.get(name="陈示例")
    security.post(reverse("ops:staff-decline", kwargs={"post_id": post.pk}))
    assert not StaffPost.objects.filter(pk=post.pk).exists()
    standing = StaffPost.objects.get(role="system_administrator")
    security.post(reverse("ops:staff-decline", kwargs={"post_id": standing.pk}))
    assert StaffPost.objects.filter(pk=standing.pk).exists()


def test_second_factors_are_the_security_administrators(staff_client: StaffClient) -> None:
    client = staff_client("security_administrator")
    officer = factories.officer()
    SecondFactor.objects.create(user=officer.user, secret="JBSWY3DPEHPK3PXP", confirmed_at=now())
    page = client.get(reverse("ops:second-factors")).content.decode()
    assert officer.name in page
    assert "JBSWY3DPEHPK3PXP" not in page
    assert (
        officer.name
        in client.get(reverse("ops:second-factors") + f"?phone={officer.user.phone}").content.decode()
    )
    assert "手机号" in client.get(reverse("ops:second-factors") + "?phone=12").content.decode()
    client.post(
        reverse("ops:second-factor-reset", kwargs={"user_id": officer.user_id}), {"reason": "手机丢失"}
    )
    assert not SecondFactor.objects.exists()
    assert AuditEvent.objects.filter(action="accounts.second_factor_reset").exists()
    nobody = factories.user()
    assert client.post(reverse("ops:second-factor-reset", kwargs={"user_id": nobody.pk})).status_code == 404


def test_the_auditor_reads_and_checks(staff_client: StaffClient, operator: Client) -> None:
    row = factories.enterprise()
    url = reverse("ops:enterprise-state", kwargs={"enterprise_id": row.pk})
    operator.post(url, {"action": "freeze", "reason": "司法要求"})
    audit_seal()
    auditor = staff_client("auditor")
    page = auditor.get(reverse("ops:audit-list") + f"?object={row.pk}").content.decode()
    assert "冻结企业" in page
    assert "记录完整" in auditor.post(reverse("ops:audit-verify")).content.decode()
    assert AuditEvent.objects.filter(action="audit.verify").exists()
    rubbish = "?object='--&before=x&day=x&action=%3Cb%3E"
    assert auditor.get(reverse("ops:audit-list") + rubbish).status_code == 200


def test_the_audit_list_pages_by_key(
    staff_client: StaffClient, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(120):
        AuditEvent.objects.create(actor_kind="system", action="test.event", object_kind="test")
    auditor = staff_client("auditor")
    with django_assert_max_num_queries(9):
        first = auditor.get(reverse("ops:audit-list")).content.decode()
    assert first.count("test.event") == 50
    before = first.split("before=")[1].split('"')[0]
    second = auditor.get(reverse("ops:audit-list") + f"?before={before}").content.decode()
    assert second.count("test.event") == 50


def test_the_audit_list_shows_and_finds_codes_of_old_as_they_are_today(staff_client: StaffClient) -> None:
    AuditEvent.objects.create(actor_kind="system", action="application.submit", object_kind="test")
    auditor = staff_client("auditor")
    for typed in ("", "?action=applications.submit", "?action=application.submit", "?action=提交申请"):
        page = auditor.get(reverse("ops:audit-list") + typed).content.decode()
        assert page.count(">提交申请<") == 1, typed
    assert ">提交申请<" not in auditor.get(reverse("ops:audit-list") + "?action=products").content.decode()


def test_operator_create(capsys: pytest.CaptureFixture[str]) -> None:
    """The first two administrators take effect at once; whoever comes after them waits for one of them."""
    call_command("operator_create", phone="13900007009", name="周示例", role="system_administrator")
    post = StaffPost.objects.get()
    assert (post.user.phone, post.role, post.name) == ("+8613900007009", "system_administrator", "周示例")
    assert live_staff_post(user=post.user) == post
    assert "139****7009" in capsys.readouterr().out
    assert AuditEvent.objects.get(action="accounts.staff_first").actor_name.startswith("命令行")
    call_command("operator_create", phone="13900007010", name="吴示例", role="security_administrator")
    second = StaffPost.objects.get(name="吴示例")
    assert live_staff_post(user=second.user) == second
    for number, role in enumerate(("system_administrator", "operator", "auditor", "regulator")):
        call_command("operator_create", phone=f"1390000702{number}", name=f"郑示例{number}", role=role)
        waiting = StaffPost.objects.get(name=f"郑示例{number}")
        assert live_staff_post(user=waiting.user) is None
        staff_post_confirm(actor=factories.staff_actor(post), post_id=waiting.pk)
        assert live_staff_post(user=waiting.user) == waiting
    assert not SecondFactor.objects.exists(), "enrolled at the first login"
    with pytest.raises(CommandError, match="已有运营岗位"):
        call_command("operator_create", phone="13900007009", name="周示例", role="operator")
    with pytest.raises(CommandError, match="手机号"):
        call_command("operator_create", phone="12345", name="周示例", role="operator")


def test_queries_do_not_grow(operator: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    row = factories.institution()
    for _ in range(6):
        factories.branch(institution=row)
        factories.officer(institution=row)
        factories.institution()
        factories.product()
        in_review()
        message(attempts=1)
        Article.objects.create(kind="help", slug=f"a{Article.objects.count()}", title="标题", body="正文")
    pages = [
        "institution-list",
        "product-list",
        "agreement-list",
        "feedback-list",
        "article-list",
        "outbox",
        "calendar",
        "home",
    ]
    # The figures of the first page are worked out once for all processes and kept.
    operator.get(reverse("ops:home"))
    for name in pages:
        # The first page lists the heads of two queues beside what every page counts.
        with django_assert_max_num_queries(15 if name == "home" else 13):
            operator.get(reverse(f"ops:{name}"))
    with django_assert_max_num_queries(12):
        operator.get(reverse("ops:institution-detail", kwargs={"institution_id": row.pk}))
