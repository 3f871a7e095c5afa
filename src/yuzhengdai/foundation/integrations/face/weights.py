"""The models of the embedded face engine: which files, from where, pinned by hash. Standard library only.

``scripts/bootstrap.py`` fetches and converts them into ``MODELS_DIR`` (environment; the checkout's ``models/`` otherwise). The
engine loads only files with these hashes.

- ``detector.onnx``: BlazeFace short range, ``mesh.onnx``: attention mesh with 478 points; both from the wheel of mediapipe
  0.10.21 (Apache-2.0), converted by ``scripts/models/``.
- ``embedding.onnx``: dlib's ResNet embedding (public domain), from face_recognition_models 0.3.0, converted likewise: the same
  figures to 1e-6 as dlib itself, in a tenth of its time. That package's file of 68 points excludes commercial use and is never kept.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

DETECTOR: Final = "detector.onnx"
MESH: Final = "mesh.onnx"
EMBEDDING: Final = "embedding.onnx"
SHA256: Final[Mapping[str, str]] = {
    DETECTOR: "dcac6845721f7d93fed3b79918f569424ac7683d5af22ae9d4abe2dc46d2cc3d",
    MESH: "30704e9041aa54d33f4f4ee9b9ae4addeb9d259a3196e5ff2b9af250586bb515",
    EMBEDDING: "6ed50c403727979d1d56ec60ffab25de9a77762d01442c5c986f9a2a5858e5e9",
}
#: Kept with each verdict.
VERSIONS: Final = "mediapipe-0.10.21/short-range+attention-mesh; dlib-resnet-v1"


def models_dir() -> Path:
    """Where the models lie."""
    named = os.environ.get("MODELS_DIR", "").strip()
    return Path(named) if named else Path(__file__).resolve().parents[5] / "models"


def missing(folder: Path) -> list[str]:
    """The files that are not there."""
    return [name for name in SHA256 if not (folder / name).is_file()]
