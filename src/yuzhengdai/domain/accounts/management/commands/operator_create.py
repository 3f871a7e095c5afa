"""The first posts of a new installation: `manage.py operator_create --phone 13800001111 --name 张示例 --role system_administrator`.

The first system administrator and the first security administrator take effect at once; every other post made here waits for
one of the two to confirm it. The second factor is enrolled at the first login; that the post was made is in the audit log.
"""

from __future__ import annotations

import getpass
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from yuzhengdai.domain.accounts.enums import StaffRoleKind
from yuzhengdai.domain.accounts.services.staff import staff_post_propose
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.errors import AppError, FieldErrors
from yuzhengdai.foundation.core.masking import mask_phone
from yuzhengdai.foundation.core.validators import clean_phone


class Command(BaseCommand):
    """Makes a post on the operator side."""

    help = "make a post on the operator side; the second factor is enrolled at the first login"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--phone", required=True, help="mainland mobile number")
        parser.add_argument("--name", required=True, help="name shown to colleagues and in the audit log")
        parser.add_argument("--role", default=StaffRoleKind.OPERATOR.value, choices=StaffRoleKind.values)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, or say in one line why not."""
        actor = Actor(
            kind=ActorKind.SYSTEM, roles=frozenset({"system"}), name=f"命令行 {getpass.getuser()}"[:40]
        )
        try:
            phone = clean_phone(options["phone"])
            post = staff_post_propose(actor=actor, phone=phone, name=options["name"], role=options["role"])
        except ValidationError as error:
            raise CommandError(error.messages[0]) from None
        except FieldErrors as error:
            raise CommandError("；".join(error.fields.values())) from None
        except AppError as error:
            raise CommandError(error.sentence) from None
        then = "请本人打开 /ops/login/ 用短信验证码登录，并绑定动态口令。"
        if post.confirmed_at is None:
            then = "请系统管理员或安全管理员在运营端「运营人员」确认，确认后才能登录。"
        self.stdout.write(f"已建立岗位：{post.name}，{post.get_role_display()}，{mask_phone(phone)}。{then}")
