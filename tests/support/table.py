"""A camera that looks down on a table with a paper on it: films for the viewfinder (R6, R8)."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from PIL import Image

WIDTH: Final = 1920
HEIGHT: Final = 1080
FRAMES: Final = 4
HEADER: Final = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode()
ASPECT: Final = 1.586

Picture = Any


def seen(paper: Image.Image, *, share: float = 0.86, down: float = 0.0) -> Picture:
    """``paper`` in the middle of the frame; ``share`` of the height of what the viewfinder shows, moved ``down`` by a share of it."""
    rng = np.random.default_rng(5)
    table = np.full((HEIGHT, WIDTH, 3), (96, 84, 72), np.float32) + rng.normal(0, 3, (HEIGHT, WIDTH, 1))
    table = np.clip(table, 0, 255).astype(np.uint8)
    height = round(HEIGHT * share)
    card = np.asarray(paper.convert("RGB").resize((round(height * paper.width / paper.height), height)))
    top = (HEIGHT - height) // 2 + round(HEIGHT * down)
    left = (WIDTH - card.shape[1]) // 2
    shown = card[: max(0, HEIGHT - top)]
    table[top : top + shown.shape[0], left : left + shown.shape[1]] = shown
    return table


def empty() -> Picture:
    """The table alone."""
    return seen(Image.new("RGB", (16, 10)), share=0.01)


def dark(picture: Picture) -> Picture:
    """In the evening."""
    return (picture * 0.25).astype(np.uint8)


def blurred(picture: Picture) -> Picture:
    """Out of focus."""
    return cv2.GaussianBlur(picture, (0, 0), 14)


def glaring(picture: Picture) -> Picture:
    """A lamp above."""
    lamp = np.zeros((HEIGHT, WIDTH), np.float32)
    cv2.ellipse(lamp, (WIDTH // 2 + 80, HEIGHT // 2 - 60), (330, 230), 0, 0, 360, 1.0, -1)
    lamp = cv2.GaussianBlur(lamp, (0, 0), 12)[..., None]
    return (picture * (1 - lamp) + 255 * lamp).astype(np.uint8)


def show(path: Path, picture: Picture) -> None:
    """Write the film, over an older one in place: whoever plays it goes on with the new picture."""
    content = bytearray(HEADER)
    content += (b"FRAME\n" + cv2.cvtColor(picture, cv2.COLOR_RGB2YUV_I420).tobytes()) * FRAMES
    with path.open("r+b" if path.exists() else "wb") as file:
        file.write(content)
        file.truncate(len(content))
