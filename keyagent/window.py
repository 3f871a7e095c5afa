"""The window that asks for the PIN: prints it, or ends with status 1 where it was closed."""

from __future__ import annotations

import sys
import tkinter as tk
from tkinter import simpledialog


def main() -> int:
    """``python -m keyagent.window <origin> <note>``."""
    origin, note = (*sys.argv[1:3], "", "")[:2]
    root = tk.Tk()
    root.withdraw()
    root.attributes("-topmost", True)
    said = f"{origin}\n请求用 USBKEY 登录。{note}\n请核对网址，然后输入 PIN 码："
    pin = simpledialog.askstring("密钥助手", said, show="●", parent=root)
    root.destroy()
    if not pin:
        return 1
    sys.stdout.write(pin)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
