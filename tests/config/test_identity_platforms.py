"""IDENTITY_PLATFORMS_FILE: what production takes, and the stand-ins it never takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from yuzhengdai.config import identity_platforms
from yuzhengdai.config.env import Environment

GOOD = """
[henan]
name = "河南政务服务网"
kind = "oidc"
address = "https://login.example.cn"
client_id = "yuzhengdai"
secret = "0123456789abcdef0123"
scopes = ["openid", "account"]
enterprise_values = ["legal"]
claims = { subject = "sub", account_kind = "type", uscc = "code", enterprise_name = "corp" }

[zhengzhou]
name = "郑好办"
kind = "ticket"
address = "https://api.example.cn/v1"
login_address = "https://www.example.cn/login"
client_id = "yzd"
secret = "0123456789abcdef0123"
claims = { subject = "uid" }
"""


def read(folder: Path, text: str, mode: int = 0o600) -> tuple[dict[str, dict[str, Any]], list[str]]:
    file = folder / "platforms.toml"
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)
    env = Environment({"IDENTITY_PLATFORMS_FILE": str(file)})
    return identity_platforms.platforms_from_environment(env), env.problems


def test_good_rows_come_in_their_order(tmp_path: Path) -> None:
    rows, problems = read(tmp_path, GOOD)

    assert (list(rows), problems) == (["henan", "zhengzhou"], [])


def test_without_the_file_there_is_no_platform() -> None:
    env = Environment({})
    assert (identity_platforms.platforms_from_environment(env), env.problems) == ({}, [])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("https://login.example.cn", "http://login.example.cn", "public https address"),
        ("https://login.example.cn", "https://127.0.0.1:8001", "public https address"),
        ("https://www.example.cn/login", "http://www.example.cn/login", "public https address"),
        ('kind = "oidc"', 'kind = "saml"', "kind must be one of oidc, ticket"),
        ('kind = "oidc"', 'kind = "oidc"\nis_stand_in = true', "is_stand_in is not known"),
        ('kind = "oidc"', 'kind = "oidc"\nallow_plain_http = true', "allow_plain_http is not known"),
        ('login_address = "https://www.example.cn/login"', "", "login_address is missing"),
        ('secret = "0123456789abcdef0123"', 'secret = "short"', "secret is too short"),
        ('client_id = "yuzhengdai"', "", "client_id is missing"),
        ('{ subject = "uid" }', '{ account_kind = "uid" }', "claims must name the subject"),
        ('{ subject = "uid" }', '{ subject = "uid", phone = "p" }', "phone is not known"),
        (', enterprise_name = "corp"', "", "claims must name uscc and enterprise_name"),
        ("[henan]", "[HENAN]", "small letters"),
        ("[henan]", "[henan", "cannot be read"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_taken(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    rows, problems = read(tmp_path, GOOD.replace(old, new))

    assert rows == {}
    assert any(said in problem for problem in problems)


def test_a_file_for_everybody_to_read_is_refused(tmp_path: Path) -> None:
    _, problems = read(tmp_path, GOOD, 0o644)
    assert any("may be read by everybody" in problem for problem in problems)


def test_a_stand_in_never_comes_through_the_file(tmp_path: Path) -> None:
    told = {"issuer": "http://127.0.0.1:8001", "client_id": "yuzhengdai", "secret": "x" * 40}
    row = identity_platforms.row_of_stand_in(told)

    assert identity_platforms.wrong("henan", row)


PAPERS = """
[licence]
name = "电子营业执照"
kind = "ticket"
proves = "licence"
counts_as_verification = true
address = "https://api.example.cn/licence"
login_address = "https://www.example.cn/licence"
client_id = "yzd"
secret = "0123456789abcdef0123"
holders = { "1" = "legal_representative", "2" = "manager", "3" = "clerk" }
register_states = { "1" = "active", "2" = "cancelled" }
[licence.claims]
subject = "id"
enterprise_name = "qymc"
uscc = "tyshxydm"
legal_representative = "fddbr"
address = "zs"
register_state = "zt"
holder = "sf"

[network-id]
name = "国家网络身份认证"
kind = "ticket"
proves = "person"
counts_as_verification = true
address = "https://api.example.cn/net"
login_address = "https://www.example.cn/net"
client_id = "yzd"
secret = "0123456789abcdef0123"
claims = { subject = "wh", is_same_person = "result" }
"""


def test_licences_and_net_ids_are_taken(tmp_path: Path) -> None:
    rows, problems = read(tmp_path, PAPERS)

    assert (list(rows), problems) == (["licence", "network-id"], [])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('proves = "licence"', 'proves = "passport"', "proves must be licence or person"),
        ('proves = "licence"\n', "", "counts_as_verification needs proves"),
        ("counts_as_verification = true\naddress = \"https://api.example.cn/licence\"",
         "counts_as_verification = \"yes\"\naddress = \"https://api.example.cn/licence\"", "true or false"),
        ('"3" = "clerk"', '"3" = "boss"', "holders must map"),
        ('"2" = "cancelled" }', '"2" = "gone" }', "register_states must map"),
        ('holder = "sf"', "", "claims must name holder"),
        (', is_same_person = "result"', "", "claims must name is_same_person"),
        ("https://api.example.cn/net", "http://127.0.0.1:8001", "public https address"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_papers_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in PAPERS
    rows, problems = read(tmp_path, PAPERS.replace(old, new))

    assert rows == {}
    assert any(said in problem for problem in problems)


def test_the_stand_ins_rows_are_not_taken_by_production(tmp_path: Path) -> None:
    """What the demo writes for itself names options that no file of a deployer's may have."""
    client = identity_platforms.paper_client("licence", "licence", "http://127.0.0.1:8000")
    row = identity_platforms.paper_row("http://127.0.0.1:8001", client)

    said = identity_platforms.wrong("licence", row)

    assert "is_stand_in is not known" in said
    assert "allow_plain_http is not known" in said
