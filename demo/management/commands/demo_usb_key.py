"""manage.py demo_usb_key: a USBKEY for trying 「CA登录」, without hardware; and how to start the key agent with it."""

from __future__ import annotations

import shlex
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from demo.accounts import ACCOUNTS
from demo.usb_key.register import demo_ca_register
from demo.usb_key.simulator import NotPossible, build, put_on_key
from demo.usb_key.sm2_pki import ENCRYPTION, Sm2Pki
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.enterprises.selectors import live_memberships
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.validators import clean_phone

PIN = "123456"


class Command(BaseCommand):
    """Makes the key anew each time; the CA stays."""

    help = "make an SM2 USBKEY for the SKF simulator, and tell how to start the key agent with it (demo only)"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--uscc", default="", help="the enterprise's code; default: the first demo account's"
        )
        parser.add_argument("--pin", default=PIN, help=f"the key's PIN (default {PIN})")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build the simulator, certify, register the CA, say what to do."""
        if not settings.IS_DEMO or settings.IS_PRODUCTION:
            raise CommandError("only the demo has such keys")
        try:
            enterprise = _enterprise(options["uscc"])
        except DatabaseError:
            raise CommandError("there is no demo yet: start it once with make run") from None
        folder = Path(settings.DATA_DIR) / "usb-key"
        try:
            library = build(folder)
            pki = Sm2Pki(folder / "ca", at=now())
            key = self._make(pki, folder / "key", enterprise, options["pin"])
        except NotPossible as error:
            raise CommandError(str(error)) from None
        chain = x509.load_pem_x509_certificates((pki.folder / "ca.crt").read_bytes())
        demo_ca_register(name="国密 USBKEY", chain=chain, list_der=pki.revocation_list(), at=now())
        agent = [sys.executable, "-m", "keyagent", "--allow", settings.SITE_BASE_URL, "--allow-simulator"]
        agent += ["--driver", f"skf:{library}", "--port", settings.KEY_AGENT_ADDRESS.rpartition(":")[2]]
        self.stdout.write(f"USBKEY：{enterprise.name}，{enterprise.uscc}，PIN 码 {options['pin']}")
        self.stdout.write("另开一个终端，启动密钥助手（PIN 码在那里输入）：")
        self.stdout.write(f"  SKF_SIMULATOR_DIR={shlex.quote(str(key))} {shlex.join(agent)}")
        self.stdout.write(f"然后打开 {settings.SITE_BASE_URL}/login/ca/ ，点「检测 USBKEY」。")

    def _make(self, pki: Sm2Pki, key: Path, enterprise: Enterprise, pin: str) -> Path:
        """Certificates of this hour, so that one made anew is another certificate, bound to nobody yet."""
        subject = f"/C=CN/O={enterprise.name.replace('/', ' ')}/serialNumber={enterprise.uscc}"
        at = now()
        validity = (at - timedelta(hours=1), at + timedelta(days=365))
        pki.certificate("sign", subject=subject, validity=validity)
        pki.certificate("encrypt", subject=subject, usage=ENCRYPTION, validity=validity)
        put_on_key(key, pki, sign="sign", encrypt="encrypt", pin=pin)
        return key


def _enterprise(uscc: str) -> Enterprise:
    """The verified enterprise of this code, or the one that the first demo account works for."""
    if uscc:
        found = Enterprise.objects.filter(uscc=uscc.upper()).first()
    else:
        user = User.objects.for_phone(clean_phone(ACCOUNTS[0].phone))
        member = live_memberships(user=user).filter(enterprise__state="verified").first() if user else None
        found = member.enterprise if member is not None else None
    if found is None:
        raise CommandError("no such enterprise; load the demo first (make run) or name another --uscc")
    return found
