"""``python -m keyagent --allow https://platform --driver skf:/path/to/library``."""

from __future__ import annotations

import argparse
import logging
import os
import shlex
import sys

from keyagent.drivers import driver_of
from keyagent.pin import AskPin, ask_by_program, ask_in_terminal, ask_in_window, best_way
from keyagent.server import PORT, Agent, allowed_origin, make_server


def main(arguments: list[str] | None = None) -> int:
    """Serve until it is stopped; 2 and a sentence where it cannot."""
    given = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    try:
        origins = frozenset(
            allowed_origin(one) for one in given.allow or os.environ.get("KEYAGENT_ALLOW", "").split()
        )
        if not origins:
            raise ValueError("name the platform's address: --allow https://finance.example.cn")
        agent = Agent(
            driver=driver_of(given.driver, allow_simulator=given.allow_simulator),
            ask_pin=_asking(given),
            origins=origins,
            port=given.port,
        )
        server = make_server(agent)
    except (ValueError, OSError, ImportError) as error:
        sys.stderr.write(f"keyagent: {error}\n")
        return 2
    sys.stderr.write(
        f"密钥助手已启动：http://127.0.0.1:{agent.port}，允许 {'、'.join(sorted(origins))}。按 Ctrl+C 结束。\n"
    )
    sys.stderr.flush()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
    return 0


def _asking(given: argparse.Namespace) -> AskPin:
    if given.pin_program:
        return ask_by_program(shlex.split(given.pin_program, posix=os.name != "nt"))
    ways = {"terminal": ask_in_terminal, "window": ask_in_window()}
    return ways[given.pin] if given.pin else best_way()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="keyagent", description="密钥助手：让平台的网页用本机的 USBKEY 登录"
    )
    parser.add_argument("--allow", action="append", metavar="ORIGIN", help="允许的平台地址，可写多次")
    parser.add_argument(
        "--driver",
        default=os.environ.get("KEYAGENT_DRIVER", ""),
        metavar="KIND:LIBRARY",
        help="skf:驱动库 或 pkcs11:驱动库",
    )
    parser.add_argument("--port", type=int, default=int(os.environ.get("KEYAGENT_PORT", PORT)))
    parser.add_argument("--pin", choices=["window", "terminal"], help="在哪里输入 PIN 码；默认有屏幕时用窗口")
    parser.add_argument(
        "--pin-program", default=os.environ.get("KEYAGENT_PIN_PROGRAM", ""), help="打印 PIN 码的程序"
    )
    parser.add_argument("--allow-simulator", action="store_true", help="只在演示时：接受 SKF 模拟库")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
