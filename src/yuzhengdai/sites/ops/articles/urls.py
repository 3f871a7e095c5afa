"""公告与政策 (O1)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.ops.articles import views

_ONE = "articles/<uuid:article_id>/"

urlpatterns: list[URLPattern] = [
    path("articles/", views.ArticleListView.as_view(), name="article-list"),
    path("articles/new/", views.ArticleNewView.as_view(), name="article-new"),
    path(_ONE, views.ArticleEditView.as_view(), name="article-edit"),
    path(f"{_ONE}publish/", views.ArticlePublishView.as_view(), name="article-publish"),
]
