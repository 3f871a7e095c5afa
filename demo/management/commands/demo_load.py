"""manage.py demo_load [--if-empty]: load the demo province into an empty database."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from demo.load import ForeignData, demo_load, demo_renew
from demo.province.manager import load_authority, load_correction
from demo.province.urges import load_urges


class Command(BaseCommand):
    """Loads once; a database with other people's data is refused."""

    help = "Load the demo province (idempotent)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="leave a database with data of its own as it is, without an error",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.process_time()
        try:
            is_new = demo_load(say=self.stdout.write)
        except ForeignData as error:
            if options["if_empty"]:
                self.stdout.write("The database has data of its own; the demo province was not loaded.")
                return
            raise CommandError(
                f"The database {error} has data that is not the demo's. "
                "The demo province is loaded into an empty database only; choose another DATA_DIR or DATABASE_URL."
            ) from error
        if is_new:
            self.stdout.write(f"审批权限表 {load_authority()} 行")
            self.stdout.write(f"督办 {load_urges()} 笔，更正授信 {load_correction()} 笔")
            self.stdout.write(f"demo province loaded: {time.process_time() - started:.1f} s of CPU")
        else:
            added = demo_renew()
            names = f" New accounts: {', '.join(added)}." if added else ""
            self.stdout.write(f"The demo province is there already.{names}")
