"""Home, product list, product page, comparison, institutions (R1, P1–P3): by the HTTP client."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories
from tests.support.markup import tight
from yuzhengdai.domain.insights import selectors as insights
from yuzhengdai.domain.products import services
from yuzhengdai.domain.products.enums import Facet, RepaymentMethod
from yuzhengdai.domain.products.models import Product
from yuzhengdai.domain.products.repayment import make_plan
from yuzhengdai.foundation.core.actors import SYSTEM
from yuzhengdai.foundation.core.clock import today

pytestmark = pytest.mark.django_db

AGE = {
    "code": "age",
    "field": "established_months",
    "operator": "min",
    "value": 24,
    "label": "成立满 2 年",
    "source": "工商登记",
}
HENAN = {
    "code": "henan",
    "field": "region_code",
    "operator": "in",
    "value": ["410000"],
    "label": "在河南省内注册",
}
OVERDUE = {"code": "overdue", "field": "has_overdue", "operator": "is_false", "label": "无贷款逾期"}
REVENUE = {"code": "revenue", "field": "annual_revenue_yuan", "operator": "min", "value": 5_000_000}


def text_of(response: Any) -> str:
    """The page as text; the status must be 200."""
    assert response.status_code == 200
    return str(response.content.decode())


def verdicts(html: str) -> list[str]:
    """符合/不符合/待核实 in the order of the conditions."""
    return re.findall(r'conditions__verdict--\w+">(\S+?)</span>', html)


def test_r1_home_has_its_parts(client: Client) -> None:
    """Finder with its count, figures from the data, rows, links, institutions, 「意见反馈」 by that name."""
    product = factories.product(version={"guarantee_modes": ["credit"], "tags": ["credit_loan"]})
    factories.product(version={"guarantee_modes": ["mortgage"]})
    factories.enterprise()
    application = factories.application(state="approved", product=product)
    html = text_of(client.get("/"))
    assert '<b class="num sentence__number" id="finder-count">1</b>' in html
    assert re.search(r"认证企业</dt><dd[^>]*>2<small", tight(html))  # the application's own and the other
    assert f"{application.amount_yuan / 10_000:.0f}<small" in tight(html)
    assert f'aria-label="查看详情：{product.name}"' in html
    assert 'aria-label="意见反馈"' in html
    assert product.institution.short_name in html
    for label in ("常办事项", "政策资讯", "最近需求", "查看产品"):
        assert label in html


def test_r1_the_sentence_and_its_live_count_agree_with_the_list(client: Client) -> None:
    """The form's address gives the list; the scrap for htmx counts the same."""
    factories.product(version={"regions": ["410100"]})
    factories.product(version={"regions": ["410300"]})
    factories.product(version={"kind": "leasing", "repayment_methods": ["equal_instalment"]})
    query = "region=410100&amount_wan=100&term_months=12&use=raw_materials&collateral=none"
    assert text_of(client.get(f"/products/count/?{query}")) == "1"
    assert "找到 <b" in text_of(client.get(f"/products/?{query}"))
    assert text_of(client.get(f"/products/count/?{query}&use=equipment")) == "2"


def test_elder_home_is_drawn_for_elders_only(client: Client) -> None:
    """长辈版 has its own inside; both are kept apart."""
    factories.product()
    assert "elder__tiles" not in text_of(client.get("/"))
    client.cookies["yzd_mode"] = "elder"
    html = text_of(client.get("/"))
    assert "elder__tiles" in html
    assert 'data-mode="elder"' in html
    del client.cookies["yzd_mode"]
    assert "elder__tiles" not in text_of(client.get("/"))


def test_p2_facets_combine_and_stand_in_the_address(client: Client) -> None:
    """Two facets narrow together; counts of each are taken with the other; chips take one away."""
    a = factories.product(version={"tags": ["green"], "regions": ["410100"]})
    b = factories.product(version={"tags": ["green"], "regions": ["410300"]})
    c = factories.product(version={"tags": ["first_loan"], "regions": ["410100"]})
    html = text_of(client.get("/products/?tag=green&region=410100"))
    assert a.name in html
    assert b.name not in html
    assert c.name not in html
    assert "产品标签：绿色" in html
    assert "适用地区：郑州市" in html
    assert 'href="?region=410100"' in html  # 不限 of 产品标签, and the chip's way out
    html = tight(html)
    # 首贷 beside 绿色: one more within 郑州.
    assert re.search(r'href="\?region=410100&amp;tag=first_loan&amp;tag=green"[^>]*>首贷<span[^>]*>1<', html)
    assert re.search(r'aria-current="true">绿色<span[^>]*>1<', html)


def test_p2_keyword_finds_products_and_institutions(client: Client) -> None:
    """In any case; what was typed is in both search boxes."""
    product = factories.product(version={"name": "电力E融"})
    other = factories.product(institution=factories.institution(short_name="伊水农商"))
    html = text_of(client.get("/products/", {"q": "电力e"}))
    assert product.name in html
    assert other.name not in html
    assert html.count('value="电力e"') >= 2
    assert other.name in text_of(client.get("/products/", {"q": "伊水"}))


def test_p2_an_empty_result_says_what_would_help(client: Client) -> None:
    """Each single condition whose loss finds something, with the number."""
    factories.product(version={"tags": ["green"]})
    html = text_of(client.get("/products/?q=没有这个词&tag=green"))
    assert "没有同时符合这些条件的产品" in html
    assert "去掉「关键字：没有这个词」，有 1 个" in html
    assert "去掉「产品标签：绿色」" not in html


def test_p2_pages_are_numbered_and_keep_the_search(client: Client) -> None:
    """41 products are three pages; page 3 holds one; beyond the last is the last."""
    for _ in range(41):
        factories.product()
    html = text_of(client.get("/products/?sort=rate&page=3"))
    assert html.count('class="product-row"') == 1
    assert 'href="?sort=rate&amp;page=2"' in html
    assert text_of(client.get("/products/?sort=rate&page=99")).count('class="product-row"') == 1


def test_p2_prices_are_called_what_they_are(client: Client) -> None:
    """Loans show 年化利率（单利） as a range, guarantees 年化担保费率, leasing 租赁综合年化成本."""
    for kind in ("loan", "guarantee", "leasing"):
        factories.product(version={"kind": kind})
    html = text_of(client.get("/products/"))
    for label in ("年化利率（单利）", "年化担保费率", "租赁综合年化成本", "3.65%–4.85%"):
        assert label in html


def test_p3_the_page_tells_everything(client: Client) -> None:
    """Every field of P3, 「立即申请」 leading to the application."""
    product = factories.product(
        version={
            "rules": [AGE],
            "fees": [{"name": "担保费", "payee": "担保公司", "payer": "企业", "standard": "0.5%", "method": "转账",
                      "cycle": "每年"}],
            "materials": [{"name": "近一年财务报表", "is_required": False, "note": "您上传"}],
            "process": [{"title": "机构受理", "text": "1 个工作日内", "working_days": 1}],
            "data_items": [{"code": "tax", "is_required": True}],
            "contact_name": "张示例", "contact_phone": "0371-1234-5678", "industries": ["C"], "regions": ["410300"],
        }
    )  # fmt: skip
    html = text_of(client.get(f"/products/{product.pk}/"))
    for text in (
        "10–300 万元", "3.65%–4.85%", "6–24 个月", "担保方式", "信用", "等额本息、先息后本", "小微企业", "洛阳市", "制造业", "成立满 2 年",
        "近一年财务报表", "选填", "机构受理", "担保公司", "每年", "纳税信用等级与纳税额", "张示例", "0371-1234-5678",
        product.institution.name,
    ):  # fmt: skip
        assert text in html, text
    assert f'href="/products/{product.pk}/apply/"' in html
    assert "立即申请" in html
    assert "不代表审批" in html
    assert not re.search(r"(可以|能够|一定|保证)(获批|通过|放款)", html)


def test_p3_a_visitor_answers_and_each_condition_is_judged(client: Client) -> None:
    """Unanswered 待核实; answers judge one by one; rubbish is named and judged as unknown."""
    product = factories.product(version={"rules": [AGE, HENAN, OVERDUE, REVENUE]})
    path = f"/products/{product.pk}/"
    assert verdicts(text_of(client.get(path))) == ["待核实"] * 4
    answers = {
        "fact_established_months": "30",
        "fact_region_code": "000000",
        "fact_has_overdue": "no",
        "fact_annual_revenue_yuan": "600",
    }
    html = text_of(client.get(path, answers))
    assert verdicts(html) == ["符合", "不符合", "符合", "符合"]
    assert 'value="30"' in html
    html = text_of(client.get(path, {"fact_established_months": "很久", "fact_has_overdue": "maybe"}))
    assert verdicts(html) == ["待核实"] * 4
    assert "请填写数字" in html


def test_p3_answers_are_neither_kept_nor_shared(client: Client) -> None:
    """A page with answers may be stored by nobody, and the next visitor sees none of it."""
    product = factories.product(version={"rules": [AGE]})
    path = f"/products/{product.pk}/"
    answered = client.get(path, {"fact_established_months": "37"})
    assert "no-store" in answered["Cache-Control"]
    assert "37" not in re.findall(
        r'name="fact_established_months"[^>]*value="(\d*)"', text_of(Client().get(path))
    )
    assert verdicts(text_of(Client().get(path))) == ["待核实"]


def test_p3_known_facts_of_an_enterprise_are_filled_in(login: Any) -> None:
    """Verified facts judge by themselves and are not asked again; a visitor's page shows none of them."""
    product = factories.product(version={"rules": [AGE, HENAN, OVERDUE]})
    member = factories.member()
    client = login(member.user, enterprise_id=str(member.enterprise_id))
    html = text_of(client.get(f"/products/{product.pk}/", {"fact_established_months": "1"}))
    assert verdicts(html) == ["符合", "符合", "待核实"]
    assert "已认证信息" in html
    assert 'id="fact-established-months"' not in html
    assert 'id="fact-has-overdue"' in html
    assert verdicts(text_of(Client().get(f"/products/{product.pk}/"))) == ["待核实"] * 3


def test_p2_an_enterprise_sees_what_it_may_meet(login: Any) -> None:
    """「只看我可能符合条件的」 for verified enterprises; visitors have neither the box nor the filter."""
    fitting = factories.product(version={"rules": [AGE]})
    other = factories.product(version={"rules": [{**AGE, "value": 120}]})
    member = factories.member()
    client = login(member.user, enterprise_id=str(member.enterprise_id))
    html = text_of(client.get("/products/"))
    assert "只看我可能符合条件的" in html
    assert other.name in html
    html = text_of(client.get("/products/?fit=1"))
    assert fitting.name in html
    assert other.name not in html
    html = text_of(Client().get("/products/?fit=1"))
    assert "只看我可能符合条件的" not in html
    assert other.name in html


@pytest.mark.parametrize("method", RepaymentMethod.values)
def test_p3_the_calculator_shows_the_plan_to_the_cent(client: Client, method: str) -> None:
    """First instalment, interest and total are those of the plan; the file holds every row."""
    product = factories.product(version={"repayment_methods": RepaymentMethod.values})
    given = {"amount": "123.45", "months": "18", "method": method, "rate": "4.35"}
    plan = make_plan(
        amount_yuan=Decimal(1_234_500), annual_rate_pct=Decimal("4.35"), months=18, method=RepaymentMethod(method),
        start_on=today(),
    )  # fmt: skip
    html = text_of(client.get(f"/products/{product.pk}/", given))
    for amount in (plan.rows[0].payment_yuan, plan.total_interest_yuan, plan.total_payment_yuan):
        assert f"{amount:,.2f}" in html
    response = client.get(f"/products/{product.pk}/plan.csv", given)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment; ")
    assert quote(f"还款计划-{product.name}.csv") in response["Content-Disposition"]
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) == len(plan.rows) + 2
    assert sum(Decimal(row[3]) for row in rows[1:-1]) == Decimal(1_234_500)
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))]


WRONG = [
    ("amount", "500", "借款金额请填 10–300 万元，您填写的超过上限"),
    ("amount", "5", "借款金额请填 10–300 万元，您填写的低于下限"),
    ("amount", "", "借款金额请填 10–300 万元"),
    ("amount", "-3", "借款金额请填写数字，不带正负号"),
    ("amount", "1e9", "借款金额请填写数字，单位万元"),
    ("amount", "十万", "借款金额请填写数字，单位万元"),
    ("amount", "12,5", "看不出是千位还是小数点"),
    ("amount", "100.123456", "借款金额最多四位小数"),
    ("rate", "9", "年化利率（单利）请填 3.65–4.85 %，您填写的超过上限"),
    ("rate", "NaN", "年化利率（单利）请填写数字"),
    ("rate", "4.12345", "年化利率（单利）最多三位小数"),
    ("months", "500", "借款期限请填 6–24 个月，您填写的超过上限"),
    ("months", "0", "借款期限请填 6–24 个月，您填写的低于下限"),
    ("months", "", "借款期限请填 6–24 个月"),
    ("method", "nothing", "请选择这个产品的还款方式"),
]


@pytest.mark.parametrize(("name", "value", "sentence"), WRONG)
def test_p3_figures_that_cannot_be_taken_are_told_at_the_field_and_have_no_result(
    client: Client, name: str, value: str, sentence: str
) -> None:
    """The page keeps what was typed, shows no other result, and the file is refused: nothing holds other figures."""
    product = factories.product()
    given = {"amount": "50", "months": "12", "method": "equal_instalment", "rate": "4", name: value}
    html = text_of(client.get(f"/products/{product.pk}/", given))
    error = re.search(rf'id="calculator-{name}-error"[^>]*>(.*?)</p>', html, re.DOTALL)
    assert error
    assert sentence in error[1]
    assert "data-out" not in html
    assert "plan.csv" not in html
    if name in {"amount", "rate"}:
        assert re.search(rf'name="{name}" value="{re.escape(value)}"[^>]*aria-invalid="true"', html)
    part = client.get(f"/products/{product.pk}/calculation/", given).content.decode()
    assert sentence in part
    assert "data-out" not in part
    app = client.get(f"/app/products/{product.pk}/", given).content.decode()
    assert sentence in app
    assert "data-out" not in app
    answer = client.get(f"/products/{product.pk}/plan.csv", given)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "Content-Disposition" not in answer


def test_p3_the_part_renewed_is_the_result_of_the_page(client: Client) -> None:
    """The same figures, each field's sentence emptied out of band; the file is linked with the figures as read."""
    product = factories.product()
    given = {"amount": "５０。５万元", "months": "18", "method": "equal_instalment", "rate": "４"}
    part = client.get(f"/products/{product.pk}/calculation/", given, headers={"HX-Request": "true"})
    html = part.content.decode()
    plan = make_plan(
        amount_yuan=Decimal(505_000), annual_rate_pct=Decimal(4), months=18,
        method=RepaymentMethod.EQUAL_INSTALMENT, start_on=today(),
    )  # fmt: skip
    assert f"{plan.rows[0].payment_yuan:,.2f}" in html
    assert f"{plan.rows[0].payment_yuan:,.2f}" in text_of(client.get(f"/products/{product.pk}/", given))
    assert html.count('hx-swap-oob="true"') == 4
    assert "amount=50.5&amp;months=18&amp;method=equal_instalment&amp;rate=4" in html
    assert not part.cookies
    unknown = "00000000-0000-7000-8000-000000000000"
    assert client.get(f"/products/{unknown}/calculation/", given).status_code == 404


def test_p3_figures_not_given_are_filled_in(client: Client) -> None:
    """An address with one figure of four, as the finder gives it, is calculated with usual ones."""
    product = factories.product()
    html = text_of(client.get(f"/products/{product.pk}/", {"amount": "50"}))
    plan = make_plan(
        amount_yuan=Decimal(500_000), annual_rate_pct=Decimal("3.65"), months=12,
        method=RepaymentMethod.EQUAL_INSTALMENT, start_on=today(),
    )  # fmt: skip
    assert f"{plan.rows[0].payment_yuan:,.2f}" in html


def test_p3_a_guarantee_has_nothing_to_repay(client: Client) -> None:
    """No calculator and no plan, 「立即申请」 all the same."""
    product = factories.product(version={"kind": "guarantee"})
    html = text_of(client.get(f"/products/{product.pk}/"))
    assert "还款试算" not in html
    assert "立即申请" in html
    assert client.get(f"/products/{product.pk}/plan.csv").status_code == 404


def test_a_product_off_the_shelf_says_so_with_similar_ones(client: Client) -> None:
    """410; the kept page of before is not served any more; unknown and never published ones are 404."""
    product, other = factories.product(), factories.product()
    assert client.get(f"/products/{product.pk}/").status_code == 200
    services.product_take_off(actor=SYSTEM, product_id=product.pk, reason="资料过期")
    response = client.get(f"/products/{product.pk}/")
    assert response.status_code == 410
    assert f"{product.name}已下架" in response.content.decode()
    assert other.name in response.content.decode()
    Product.objects.filter(pk=other.pk).update(state="draft", published_version=None)
    services.catalogue_bump()
    assert client.get(f"/products/{other.pk}/").status_code == 404
    assert client.get("/products/00000000-0000-7000-8000-000000000000/").status_code == 404


def test_p2_compare_up_to_four(client: Client) -> None:
    """Two to four columns; a fifth is said to be too many; one is too few; what is gone is said."""
    made = [factories.product() for _ in range(5)]
    html = text_of(client.get("/products/compare/", {"id": [str(p.pk) for p in made]}))
    assert "一次最多比较 4 个产品" in html
    assert [p.name in html for p in made] == [True] * 4 + [False]
    assert "请至少选择两个产品" in text_of(
        client.get("/products/compare/", {"id": [str(made[0].pk), "rubbish"]})
    )
    services.product_take_off(actor=SYSTEM, product_id=made[0].pk, reason="资料过期")
    assert "有 1 个产品已下架" in text_of(
        client.get("/products/compare/", {"id": [str(p.pk) for p in made[:3]]})
    )


def test_institutions_by_kind_and_their_pages(client: Client) -> None:
    """The list groups by kind; a page shows branches and products; a closed one is 404."""
    bank = factories.institution(name="嵩岳银行（示例）", kind="city_bank", about="# 我们\n服务小微<script>")
    factories.institution(name="商都担保（示例）", kind="guarantee")
    factories.branch(institution=bank, name="洛阳支行", region_code="410300")
    product = factories.product(institution=bank)
    html = text_of(client.get("/institutions/"))
    assert "嵩岳银行（示例）" in html
    assert "商都担保（示例）" in html
    assert "商都担保（示例）" not in text_of(client.get("/institutions/?kind=city_bank"))
    html = text_of(client.get(f"/institutions/{bank.slug}/"))
    assert product.name in html
    assert "洛阳支行" in html
    assert "&lt;script&gt;" in html
    assert client.get("/institutions/unknown/").status_code == 404


@pytest.mark.parametrize("path", ["/", "/products/", "/products/?tag=green", "/institutions/"])
def test_query_counts_do_not_grow_with_rows(
    client: Client, path: str, django_assert_max_num_queries: Any
) -> None:
    """As many queries for 3 products as for 30, with nothing kept."""
    bounds = []
    for batch in (3, 27):
        for _ in range(batch):
            factories.product(version={"tags": ["green"]})
        insights.forget()
        with django_assert_max_num_queries(20) as captured:
            text_of(client.get(path))
        bounds.append(len(captured))
    assert bounds[0] == bounds[1]


def test_a_kept_page_costs_no_query(client: Client, django_assert_num_queries: Any) -> None:
    """The second visitor's page comes without a query; so does 304."""
    product = factories.product()
    for path in ("/", "/products/", f"/products/{product.pk}/"):
        etag = client.get(path)["ETag"]
        with django_assert_num_queries(0):
            assert client.get(path)["ETag"] == etag
            assert Client().get(path, headers={"If-None-Match": etag}).status_code == 304


def test_a_signed_in_reader_costs_session_user_and_enterprise_and_what_waits_at_home(
    login: Any, django_assert_num_queries: Any
) -> None:
    """The inside is kept: the frame asks for session, user and member; home also counts what waits for the owner."""
    product = factories.product()
    member = factories.member()
    client = login(member.user, enterprise_id=str(member.enterprise_id))
    for path, queries in (("/", 5), ("/products/", 3)):
        client.get(path)
        with django_assert_num_queries(queries):
            html = text_of(client.get(path))
        assert f"您好！{member.enterprise.name}" in html
        assert "no-store" in client.get(path)["Cache-Control"]
    client.get(f"/products/{product.pk}/")
    with django_assert_num_queries(3):
        client.get(f"/products/{product.pk}/")


def test_kept_pages_hold_nothing_of_a_visitor(client: Client, login: Any) -> None:
    """No token, no nonce, no inline script, no name, no other visitor's query, no cookie set; equal for all."""
    product = factories.product()
    member = factories.member()
    login(member.user, enterprise_id=str(member.enterprise_id)).get("/")
    for path in (
        "/",
        "/products/",
        f"/products/{product.pk}/",
        "/institutions/",
        "/help/",
        "/policies/",
        "/agreement/",
    ):
        first = client.get(path, {"utm_source": "secret-tracker"})
        html = text_of(first)
        assert "csrf" not in html
        assert "nonce" not in html
        assert not re.search(r"<script(?![^>]*\bsrc=)", html)
        assert not re.search(r"\s(style|on\w+)=", html)
        assert "secret-tracker" not in html
        assert member.enterprise.name not in html
        assert not first.cookies
        assert Client().get(path).content == first.content
        assert "Cookie" in first["Vary"]


def test_kept_pages_are_compressed_when_asked_for(client: Client) -> None:
    """From the second time on, and with the same content."""
    import gzip

    factories.product()
    plain = client.get("/products/").content
    response = client.get("/products/", headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content) == plain


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.dictionaries(
        st.one_of(
            st.sampled_from(
                [*Facet.values, "q", "page", "sort", "amount_wan", "term_months", "use", "collateral", "id", "kind",
                 "amount", "months", "method", "rate", "fact_established_months", "fact_region_code", "label"]
            ),
            st.text(max_size=8),
        ),
        st.lists(st.one_of(st.text(max_size=40), st.sampled_from(["1e999", "\x00", "９９", "-1", "' OR 1=1 --"])), max_size=3),
        max_size=6,
    )
)  # fmt: skip
def test_no_parameter_breaks_a_page(params: dict[str, list[str]]) -> None:
    """Whatever stands in the address, pages answer 200; the file is there or its figures are refused."""
    product = Product.objects.first() or factories.product(version={"rules": [AGE, HENAN, REVENUE]})
    client = Client()
    for path in ("/", "/products/", "/products/count/", "/products/compare/", f"/products/{product.pk}/",
                 f"/products/{product.pk}/calculation/", "/institutions/", "/policies/", "/help/"):  # fmt: skip
        assert client.get(path, params).status_code == 200, path
    assert client.get(f"/products/{product.pk}/plan.csv", params).status_code in {200, 422}
