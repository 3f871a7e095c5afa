"""/sandbox/components/ (demo only): every component in every state, for eyes, axe and screenshots."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yuzhengdai.foundation.core.paging import page_of
from yuzhengdai.sites.web.forms import SiteForm
from yuzhengdai.sites.web.icons import ICONS
from yuzhengdai.sites.web.shell import NavItem, Shell, StaffShell

_STAFF = StaffShell(
    title="银行工作台",
    home_url="#main",
    organisation="嵩岳银行　郑州中原支行",
    person="王敏",
    role="客户经理",
    nav=(
        NavItem("queue", "待办", "#main", "list", 12),
        NavItem("all", "全部申请", "#main", "file"),
        NavItem("products", "产品维护", "#main", "grid", starts_group=True),
    ),
    search_url="#main",
    messages_url="#main",
    unread_count=5,
    logout_url="#main",
)


class SampleForm(SiteForm):
    """One field of each kind; bound with bad data it shows every error state."""

    name = forms.CharField(label="企业名称", max_length=60, help_text="与营业执照一致")
    amount = forms.DecimalField(label="借款金额", help_text="该产品 20–300 万元，实际额度以审批为准")
    purpose = forms.ChoiceField(
        label="借款用途", choices=[("", "请选择"), ("material", "采购原材料"), ("wages", "支付工资")]
    )
    term = forms.ChoiceField(
        label="借款期限",
        choices=[("6", "6 个月"), ("12", "12 个月"), ("18", "18 个月")],
        widget=forms.RadioSelect,
    )
    regions = forms.MultipleChoiceField(
        label="所属地区",
        choices=[("410100", "郑州市"), ("410300", "洛阳市")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    description = forms.CharField(label="需求描述", max_length=500, widget=forms.Textarea, required=False)
    code = forms.CharField(label="短信验证码", help_text="已发送至 138****6021，5 分钟内有效")
    attachment = forms.FileField(label="附件", required=False)
    agree = forms.BooleanField(label="我已阅读并同意《用户服务协议》《隐私政策》")


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """The page; both a fresh and a wrongly filled form."""
    wrong = SampleForm(
        {"amount": "9999x", "term": "12", "code": "418205", "description": "补充流动资金"}, prefix="wrong"
    )
    context = {
        "fresh": SampleForm(initial={"term": "12"}),
        "wrong": wrong,
        "icon_names": sorted(ICONS),
        "sample_page": page_of(range(120), 5, size=10),
    }
    return render(request, "shared/gallery.html", context)


@require_safe
def frame(request: HttpRequest, name: str) -> HttpResponse:
    """One layout with sample content: portal, console, staff, auth or plain, as a signed-in person sees it."""
    request.shell = Shell(  # type: ignore[attr-defined]
        is_signed_in=True,
        enterprise_name="河南禾丰粮油机械有限公司",
        can_switch_enterprise=True,
        is_verified=True,
        unread_count=3,
    )
    request.staff_shell = _STAFF  # type: ignore[attr-defined]
    context = {"form": SampleForm(), "sample_page": page_of(range(30), 1, size=10)}
    return render(request, f"shared/frame_{name}.html", context)
