"""How several frames travel in one body: each behind its length, four bytes, most significant first."""

from __future__ import annotations

import struct
from collections.abc import Sequence

_LENGTH = struct.Struct(">I")


class BadFrames(ValueError):
    """The lengths and the bytes do not fit."""


def pack_frames(frames: Sequence[bytes]) -> bytes:
    """Frames as one body."""
    return b"".join(_LENGTH.pack(len(frame)) + frame for frame in frames)


def unpack_frames(body: bytes, *, at_most: int) -> list[bytes]:
    """The frames of a body; ``BadFrames`` where it holds none, too many or other than whole ones."""
    frames: list[bytes] = []
    place = 0
    while place < len(body):
        end = place + _LENGTH.size
        if end > len(body) or len(frames) == at_most:
            raise BadFrames("broken lengths or too many frames")
        (length,) = _LENGTH.unpack_from(body, place)
        place = end + length
        if not length or place > len(body):
            raise BadFrames("a frame is empty or cut off")
        frames.append(body[end:place])
    if not frames:
        raise BadFrames("no frame")
    return frames
