"""The ONNX models on one thread, and the check that a file is the one it should be."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from yuzhengdai.foundation.integrations.face import weights

Floats = NDArray[np.float32]


def checked_path(folder: Path, name: str) -> Path:
    """The path of a model; ``RuntimeError`` where it is not the pinned one, to the byte."""
    path = folder / name
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != weights.SHA256[name]:
        raise RuntimeError(f"{path} is not the model that was measured; run `make setup`")
    return path


class Net:
    """One model: a picture in, its named outputs out. Not for two threads at once."""

    def __init__(self, path: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session: Any = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
        self._input = self._session.get_inputs()[0].name
        self._names = [output.name for output in self._session.get_outputs()]

    def __call__(self, picture: Floats) -> dict[str, Floats]:
        """Run on one picture, laid out as the model wants it, without the axis of the batch."""
        outputs = self._session.run(None, {self._input: picture[None]})
        return dict(zip(self._names, outputs, strict=True))
