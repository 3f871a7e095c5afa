"""NUL characters never reach a view: on PostgreSQL each would be a 500."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from yuzhengdai.sites.web.nul import NulMiddleware

FACTORY = RequestFactory()


def seen(request: HttpRequest) -> HttpRequest:
    """The request as a view gets it."""
    middleware = NulMiddleware(lambda _: HttpResponse())
    middleware(request)
    middleware.process_view(request)
    return request


def test_fields_names_and_query_are_mended() -> None:
    request = seen(FACTORY.post("/?q=a%00b", {"na\x00me": "a\x00b", "kept": ["1", "2\x00"]}))
    assert request.GET["q"] == "a\ufffdb"
    assert request.POST["na\ufffdme"] == "a\ufffdb"
    assert request.POST.getlist("kept") == ["1", "2\ufffd"]


def test_what_holds_none_is_left_alone() -> None:
    request = FACTORY.post("/", {"name": "示例"})
    before = request.POST
    assert seen(request).POST is before


@pytest.mark.django_db
def test_a_name_with_one_is_refused_at_its_field(client: Client) -> None:
    answer = client.post("/register/", {"name": "郑州\x00示例有限公司"})
    assert answer.status_code == 422
    assert "企业名称含有无法识别的字符" in answer.content.decode()
