"""产品审核: versions in review are published or returned; products go off the shelf and back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from yuzhengdai.domain.enterprises.enums import EntityType
from yuzhengdai.domain.products.eligibility import rules_from_json
from yuzhengdai.domain.products.enums import (
    GuaranteeMode,
    ProductState,
    ProductTag,
    RepaymentMethod,
    VersionState,
    purposes_said,
)
from yuzhengdai.domain.products.models import Product, ProductVersion
from yuzhengdai.domain.products.selectors import (
    product_for_actor,
    product_list_for_actor,
    version_for_actor,
    version_list_in_review,
)
from yuzhengdai.domain.products.services import (
    product_publish,
    product_put_back,
    product_return,
    product_take_off,
)
from yuzhengdai.foundation.core.errors import Conflict, FieldErrors, Forbidden, NotFound, Refused
from yuzhengdai.foundation.core.paging import page_of
from yuzhengdai.foundation.reference import industries, regions
from yuzhengdai.sites.ops.form_page import StopPage
from yuzhengdai.sites.ops.shell import DeskView
from yuzhengdai.sites.web.filters import choice
from yuzhengdai.sites.web.problems import or_404

PAGE_SIZE = 30
TURNS = {"draft": "end", "in_review": "you", "returned": "them", "on_shelf": "ok", "off_shelf": "end"}
VERSION_TURNS = {
    "draft": "end", "in_review": "you", "returned": "them", "published": "ok", "replaced": "end",
}  # fmt: skip


class ProductListView(DeskView):
    """What waits for review, and all products by state."""

    nav = "products"

    def get(self, request: HttpRequest) -> HttpResponse:
        """One tab, one page."""
        state = choice(request, "state", ProductState.values, label="产品状态", default="review")
        keyword = request.GET.get("q", "")[:60].replace("\x00", "")
        waiting = version_list_in_review(actor=self.request.actor)
        tabs = [("review", "待审核"), ("", "全部"), *ProductState.choices[3:]]
        context: dict[str, Any] = {"tabs": tabs, "state": state, "keyword": keyword, "turns": TURNS}
        if state == "review":
            found: Any = waiting
        else:
            found = product_list_for_actor(actor=self.request.actor)
            if state:
                found = found.filter(state=state)
            if keyword:
                found = found.filter(Q(name__icontains=keyword) | Q(institution__name__icontains=keyword))
        page = page_of(found, request.GET.get("page"), size=PAGE_SIZE)
        return self.page("products/list", rows=list(page), page=page, **context)


class ProductDetailView(DeskView):
    """One product and its versions."""

    nav = "products"

    def get(self, request: HttpRequest, product_id: UUID) -> HttpResponse:
        row = or_404(lambda: product_for_actor(actor=self.request.actor, product_id=product_id))
        return self.page(
            "products/detail",
            row=row,
            turn=TURNS[row.state],
            versions=row.versions.order_by("-number")[:50],
            version_turns=VERSION_TURNS,
        )


class ProductShelfView(StopPage):
    """下架 with a reason, 重新上架 at once; stale pages are told."""

    nav = "products"
    title = "下架产品"
    submit_label = "下架"
    reason_label = "下架原因"
    reason_help = "机构的业务主管会看到"
    done = "已下架，不再接受新的申请，机构会收到原因。"
    product: Product

    def load(self, **kwargs: Any) -> None:
        """The product, which stands in the note."""
        self.product = or_404(
            lambda: product_for_actor(actor=self.request.actor, product_id=kwargs["product_id"])
        )
        self.note = (
            f"{self.product.name}，{self.product.institution.name}。"
            "下架后不再接受新的申请，已提交的照常办理。"
        )

    def crumbs(self) -> list[tuple[str, str | None]]:
        return [("产品审核", reverse("ops:product-list")), (self.product.name, self.back())]

    def back(self) -> str:
        return reverse("ops:product-detail", args=[self.product.pk])

    def initial(self) -> dict[str, Any]:
        return {"version": self.product.version}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Only what is taken off is asked about."""
        if request.POST.get("action") != "put_back":
            return super().post(request, **kwargs)
        self.load(**kwargs)
        raw = request.POST.get("version", "")
        shown = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None
        return self.act(
            lambda: product_put_back(
                actor=self.request.actor, product_id=self.product.pk, expected_version=shown
            ),
            done="已重新上架。",
            back=self.back(),
        )

    def save(self, data: dict[str, Any]) -> str:
        product_take_off(
            actor=self.request.actor,
            product_id=self.product.pk,
            expected_version=data["version"],
            reason=data["reason"],
        )
        return self.back()


class VersionView(DeskView):
    """One version as it reads; in review it is published or returned."""

    nav = "products"

    def get(self, request: HttpRequest, version_id: UUID) -> HttpResponse:
        return self.show(self.find(version_id))

    def post(self, request: HttpRequest, version_id: UUID) -> HttpResponse:
        """审核通过 or 退回修改."""
        version = self.find(version_id)
        note = request.POST.get("note", "")
        publishes = request.POST.get("action") == "publish"
        try:
            if publishes:
                product_publish(actor=self.request.actor, version=version)
            else:
                product_return(actor=self.request.actor, version=version, note=note)
        except FieldErrors as error:
            return self.show(version, 422, error=error.first_sentence, typed=note)
        except (NotFound, Forbidden):
            raise
        except (Refused, Conflict) as error:
            return self.show(self.find(version_id), 409, error=error.sentence, typed=note)
        messages.success(request, "已发布上架。" if publishes else "已退回，修改意见已发给机构的业务主管。")
        return redirect("ops:product-list")

    def find(self, version_id: UUID) -> ProductVersion:
        """404 for what is not there."""
        return or_404(lambda: version_for_actor(actor=self.request.actor, version_id=version_id))

    def show(
        self, row: ProductVersion, status: int = 200, *, error: str = "", typed: str = ""
    ) -> HttpResponse:
        return self.page(
            "products/version",
            status,
            row=row,
            turn=VERSION_TURNS[row.state],
            said=_said(row),
            rules=[(rule.label, rule.source) for rule in rules_from_json(row.rules)],
            can_decide=row.state == VersionState.IN_REVIEW,
            error=error,
            typed=typed,
        )


def _said(row: ProductVersion) -> dict[str, str]:
    return {
        "guarantee": _labels(GuaranteeMode, row.guarantee_modes),
        "repayment": _labels(RepaymentMethod, row.repayment_methods),
        "tags": _labels(ProductTag, row.tags) or "—",
        "purposes": purposes_said(row.purposes),
        "entity_types": _labels(EntityType, row.entity_types) or "不限",
        "regions": "、".join(regions.full_name(code) or code for code in row.regions) or "全省",
        "industries": "、".join(_industry(code) for code in row.industries) or "不限",
    }


def _labels(choices: Any, values: list[str]) -> str:
    return "、".join(str(choices(value).label) for value in values if value in choices.values)


def _industry(code: str) -> str:
    found = industries.industry(code)
    return found.name if found else code
