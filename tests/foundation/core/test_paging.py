"""Numbered pages from addresses that anybody may write."""

from __future__ import annotations

import pytest

from tests import factories
from yuzhengdai.domain.institutions.models import Institution
from yuzhengdai.foundation.core.paging import page_number, page_of


@pytest.mark.parametrize(
    ("asked", "number"),
    [(None, 1), ("", 1), ("2", 2), ("5", 5), ("6", 5), ("99999999999999999999", 5), ("0", 1), ("-3", 1), ("x", 1),
     ("1.5", 1), ("9" * 5000, 1), ("２", 2), (3, 3)],
)  # fmt: skip
def test_rubbish_is_the_first_page_and_too_large_the_last(asked: str | int | None, number: int) -> None:
    assert page_of(range(41), asked, size=10).number == number


def test_rows_and_numbers() -> None:
    page = page_of(range(41), "5", size=10)
    assert (list(page), page.paginator.num_pages, page.has_next(), page.has_previous()) == (
        [40],
        5,
        False,
        True,
    )
    nothing = page_of([], "7", size=10)
    assert (list(nothing), nothing.number, nothing.paginator.num_pages) == ([], 1, 1)
    assert page_number("") == page_number("-1") == 1


@pytest.mark.django_db
def test_two_queries_or_one_where_the_total_is_known(django_assert_num_queries: object) -> None:
    for _ in range(3):
        factories.institution()
    rows = Institution.objects.order_by("pk")
    with django_assert_num_queries(2):  # type: ignore[operator]
        page = page_of(rows, "2", size=2)
        assert (len(list(page)), page.paginator.count, page.has_next()) == (1, 3, False)
    with django_assert_num_queries(1):  # type: ignore[operator]
        page = page_of(rows, "1", size=2, total=3)
        assert (len(list(page)), bool(page), page.has_next()) == (2, True, True)
