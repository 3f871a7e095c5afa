"""CA登录 (L4): from which hosts revocation lists may be fetched."""

from __future__ import annotations

import re
from typing import Final

from yuzhengdai.config.addresses import is_loopback
from yuzhengdai.config.env import Environment

_HOST: Final = re.compile(
    r"(?=[^:]{1,253}(:|$))[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+(:[1-9][0-9]{0,4})?"
)


def list_hosts(env: Environment) -> list[str]:
    """CA_CRL_HOSTS: host or host:port each, no wildcard, nothing on this machine; none where CA登录 is not used."""
    found = [item.lower() for item in env.items("CA_CRL_HOSTS")]
    env.problems += [
        f"CA_CRL_HOSTS must hold public host names (crl.example.cn or crl.example.cn:8080), not {item!r}"
        for item in found
        if not _HOST.fullmatch(item) or is_loopback(item.partition(":")[0])
    ]
    return found
