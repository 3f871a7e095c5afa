"""Asking for the PIN: in a window of the agent's own, in its terminal, or by a program. Never through the page.

Window and program are processes of their own that print the PIN: a window needs its own main thread, and one that is forgotten ends.
"""

from __future__ import annotations

import getpass
import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable

from keyagent.drivers.base import KeyTrouble, Trouble

WAIT_S = 75
"""The platform's challenge is good for two minutes."""
PIN_CHARACTERS = range(1, 65)
AskPin = Callable[[str, str], str]
"""(origin, what to know) → PIN; raises KeyTrouble where nobody typed one."""


def ask_in_terminal(origin: str, note: str) -> str:
    """In the terminal in which the agent was started."""
    try:
        return _checked(getpass.getpass(f"{origin} 请求用 USBKEY 登录。{note}PIN 码（不登录请直接按回车）："))
    except (EOFError, KeyboardInterrupt):
        raise KeyTrouble(Trouble.PIN_CANCELLED) from None


def ask_by_program(command: list[str]) -> AskPin:
    """A program that is started with origin and note and prints the PIN; another status than 0 is 「取消」."""

    def ask(origin: str, note: str) -> str:
        try:
            done = subprocess.run(  # noqa: S603 - the owner of this PC chose the program
                [*command, origin, note],
                stdout=subprocess.PIPE,
                timeout=WAIT_S,
                check=True,
                stdin=subprocess.DEVNULL,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise KeyTrouble(Trouble.PIN_CANCELLED, detail=type(error).__name__) from error
        return _checked(done.stdout.decode("utf-8", "replace").rstrip("\r\n"))

    return ask


def ask_in_window() -> AskPin:
    """``python -m keyagent.window``."""
    return ask_by_program([sys.executable, "-m", "keyagent.window"])


def best_way() -> AskPin:
    """A window where there is a screen, else the terminal. Raises ValueError where there is neither."""
    has_screen = (
        sys.platform in {"win32", "darwin"} or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    if has_screen and importlib.util.find_spec("tkinter") is not None:
        return ask_in_window()
    if sys.stdin is not None and sys.stdin.isatty():
        return ask_in_terminal
    raise ValueError(
        "neither a screen (with tkinter) nor a terminal to ask for the PIN; name a --pin-program"
    )


def _checked(pin: str) -> str:
    if len(pin) not in PIN_CHARACTERS:
        raise KeyTrouble(Trouble.PIN_CANCELLED)
    return pin
