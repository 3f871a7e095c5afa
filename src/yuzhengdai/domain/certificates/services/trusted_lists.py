"""Fetching the revocation lists of trusted CAs, by the worker, from allowed hosts only; and reading them for a login.

A list whose signature does not check, or that is older than the one held, never replaces it. A fetch that fails leaves the one held in
place until it runs out: from then on nobody of that CA logs in.
"""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit
from uuid import UUID

from cryptography import x509
from django.db import transaction
from django.db.models import Q

from yuzhengdai.domain.certificates.checking import HeldList, held_list
from yuzhengdai.domain.certificates.enums import TrustedCaState
from yuzhengdai.domain.certificates.models import EnterpriseKey, TrustedCa, TrustedList
from yuzhengdai.domain.certificates.services.key_members import unbind_row
from yuzhengdai.domain.certificates.services.trusted import is_list_address
from yuzhengdai.foundation.core.actors import SYSTEM
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import ExternalError
from yuzhengdai.foundation.integrations.http import HttpClient, Limits

EVERY = timedelta(hours=1)
AGAIN = timedelta(minutes=5)
"""After a fetch that failed, and while no list is held."""
BATCH = 5
LIST_BYTES = 20 * 1024 * 1024


def trusted_lists_fetch() -> int:
    """Job: fetch a batch of lists that are due; returns how many were asked for."""
    at = now()
    # The demo's CA hands its list over itself (``demo_usb_key``).
    due = TrustedList.objects.filter(ca__state=TrustedCaState.TRUSTED, ca__is_demo=False).filter(
        Q(tried_at=None) | Q(tried_at__lte=at - EVERY) | (~Q(problem="") & Q(tried_at__lte=at - AGAIN))
    )
    rows = list(due.select_related("ca").defer("der_base64").order_by("tried_at")[:BATCH])
    for row in rows:
        trusted_list_fetch(row)
    return len(rows)


def trusted_list_fetch(row: TrustedList) -> None:
    """Fetch one list and keep it where it is right; what went wrong stands in ``problem``."""
    problem, der = "", b""
    try:
        der = _asked(row.address)
    except ExternalError as error:
        problem = f"下载失败：{error.code}"[:60]
    except ValueError:
        problem = "地址不在允许的名单中"
    if not problem:
        problem = trusted_list_keep(row, der)
    if not problem:
        keys_end_revoked(row.ca)
    TrustedList.objects.filter(pk=row.pk).update(tried_at=now(), problem=problem)


def trusted_list_keep(row: TrustedList, der: bytes) -> str:
    """Keep a list for its CA; "" where it was taken, else why not."""
    found = held_list(_der(der), chain_of(row.ca)[0])
    if found is None:
        return "签名不对或不是完整的吊销列表"
    if row.next_update is not None and found.next_update < row.next_update:
        return "比已有的吊销列表旧"
    TrustedList.objects.filter(pk=row.pk).update(
        der_base64=base64.b64encode(_der(der)).decode(), next_update=found.next_update, fetched_at=now()
    )
    return ""


def keys_end_revoked(ca: TrustedCa) -> int:
    """Unbind the keys that a list names by now, so that what they began ends at once; returns how many."""
    named = {f"{serial:x}" for one in lists_held(ca) for serial in one.serials}
    bound = EnterpriseKey.objects.filter(ca=ca, user__isnull=False)
    held = set(bound.values_list("serial_hex", flat=True)) & named
    with transaction.atomic():
        rows = bound.filter(serial_hex__in=held).select_for_update(of=("self",))
        found = list(rows.select_related("enterprise", "user"))
        for row in found:
            unbind_row(row, actor=SYSTEM)
    return len(found)


def lists_held(ca: TrustedCa) -> list[HeldList]:
    """The lists of a CA, read once a process and fetch. One query where nothing is new."""
    rows = TrustedList.objects.filter(ca=ca, fetched_at__isnull=False).values_list("pk", "fetched_at")
    held = [_read(pk, fetched_at) for pk, fetched_at in rows]
    return [one for one in held if one is not None]


def chain_of(ca: TrustedCa) -> list[x509.Certificate]:
    """The issuing certificate first."""
    return _parsed(ca.chain_pem)


@lru_cache(maxsize=64)
def _parsed(chain_pem: str) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(chain_pem.encode())


@lru_cache(maxsize=64)
def _read(pk: UUID, fetched_at: datetime) -> HeldList | None:
    """By the moment of the fetch, so that a newer list is read anew; its signature is checked again, as the row lay in a table."""
    row = TrustedList.objects.select_related("ca").get(pk=pk)
    return held_list(base64.b64decode(row.der_base64), chain_of(row.ca)[0])


def _asked(address: str) -> bytes:
    if not is_list_address(address):
        raise ValueError("not an allowed address")
    parts = urlsplit(address)
    client = HttpClient(
        "crl",
        f"{parts.scheme}://{parts.netloc}",
        limits=Limits(total_s=60, retries=1, max_bytes=LIST_BYTES),
        allow_plain_http=True,  # what is fetched is signed
    )
    try:
        return client.request("GET", parts.path or "/", params=parts.query or None).body
    finally:
        client.close()


def _der(given: bytes) -> bytes:
    """DER of a list that may come as PEM."""
    if not given.lstrip().startswith(b"-----BEGIN"):
        return given
    lines = [line.strip() for line in given.split(b"\n") if line.strip() and not line.startswith(b"-----")]
    try:
        return base64.b64decode(b"".join(lines), validate=True)
    except ValueError:
        return b""
