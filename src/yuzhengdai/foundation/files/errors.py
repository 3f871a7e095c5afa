"""Why a file was not taken."""

from __future__ import annotations

from yuzhengdai.foundation.core.errors import FieldErrors


class FileRefused(FieldErrors):
    """The upload cannot be taken; ``sentence`` belongs beside the file field (named "file" here)."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__({"file": sentence}, code=code, sentence=sentence)
