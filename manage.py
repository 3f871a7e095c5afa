#!/usr/bin/env python3
"""Django's command line. Settings are the demo's unless DJANGO_SETTINGS_MODULE says otherwise."""

import os
import sys
from pathlib import Path

from django.core.management import execute_from_command_line


def main() -> None:
    """Run the command given on the command line."""
    root = Path(__file__).resolve().parent
    sys.path[:0] = [str(root / "src"), str(root)]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yuzhengdai.config.settings.demo")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
