"""Frames, helpers of templates, error pages, 长辈版, maintenance (R1, C1, C12, F1)."""

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch
from markupsafe import Markup
from pytest_django import Settings

from tests.support.markup import tight
from yuzhengdai.foundation.core.errors import FieldErrors, Forbidden
from yuzhengdai.sites.web import errors, jinja, vite
from yuzhengdai.sites.web.elder import is_elder
from yuzhengdai.sites.web.forms import SiteForm
from yuzhengdai.sites.web.shell import NavItem, Shell, StaffShell

NAV = ["首页", "金融产品", "需求发布", "企业信用报告", "金融机构", "政策资讯", "平台协议", "帮助中心"]
CONSOLE_NAV = [
    "个人中心",
    "我的申请",
    "管理需求",
    "发布需求",
    "企业信用报告",
    "数据授权",
    "消息中心",
    "我的反馈",
    "平台协议",
]


def render(source: str, request: HttpRequest | None = None, **context: object) -> str:
    return str(engines["jinja2"].from_string(source).render(context, request or RequestFactory().get("/")))


def page(layout: str, request: HttpRequest | None = None, **context: object) -> str:
    return render(
        f'{{% extends "layouts/{layout}.html" %}}{{% block content %}}内容{{% endblock %}}',
        request,
        **context,
    )


def test_portal_frame_has_all_labels_of_r1() -> None:
    html = page("portal", nav="products")
    for label in [*NAV, "注册", "企业登录", "长辈版"]:
        assert f">{label}</a>" in html
    assert html.count('aria-current="page">金融产品<') == 1
    assert 'aria-label="意见反馈"' in html
    assert 'lang="zh-CN"' in html
    assert 'href="#main"' in html


def test_portal_frame_for_anonymous_visitors_carries_no_token() -> None:
    html = page("portal")
    assert "csrf" not in html
    assert "server-time" not in html


def test_portal_frame_of_a_signed_in_enterprise() -> None:
    """R1, C12: greeting, switching and 「退出」 as a form that posts."""
    request = RequestFactory().get("/")
    request.shell = Shell(is_signed_in=True, enterprise_name="河南<b>禾丰", can_switch_enterprise=True)  # type: ignore[attr-defined]
    html = page("portal", request)
    assert ">您好！河南&lt;b&gt;禾丰</a>" in html
    assert "切换企业" in html
    assert 'method="post" action="/logout/"' in html
    assert "csrfmiddlewaretoken" in html
    assert ">企业登录<" not in html


def test_console_frame_has_the_navigation_of_c1() -> None:
    request = RequestFactory().get("/console/")
    request.shell = Shell(is_signed_in=True, enterprise_name="河南禾丰", unread_count=3)  # type: ignore[attr-defined]
    html = page("console", request, nav="messages")
    positions = [html.index(label) for label in CONSOLE_NAV]
    assert positions == sorted(positions)
    assert "返回首页" in html
    assert 'aria-current="page"' in html
    assert "3<span" in html


def test_staff_frame_marks_the_present_entry() -> None:
    request = RequestFactory().get("/bank/")
    nav = [NavItem("queue", "待办", "/bank/", "list", 12), NavItem("all", "全部申请", "/bank/all/", "file")]
    request.staff_shell = StaffShell(title="银行工作台", nav=nav, logout_url="/bank/logout/")  # type: ignore[attr-defined]
    html = tight(page("staff", request, nav="queue", page_title="我的待办"))
    assert "<title>我的待办 - 银行工作台</title>" in html
    assert 'href="/bank/" aria-current="page"' in html
    assert 'href="/bank/all/" aria-current' not in html
    assert 'action="/bank/logout/"' in html


def test_titles() -> None:
    assert "<title>金融产品 - 河南省金融服务共享平台</title>" in page("portal", page_title="金融产品")


@pytest.mark.parametrize("path", ["", "portal/", "console/", "staff/", "auth/", "plain/"])
def test_gallery_pages_keep_the_content_security_policy(path: str) -> None:
    response = Client().get(f"/sandbox/components/{path}")
    html = response.content.decode()
    assert response.status_code == 200
    assert " style=" not in html
    assert " onclick" not in html
    assert "<script>" not in html


def test_template_attributes() -> None:
    assert jinja.attrs({"data_x": 1, "disabled": True, "hidden": False, "class_": 'a"b', "id": None}) == (
        ' data-x="1" disabled class="a&#34;b"'
    )


@pytest.mark.parametrize("name", ["style", "onclick", "on_click"])
def test_template_attributes_refuse_what_the_policy_forbids(name: str) -> None:
    with pytest.raises(ValueError, match="not allowed"):
        jinja.attrs({name: "x"})


def test_query_keeps_other_filters_and_goes_back_to_page_one() -> None:
    request = RequestFactory().get("/products/?kind=bank&kind=rural&page=3&q=%E8%B4%B7")
    assert jinja.query(request, sort="rate") == "?kind=bank&kind=rural&q=%E8%B4%B7&sort=rate"
    assert jinja.query(request, page=4) == "?kind=bank&kind=rural&page=4&q=%E8%B4%B7"
    assert jinja.query(request, kind=None, q="") == "?"
    assert jinja.query(request, kind=["bank"]) == "?kind=bank&q=%E8%B4%B7"


def test_links_and_urls() -> None:
    assert jinja.url({}, "portal:home") == "/"
    assert jinja.link({}, "portal:home", "/x/") == "/"
    assert jinja.link({}, "nowhere:at-all", "/x/") == "/x/"
    with pytest.raises(NoReverseMatch):
        jinja.url({}, "nowhere:at-all")


def test_filters_of_money_and_masking_are_there() -> None:
    assert (
        render("{{ a|wan }} {{ p|mask_phone }}", a=Decimal(1_000_000), p="13812346021")
        == "100 万元 138****6021"
    )


def test_undefined_names_are_errors() -> None:
    with pytest.raises(Exception, match="undefined"):
        render("{{ nothing }}")


def test_every_icon_draws() -> None:
    assert jinja.icon("search", "lg", extra="search__icon") == (
        '<svg class="icon icon--lg search__icon" viewBox="0 0 24 24" aria-hidden="true">'
        '<circle cx="11" cy="11" r="6.5"/><path d="M16 16l4.5 4.5"/></svg>'
    )
    with pytest.raises(KeyError):
        jinja.icon("nothing")


def test_vite_names_hashed_files_and_says_when_nothing_is_built(settings: Settings, tmp_path: Path) -> None:
    settings.DEBUG = True
    settings.VITE_MANIFEST = tmp_path / "manifest.json"
    assert "front end not built" in vite.vite("css/main.css")
    assert vite.asset("css/main.css") == ""
    settings.VITE_MANIFEST.write_text(
        '{"frontend/css/main.css": {"file": "assets/style-1.css"}, "frontend/ts/main.ts": {"file": "assets/main-2.js"}}'
    )
    tags = vite.vite("ts/main.ts", "css/main.css")
    assert isinstance(tags, Markup)
    assert tags.splitlines() == [
        '<link rel="stylesheet" href="/static/dist/assets/style-1.css">',
        '<script type="module" src="/static/dist/assets/main-2.js"></script>',
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "sheets"),
    [
        ("/help/", ["main"]),
        ("/login/", ["main"]),
        ("/bank/login/", ["main", "staff"]),
        ("/ops/login/", ["main", "staff"]),
        ("/app/login/", ["main", "app"]),
        ("/app/offline/", ["main", "app"]),
        ("/app/download", ["main", "app"]),
        ("/sandbox/components/", ["main", "app", "staff", "gallery"]),
    ],
)
def test_a_page_loads_the_style_sheets_of_its_site(
    settings: Settings, tmp_path: Path, address: str, sheets: list[str]
) -> None:
    settings.DEBUG = True
    settings.VITE_MANIFEST = tmp_path / "manifest.json"
    names = ("main", "app", "staff", "gallery")
    manifest = {f"frontend/css/{name}.css": {"file": f"assets/{name}-1.css"} for name in names}
    settings.VITE_MANIFEST.write_text(json.dumps(manifest))
    page = Client().get(address).content.decode()
    assert re.findall(r'href="/static/dist/assets/(\w+)-1\.css"', page) == sheets


class TestElder:
    def test_switching_on_and_off(self) -> None:
        client = Client()
        response = client.get("/elder/", {"on": "1", "next": "/products/?q=1"})
        assert response["Location"] == "/products/?q=1"
        assert client.cookies["yzd_mode"].value == "elder"
        assert 'data-mode="elder"' in client.get("/sandbox/components/").content.decode()
        client.get("/elder/", {"on": "0"})
        assert 'data-mode="elder"' not in client.get("/sandbox/components/").content.decode()

    @pytest.mark.parametrize(
        "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil"]
    )
    def test_never_leads_to_another_site(self, target: str) -> None:
        assert Client().get("/elder/", {"on": "1", "next": target})["Location"] == "/"

    def test_other_cookie_values_mean_nothing(self) -> None:
        request = RequestFactory().get("/")
        request.COOKIES["yzd_mode"] = "x"
        assert not is_elder(request)
        assert not is_elder(None)


class TestErrorPages:
    def test_not_found(self) -> None:
        response = Client().get("/there-is-no-such-page/")
        assert response.status_code == 404
        assert "没有找到这个页面" in response.content.decode()

    def test_forbidden_shows_the_sentence(self) -> None:
        request = RequestFactory().get("/")
        response = errors.permission_denied(request, Forbidden(sentence="请联系本单位管理员"))
        assert response.status_code == 403
        assert "请联系本单位管理员" in response.content.decode()
        other = errors.permission_denied(request, PermissionDenied("您的岗位不能做这一步。"))
        assert "您的岗位不能做这一步。" in other.content.decode()

    def test_server_error_needs_nothing(self) -> None:
        response = errors.server_error(RequestFactory().get("/"))
        assert response.status_code == 500
        assert "页面暂时打不开" in response.content.decode()

    def test_server_error_when_even_templates_fail(self) -> None:
        response = errors.static_page(RequestFactory().get("/"), "no-such-template.html", status=500)
        assert response.status_code == 500
        assert "页面暂时打不开" in response.content.decode()

    def test_stale_form(self) -> None:
        client = Client(enforce_csrf_checks=True)
        response = client.post("/login/", {"phone": "1"})
        assert response.status_code == 403
        html = response.content.decode()
        assert "页面已过期，请重新提交" in html
        assert "Cookie" in html

    def test_maintenance(self, settings: Settings, tmp_path: Path) -> None:
        settings.MAINTENANCE_FILE = tmp_path / "maintenance"
        client = Client()
        assert client.get("/sandbox/components/").status_code == 200
        settings.MAINTENANCE_FILE.touch()
        response = client.get("/sandbox/components/")
        assert response.status_code == 503
        assert response["Retry-After"] == "600"
        assert "平台维护中" in response.content.decode()
        assert client.get("/healthz").status_code == 200


class Sample(SiteForm):
    half_width_fields = ("code",)
    name = forms.CharField(label="企业名称", max_length=4)
    code = forms.CharField(label="统一社会信用代码", required=False)
    amount = forms.DecimalField(label="借款金额", min_value=Decimal(20), max_digits=6, decimal_places=2)
    use = forms.ChoiceField(label="借款用途", choices=[("a", "采购原材料")])
    picture = forms.FileField(label="营业执照")
    agree = forms.BooleanField(label="同意", error_messages={"required": "请先同意"})


class TestSiteForm:
    def test_sentences_name_the_field(self) -> None:
        assert {name: list(texts) for name, texts in Sample({}).errors.items()} == {
            "name": ["请填写企业名称"],
            "amount": ["请填写借款金额"],
            "use": ["请选择借款用途"],
            "picture": ["请上传营业执照"],
            "agree": ["请先同意"],
        }

    def test_sentences_of_bounds(self) -> None:
        found = Sample({"name": "一二三四五", "amount": "1.234", "use": "z"}).errors
        assert found["name"] == ["企业名称不超过 4 个字，现在是 5 个"]
        assert found["amount"] == ["借款金额不能小于 20", "借款金额最多 2 位小数"]
        assert found["use"] == ["请选择借款用途"]
        assert Sample({"amount": "abc"}).errors["amount"] == ["借款金额请填写数字"]

    def test_full_width_input_becomes_half_width_and_stays_so(self) -> None:
        form = Sample({"code": " ９１４１０１００ＭＡ３Ｘ "})
        assert not form.is_valid()
        assert form["code"].value() == "91410100MA3X"

    def test_errors_of_a_service_go_to_their_fields(self) -> None:
        form = Sample({})
        form.add_field_errors(FieldErrors({"name": "名称与登记的不一致", "elsewhere": "请稍后再试"}))
        assert "名称与登记的不一致" in form.errors["name"]
        assert form.non_field_errors() == ["请稍后再试"]

    def test_error_summary_links_to_the_fields(self) -> None:
        html = render(
            '{% import "components/ui.html" as ui %}{{ ui.error_summary(form) }}{{ ui.bound_field(form.name) }}',
            form=Sample({}),
        )
        assert "还有 5 处需要修改" in html
        assert 'href="#id_name">企业名称：请填写企业名称' in html
        assert 'aria-invalid="true" aria-describedby="id_name-error"' in html

    def test_what_was_typed_is_kept_and_escaped(self) -> None:
        html = render(
            '{% import "components/ui.html" as ui %}{{ ui.bound_field(form.name) }}',
            form=Sample({"name": '"><script>x'}),
        )
        assert 'value="&#34;&gt;&lt;script&gt;x"' in html


def test_plain_response_type() -> None:
    assert isinstance(errors.bad_request(RequestFactory().get("/")), HttpResponse)
