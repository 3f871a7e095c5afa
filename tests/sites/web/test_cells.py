"""A table's cells are dressed as its columns: what is asserted is the markup, written by hand."""

from markupsafe import Markup

from tests.sites.web.test_frontend import render
from yuzhengdai.sites.web.cells import cells

HEADS = ["企业", ("金额", "right"), ("提交时间", "num nowrap"), ("操作", "hidden")]


def test_cells_have_the_classes_of_their_columns() -> None:
    row = Markup('<td>甲</td><td>1</td><td class="is-late" id="t">2</td><td>看</td>')
    assert cells(row, HEADS) == (
        '<td>甲</td><td class="table__right num">1</td><td class="is-late num table__nowrap" id="t">2</td><td>看</td>'
    )


def test_stacked_cells_but_the_first_name_themselves() -> None:
    row = Markup("<td>甲</td><td>1</td><td>2</td><td>看</td>")
    assert cells(row, ["企业", "金额", ('"A" & B', "num"), ("操作", "bare")], True) == (
        '<td>甲</td><td data-label="金额">1</td><td class="num" data-label="&#34;A&#34; &amp; B">2</td><td>看</td>'
    )


def test_a_heading_and_a_cell_over_columns_are_counted_and_left_alone() -> None:
    row = Markup('<th scope="row">甲</th><td colspan="2" class="muted">没有</td><td>看</td>')
    assert cells(row, ["一", ("二", "num"), ("三", "num"), ("四", "right")], True) == (
        '<th scope="row">甲</th><td colspan="2" class="muted">没有</td><td class="table__right num" data-label="四">看</td>'
    )


def test_a_table_of_plain_cells_escapes_them() -> None:
    html = render(
        '{% import "components/ui.html" as ui %}{{ ui.table("表", ["一", ("二", "right")], [["<b>", none]]) }}'
    )
    assert "<td>&lt;b&gt;</td>" in html
    assert '<td class="table__right num">—</td>' in html
