"""Why a file was not taken."""

from __future__ import annotations

from yuzhengdai.foundation.core.errors import FieldErrors


class FileRefused(FieldErrors):
    """The upload cannot be taken; ``sentence`` belongs beside the file field (named "file" here)."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__({"file": sentence}, code=code, sentence=sentence)


IMAGE_SENTENCES = {
    "file.image_broken": "这张图片无法打开，可能不完整或已损坏，请重新拍照或另存后再上传",
    "file.image_tiny": "这张图片太小，看不清内容，请上传清晰的图片",
    "file.image_pixels": "这张图片的尺寸太大，请缩小后再上传（长边不超过 8000 像素为宜）",
    "file.image_slow": "这张图片太复杂，没能处理完，请用截屏或重新拍照的图片再上传",
    "file.image_busy": "现在上传图片的人较多，请过一会儿再上传",
    "file.image_process": "图片暂时没能处理，请再上传一次，仍不行时请换一张图片",
}


def image_refused(code: str) -> FileRefused:
    """The refusal of a picture, by a code of ``IMAGE_SENTENCES``."""
    return FileRefused(code, IMAGE_SENTENCES[code])
