"""The personal consents for identity data, face data and 窗口协办: what was agreed to when, and taking it back with deletion (R6, R7).

Everybody sees and withdraws their own, in the console and in the app; what goes is said before the button.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse

from yuzhengdai.domain.agreements.models import AgreementConsent, AgreementKind
from yuzhengdai.domain.agreements.selectors import consent_list
from yuzhengdai.domain.verification.services.consents import consent_withdraw
from yuzhengdai.foundation.core.money import moment
from yuzhengdai.sites.web.gates import UserView
from yuzhengdai.sites.web.site import redirect_to, render_page

_ROWS = 50
_WHAT = {
    AgreementKind.IDENTITY_DATA.value: "姓名、证件号码、证件照片，用于核实办理认证的人",
    AgreementKind.FACE_DATA.value: "做动作时的画面和一张供审核的照片，用于确认是本人办理",
    AgreementKind.COUNTER_PROOF.value: "由窗口工作人员当面核对您和证件，协助办理企业认证",
    AgreementKind.ID_NUMBER_QUERY.value: "使用网证时另外填写的身份证号，只用于核对企业四要素",
}
EFFECTS: dict[str, tuple[str, ...]] = {
    AgreementKind.IDENTITY_DATA.value: (
        "正在办理的认证立即结束，填写的内容和证件照片全部删除",
        "已经通过的认证仍然有效：证件照片、住址和识别内容删除，姓名和号码作为认证记录依法保存",
        "以后再办理认证，需要重新同意",
    ),
    AgreementKind.FACE_DATA.value: (
        "留存的人脸照片、特征和测量数值立即删除",
        "正在办理的人脸核验改为人工认证，也可以选择对公账户打款验证",
        "已经通过的认证不受影响",
    ),
    AgreementKind.COUNTER_PROOF.value: (
        "正在窗口办理的认证随即停下，窗口工作人员不能再查看和填写，改为人工认证",
        "已经通过的认证不受影响",
        "以后再到窗口办理，需要重新同意",
    ),
    AgreementKind.ID_NUMBER_QUERY.value: (
        "没有办完的认证里为此填写的身份证号立即删除",
        "已经提交和已经通过的认证不受影响",
        "以后用网证办理而又需要号码的，重新同意",
    ),
}
"""What withdrawing does, said before the button."""


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """One kind: the newest consent of this person to it, if there ever was one."""

    kind: str
    slug: str
    title: str
    what: str
    version: str = ""
    given_at: str = ""
    withdrawn_at: str = ""

    @property
    def is_held(self) -> bool:
        """Whether there is something to withdraw."""
        return bool(self.given_at) and not self.withdrawn_at


class ConsentPages(UserView):
    """Of whoever is logged in; the console asks for a member of the chosen enterprise."""

    def rows(self) -> list[ConsentRow]:
        """Every kind, identity first; 窗口协办 for who ever was at a counter. One query."""
        found: dict[str, AgreementConsent] = {}
        mine = consent_list(actor=self.request.actor).filter(
            enterprise__isnull=True, agreement__kind__in=list(EFFECTS)
        )
        for consent in mine[:_ROWS]:
            held = found.get(consent.agreement.kind)
            if held is None or (held.withdrawn_at is not None and consent.withdrawn_at is None):
                found[consent.agreement.kind] = consent
        always = set(EFFECTS) - {AgreementKind.COUNTER_PROOF.value, AgreementKind.ID_NUMBER_QUERY.value}
        return [_row(kind, found.get(kind)) for kind in EFFECTS if kind in always or kind in found]


class ConsentListPage(ConsentPages):
    def get(self, request: HttpRequest) -> HttpResponse:
        """What holds and what was withdrawn."""
        return render_page(request, "consents/list.html", {"rows": self.rows()})


class ConsentWithdrawPage(ConsentPages):
    """「撤回同意」: asks first."""

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        """What withdrawing does; nothing to withdraw leads back."""
        row = self.row(kind)
        if not row.is_held:
            return redirect_to(request, "consents")
        context = {"row": row, "effects": EFFECTS[row.kind]}
        return render_page(request, "consents/withdraw.html", context)

    def post(self, request: HttpRequest, kind: str) -> HttpResponse:
        """Withdraw and delete; a second click finds nothing."""
        row = self.row(kind)
        if consent_withdraw(actor=self.request.actor, kind=row.kind):
            is_counter = row.kind == AgreementKind.COUNTER_PROOF
            then = "窗口不能再查看和办理" if is_counter else "相关信息已删除"
            messages.success(request, f"已撤回《{row.title}》，{then}。")
        else:
            messages.info(request, "没有需要撤回的同意。")
        return redirect_to(request, "consents")

    def row(self, kind: str) -> ConsentRow:
        """By its slug; 404 for other kinds."""
        found = next((row for row in self.rows() if row.slug == kind), None)
        if found is None:
            raise Http404
        return found


def _row(kind: str, consent: AgreementConsent | None) -> ConsentRow:
    slug, title = kind.replace("_", "-"), str(AgreementKind(kind).label)
    if consent is None:
        return ConsentRow(kind, slug, title, _WHAT[kind])
    withdrawn = moment(consent.withdrawn_at) if consent.withdrawn_at else ""
    return ConsentRow(
        kind, slug, title, _WHAT[kind], consent.agreement.version, moment(consent.created_at), withdrawn
    )
