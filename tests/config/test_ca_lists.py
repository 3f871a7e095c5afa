"""CA_CRL_HOSTS: public hosts one by one."""

from __future__ import annotations

import pytest

from yuzhengdai.config.ca_lists import list_hosts
from yuzhengdai.config.env import Environment


def test_hosts_with_and_without_port() -> None:
    env = Environment({"CA_CRL_HOSTS": "CRL.example.cn, lists.example.com:8080"})
    assert (list_hosts(env), env.problems) == (["crl.example.cn", "lists.example.com:8080"], [])


def test_none_is_none() -> None:
    env = Environment({})
    assert (list_hosts(env), env.problems) == ([], [])


@pytest.mark.parametrize(
    "host",
    [
        "*.example.cn",
        "http://crl.example.cn",
        "localhost",
        "127.0.0.1",
        "127.0.0.1:80",
        "crl.example.cn/x",
        "a@b.cn",
    ],
)
def test_anything_else_is_said(host: str) -> None:
    env = Environment({"CA_CRL_HOSTS": host})
    list_hosts(env)
    assert len(env.problems) == 1
