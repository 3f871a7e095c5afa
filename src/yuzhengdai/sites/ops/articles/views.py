"""公告与政策: listing, writing, publishing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yuzhengdai.domain.content.desk import article_for_operator, article_list_for_operator
from yuzhengdai.domain.content.models import Article, ArticleKind
from yuzhengdai.domain.content.services import (
    EDITABLE,
    article_create,
    article_set_published,
    article_update,
)
from yuzhengdai.foundation.core.paging import page_of
from yuzhengdai.foundation.core.text import clean_text
from yuzhengdai.sites.ops.form_page import FormPage, StopPage
from yuzhengdai.sites.ops.shell import DeskView
from yuzhengdai.sites.web.filters import choice
from yuzhengdai.sites.web.forms import SiteForm
from yuzhengdai.sites.web.problems import or_404

PAGE_SIZE = 30


class ArticleForm(SiteForm):
    half_width_fields = ("slug",)
    kind = forms.ChoiceField(label="栏目", choices=[("", "请选择"), *ArticleKind.choices])
    title = forms.CharField(label="标题", max_length=100)
    slug = forms.SlugField(label="网址标识", max_length=60, help_text="小写字母、数字和短横，发布后请勿改动")
    label = forms.CharField(label="标签", max_length=8, required=False, help_text="例如 贴息、首贷、注册登录")
    summary = forms.CharField(label="摘要", max_length=300, required=False)
    source = forms.CharField(label="来源", max_length=60, required=False)
    sort_key = forms.IntegerField(
        label="排序", min_value=0, max_value=1_000_000, help_text="帮助文章按它排列，小的在前"
    )
    body = forms.CharField(
        label="正文", max_length=30_000, widget=forms.Textarea(attrs={"rows": 16}),
        help_text="纯文本；「# 」「## 」开头的行是标题，「- 」开头的行是列表",
    )  # fmt: skip

    def clean_body(self) -> str:
        return clean_text(self.cleaned_data["body"], label="正文", max_length=30_000)


class ArticleListView(DeskView):
    """All articles, drafts too."""

    nav = "articles"

    def get(self, request: HttpRequest) -> HttpResponse:
        kind = choice(request, "kind", ArticleKind.values, label="栏目")
        found = article_list_for_operator(actor=self.request.actor, kind=kind)
        page = page_of(found, request.GET.get("page"), size=PAGE_SIZE)
        return self.page(
            "articles/list", rows=list(page), page=page, kind=kind, kinds=[("", "全部"), *ArticleKind.choices]
        )


class ArticleNewView(FormPage):
    """A new article; published in a second step."""

    nav = "articles"
    form_class = ArticleForm
    title = "新增文章"
    done = "已保存。文章还没有发布，请核对后点「发布」。"

    def crumbs(self) -> list[tuple[str, str | None]]:
        return [("公告与政策", reverse("ops:article-list"))]

    def initial(self) -> dict[str, Any]:
        return {"sort_key": 100}

    def save(self, data: dict[str, Any]) -> str:
        row = article_create(actor=self.request.actor, values=data)
        return reverse("ops:article-edit", kwargs={"article_id": row.pk})


class ArticleEditView(ArticleNewView):
    """Change an article; 「发布」 and 「撤回」 beside it."""

    title = "修改文章"
    done = "已保存。"
    article: Article

    def load(self, **kwargs: Any) -> None:
        self.article = or_404(
            lambda: article_for_operator(actor=self.request.actor, article_id=kwargs["article_id"])
        )

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.article, name) for name in EDITABLE}

    def save(self, data: dict[str, Any]) -> str:
        article_update(actor=self.request.actor, article_id=self.article.pk, values=data)
        return reverse("ops:article-edit", kwargs={"article_id": self.article.pk})

    def show(self, form: SiteForm, status: int = 200) -> HttpResponse:
        """The form with the state of the article."""
        return self.page(
            "articles/edit",
            status,
            form=form,
            row=self.article,
            crumbs=[*self.crumbs(), (self.article.title, None)],
        )


class ArticlePublishView(StopPage):
    """发布 at once; 撤回 with a reason."""

    nav = "articles"
    title = "撤回文章"
    submit_label = "撤回"
    reason_label = "撤回原因"
    reason_help = "记入审计日志，读者看不到"
    done = "已撤回，读者看不到了。"
    article: Article

    def load(self, **kwargs: Any) -> None:
        """The article, which stands in the note."""
        self.article = or_404(
            lambda: article_for_operator(actor=self.request.actor, article_id=kwargs["article_id"])
        )
        self.note = f"《{self.article.title}》"

    def crumbs(self) -> list[tuple[str, str | None]]:
        return [("公告与政策", reverse("ops:article-list")), (self.article.title, self.back())]

    def back(self) -> str:
        return reverse("ops:article-edit", args=[self.article.pk])

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Only what is taken back is asked about."""
        if request.POST.get("published") != "1":
            return super().post(request, **kwargs)
        self.load(**kwargs)
        return self.act(
            lambda: article_set_published(
                actor=self.request.actor, article_id=self.article.pk, is_published=True
            ),
            done="已发布。",
            back=self.back(),
        )

    def save(self, data: dict[str, Any]) -> str:
        article_set_published(
            actor=self.request.actor,
            article_id=self.article.pk,
            is_published=False,
            reason=data["reason"],
        )
        return self.back()
