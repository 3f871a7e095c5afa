"""manage.py demo_accounts: the table of the demo's accounts."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.core.management.base import BaseCommand

from demo.accounts import ACCOUNTS, LOGIN_PATHS, SIDE_LABELS


def _pad(text: str, width: int) -> str:
    """Padded by columns of a terminal, where a Chinese character takes two."""
    shown = sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
    return text + " " * max(1, width - shown)


class Command(BaseCommand):
    """Prints who can log in where."""

    help = "Print the demo accounts."

    def handle(self, *args: Any, **options: Any) -> None:
        """One block a side."""
        for side, label in SIDE_LABELS.items():
            second = "" if side == "enterprise" else "，动态口令见 /sandbox/totp.json"
            self.stdout.write(f"\n  {label}（{LOGIN_PATHS[side]}，短信验证码见 /sandbox/sms/{second}）")
            for account in ACCOUNTS:
                if account.side == side:
                    self.stdout.write(
                        f"    {account.phone}  {_pad(account.name, 8)}{_pad(account.post, 24)}{account.what}"
                    )
