"""Becomes the process of one engine: ``python -m engines.run face`` (or ``ocr``).

For a service manager; ``make run`` starts engines itself. Reads DATA_DIR, where web and worker look for the socket, and MODELS_DIR.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from yuzhengdai.foundation.integrations.inference.place import (
    PLANS,
    engine_command,
    engine_environment,
    make_socket_folder,
    socket_path,
)


def main(arguments: list[str]) -> None:
    """Replace this process by granian; ends with 2 where the arguments or the environment say too little."""
    data_dir = os.environ.get("DATA_DIR", "").strip()
    if len(arguments) != 1 or arguments[0] not in PLANS or not data_dir:
        sys.stderr.write(f"usage: DATA_DIR=… python -m {__spec__.name} {'|'.join(PLANS)}\n")
        sys.exit(2)
    plan = PLANS[arguments[0]]
    path = socket_path(Path(data_dir), plan.name)
    make_socket_folder(path)
    path.unlink(missing_ok=True)
    command = engine_command(plan, path)
    os.execve(command[0], command, engine_environment(plan, os.environ))  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1:])
