"""/sandbox/bank/ and /sandbox/faults/: the demo's view of the sandbox; and the file it knows the province from."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from demo.outside import ENDED, province_export
from sandbox.province import load
from tests import factories
from tests.sandbox.conftest import Door
from yuzhengdai.config.startup import DEMO_MARK
from yuzhengdai.foundation.core.models import SiteMark
from yuzhengdai.foundation.integrations.bank_transfer.registry import get_bank_transfer

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_bank_page_shows_the_amount(client: Client, connected: None, door: Door) -> None:
    get_bank_transfer().transfer_send(
        request_id="page", account_name="郑州新来有限公司", account_number="6222000011119876", bank_name="示例银行",
        amount_yuan=Decimal("0.42"),
    )  # fmt: skip
    page = client.get("/sandbox/bank/?account=9876")
    assert page.status_code == 200
    assert "0.42" in text(page)
    assert "没有真正打款" in text(page)
    assert "6222000011119876" not in text(page)
    told = client.get("/sandbox/bank.json?account=6222000011119876").json()
    assert [(row["amount_yuan"], row["last_four"], row["state"]) for row in told] == [
        ("0.42", "9876", "paid")
    ]
    assert client.get("/sandbox/bank.json?account=5555").json() == []


def test_faults_are_switched_on_the_page(client: Client, connected: None, door: Door) -> None:
    assert "演示故障开关" in text(client.get("/sandbox/faults/"))
    answer = client.post("/sandbox/faults/", {"electricity": "500", "identity": "rubbish", "moon": "slow"})
    assert answer.status_code == 302
    faults = door("/control/faults")["faults"]
    assert {name for name, fault in faults.items() if fault != "off"} == {"electricity"}
    assert "故障中" in text(client.get("/sandbox/faults/"))
    client.post("/sandbox/faults/", {"electricity": "500", "reset": "1"})
    assert set(door("/control/faults")["faults"].values()) == {"off"}


def test_without_a_sandbox_the_pages_say_so(client: Client) -> None:
    for path in ("/sandbox/bank/", "/sandbox/faults/"):
        page = client.get(path)
        assert page.status_code == 200
        assert "沙箱没有运行" in text(page)
    assert client.get("/sandbox/bank.json").status_code == 503
    assert client.post("/sandbox/faults/", {"identity": "500"}).status_code == 200


def test_the_front_page_names_what_the_register_has_ended(client: Client) -> None:
    page = text(client.get("/sandbox/"))
    for one in ENDED:
        assert one.uscc in page
        assert one.electricity in page


def test_the_province_is_handed_over_without_people_in_clear(tmp_path: Path) -> None:
    owner = factories.member(enterprise=factories.enterprise(legal_representative_name="李示例头"))
    SiteMark.objects.create(key=DEMO_MARK, value="test")
    newcomer = factories.member()
    path = tmp_path / "province.json"
    assert province_export(path) == 1 + len(ENDED)
    written = path.read_text(encoding="utf-8")
    for secret in ("李示例头", str(owner.user.phone)[-11:]):
        assert secret not in written
    province = load(path)
    known = province.by_uscc[owner.enterprise.uscc]
    assert known.head_name == province.digest("李示例头")
    assert known.payer_phone == province.digest(str(owner.user.phone)[-11:])
    assert newcomer.enterprise.uscc not in province.by_uscc
    assert {one.state for one in province.by_uscc.values()} == {"active", "cancelled", "revoked", "moved_out"}
    assert not any(
        one.electricity[-4:] in {"0001", "0002", "0003", "0004"} for one in province.by_uscc.values()
    )
    assert json.loads(written)["salt"] == province.salt


@pytest.mark.parametrize("fault", ["500", "garbage", "closed", pytest.param("slow", marks=pytest.mark.slow)])
def test_c5_the_platform_stays_usable_with_each_fault(
    login: Any, connected: None, door: Door, fault: str
) -> None:
    """Nothing typed is lost, the other source still answers, and one click saves once the fault is gone."""
    member = factories.member()
    client = login(member.user, enterprise_id=str(member.enterprise_id))
    typed = {
        "electricity-number": "4101234567",
        "electricity-payer_name": "缴费示例人",
        "electricity-payer_phone": "13812346021",
    }
    door.fault("electricity", fault)
    page = client.post("/console/profile/other/electricity/", typed)
    assert page.status_code == 422
    assert "接口暂时没有响应" in text(page)
    for value in typed.values():
        assert f'value="{value}"' in text(page)
    answer = client.post("/console/profile/other/social-insurance/", {"social-number": "41010123456"})
    assert answer.status_code == 302
    door.fault("electricity", "off")
    assert client.post("/console/profile/other/electricity/", typed).status_code == 302
    assert "模拟" in text(client.get("/console/profile/other/"))
