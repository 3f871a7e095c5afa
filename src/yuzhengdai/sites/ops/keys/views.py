"""「CA 机构」: the security administrator proposes and ends, another administrator confirms (L4)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.certificates.enums import TrustedCaState, UsccPlace
from yuzhengdai.domain.certificates.models import TrustedCa, TrustedList
from yuzhengdai.domain.certificates.selectors import trusted_ca_list
from yuzhengdai.domain.certificates.services import (
    trusted_ca_confirm,
    trusted_ca_decline,
    trusted_ca_end,
    trusted_ca_propose,
)
from yuzhengdai.domain.certificates.services.trusted import CHAIN_CHARACTERS, KEEPER
from yuzhengdai.domain.certificates.services.trusted_lists import chain_of
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.masking import mask_phone
from yuzhengdai.foundation.core.money import moment
from yuzhengdai.sites.ops.form_page import FormPage, StopPage
from yuzhengdai.sites.ops.shell import ADMINISTRATORS, SECURITY_ADMINISTRATOR, DeskView
from yuzhengdai.sites.web.forms import SiteForm
from yuzhengdai.sites.web.problems import or_404

_STATES = {TrustedCaState.PROPOSED: "you", TrustedCaState.TRUSTED: "ok", TrustedCaState.ENDED: "end"}
ROWS = 100


class TrustedCaForm(SiteForm):
    """A CA as it is proposed; what is wrong with it the service says."""

    half_width_fields = ("uscc_place", "uscc_oid")
    name = forms.CharField(label="CA 名称", max_length=60)
    chain = forms.CharField(
        label="证书链",
        max_length=CHAIN_CHARACTERS,
        widget=forms.Textarea,
        help_text="PEM 格式，签发用户证书的那张在前，根证书在后。请从 CA 的正式渠道取得，并核对指纹",
    )
    uscc_place = forms.ChoiceField(
        label="统一社会信用代码在哪里", choices=[("", "请选择"), *UsccPlace.choices]
    )
    uscc_oid = forms.CharField(
        label="对象标识符", max_length=80, help_text="主题的 serialNumber 填 2.5.4.5，扩展项按 CA 给出的填"
    )
    list_addresses = forms.CharField(
        label="吊销列表的地址",
        max_length=4000,
        widget=forms.Textarea,
        help_text="一行一个，http 或 https。主机须在部署时允许（CA_CRL_HOSTS）",
    )


class TrustedCaListView(DeskView):
    nav = "trusted-cas"
    allowed_roles = ADMINISTRATORS

    def get(self, request: HttpRequest) -> HttpResponse:
        """Every CA with the state of its lists. Three queries."""
        actor = self.request.actor
        rows = [_row(ca, actor) for ca in trusted_ca_list(actor=actor)[:ROWS]]
        return self.page("keys/list", rows=rows, may_propose=actor.has_role(KEEPER))


class TrustedCaNewView(FormPage):
    nav = "trusted-cas"
    allowed_roles = frozenset({SECURITY_ADMINISTRATOR})
    form_class = TrustedCaForm
    title = "新增 CA"
    submit_label = "提出"
    done = "已提出，等待另一位管理员确认。"
    note = "另一位管理员（系统管理员或其他安全管理员）确认以后，这家 CA 签发的 USBKEY 才能登录。"

    def crumbs(self) -> list[tuple[str, str | None]]:
        return [("CA 机构", reverse("ops:trusted-ca-list"))]

    def save(self, data: dict[str, Any]) -> str:
        trusted_ca_propose(actor=self.request.actor, **data)
        return reverse("ops:trusted-ca-list")


class TrustedCaConfirmView(DeskView):
    """「确认」 a CA that somebody else proposed."""

    nav = "trusted-cas"
    allowed_roles = ADMINISTRATORS

    def post(self, request: HttpRequest, ca_id: UUID) -> HttpResponse:
        row = _found(self.request.actor, ca_id)
        done = "已确认，后台任务随后下载吊销列表，之后它签发的 USBKEY 可以登录。"
        return self.act(
            lambda: trusted_ca_confirm(actor=self.request.actor, ca_id=row.pk),
            done=done,
            back="ops:trusted-ca-list",
        )


class TrustedCaDeclineView(DeskView):
    """「不同意」, or taking the own proposal back; a CA in use is ended on a page that asks why."""

    nav = "trusted-cas"
    allowed_roles = ADMINISTRATORS

    def post(self, request: HttpRequest, ca_id: UUID) -> HttpResponse:
        row = _found(self.request.actor, ca_id)
        return self.act(
            lambda: trusted_ca_decline(actor=self.request.actor, ca_id=row.pk),
            done="已去掉这项提议。",
            back="ops:trusted-ca-list",
        )


class TrustedCaEndView(StopPage):
    nav = "trusted-cas"
    allowed_roles = frozenset({SECURITY_ADMINISTRATOR})
    title = "停用 CA"
    submit_label = "停用"
    reason_help = "记入审计日志"
    done = "已停用，它签发的 USBKEY 不能再登录。"
    row: TrustedCa

    def load(self, **kwargs: Any) -> None:
        """The CA, whose name stands in the note."""
        self.row = _found(self.request.actor, kwargs["ca_id"])
        if self.row.state != TrustedCaState.TRUSTED:
            raise Http404
        self.note = f"{self.row.name}。停用以后，它签发的 USBKEY 不能再登录；用它们登录的立即退出。"

    def crumbs(self) -> list[tuple[str, str | None]]:
        return [("CA 机构", reverse("ops:trusted-ca-list"))]

    def save(self, data: dict[str, Any]) -> str:
        trusted_ca_end(actor=self.request.actor, ca_id=self.row.pk, reason=data["reason"])
        return reverse("ops:trusted-ca-list")


def _found(actor: Actor, ca_id: UUID) -> TrustedCa:
    return or_404(lambda: trusted_ca_list(actor=actor).get(pk=ca_id))


def _row(ca: TrustedCa, actor: Actor) -> dict[str, Any]:
    """One CA, what its lists are like, and what this administrator may do with it."""
    is_keeper = actor.has_role(KEEPER)
    waits = ca.state == TrustedCaState.PROPOSED
    return {
        "id": ca.pk,
        "name": ca.name + ("（演示）" if ca.is_demo else ""),
        "fingerprint": " ".join(ca.fingerprint[at : at + 8] for at in range(0, 64, 8)),
        "subject": _subject(ca),
        "code_at": f"{ca.get_uscc_place_display()} {ca.uscc_oid}",
        "lists": [_list(one) for one in ca.lists.all()],
        "addresses": ca.list_addresses.splitlines() if waits else [],
        "state": (ca.get_state_display(), _STATES[TrustedCaState(ca.state)]),
        "proposed": _by(ca.proposed_by),
        "confirmed": _by(ca.confirmed_by),
        "may_confirm": waits and ca.proposed_by_id != actor.user_id,
        "may_decline": waits,
        "may_end": ca.state == TrustedCaState.TRUSTED and is_keeper,
    }


def _subject(ca: TrustedCa) -> str:
    """Whom the issuing certificate names, for the one who compares before confirming; "" for a row without a chain."""
    return chain_of(ca)[0].subject.rfc4514_string()[:200] if ca.chain_pem else ""


def _list(one: TrustedList) -> dict[str, str]:
    if one.next_update is None:
        said = "还没有下载"
    elif one.next_update <= now():
        said = f"已于 {moment(one.next_update)} 过期，这家 CA 的 USBKEY 不能登录"
    else:
        said = f"有效至 {moment(one.next_update)}"
    return {"address": one.address, "said": said, "problem": one.problem}


def _by(user: User | None) -> str:
    return mask_phone(str(user.phone)) if user is not None else "—"
