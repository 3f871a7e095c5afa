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


PDF_SENTENCES = {
    "file.pdf_broken": "这个 PDF 无法打开，可能不完整或已损坏，请重新导出后再上传",
    "file.pdf_empty": "这个 PDF 没有任何页面，请核对后再上传",
    "file.pdf_pages": "这个 PDF 有 {pages} 页，最多 {limit} 页，请拆分或只保留需要的部分",
    "file.pdf_locked": "这个 PDF 要输入密码才能打开，请解除密码后再上传",
    "file.pdf_complex": "这个 PDF 的结构太复杂，请用“打印为 PDF”另存后再上传",
    "file.pdf_active": "这个 PDF 含有脚本或自动操作，请用“打印为 PDF”另存后再上传",
    "file.pdf_embedded": "这个 PDF 里夹带了其他文件，请用“打印为 PDF”另存后再上传",
    "file.pdf_slow": "这个 PDF 太复杂，没能检查完，请用“打印为 PDF”另存后再上传",
    "file.pdf_busy": "现在上传文件的人较多，请过一会儿再上传",
    "file.pdf_process": "文件暂时没能检查，请再上传一次，仍不行时请用“打印为 PDF”另存后再上传",
}


def pdf_refused(code: str, *, pages: int = 0, limit: int = 0) -> FileRefused:
    """The refusal of a PDF, by a code of ``PDF_SENTENCES``; the two numbers are for "file.pdf_pages"."""
    return FileRefused(code, PDF_SENTENCES[code].format(pages=pages, limit=limit))


def image_refused(code: str) -> FileRefused:
    """The refusal of a picture, by a code of ``IMAGE_SENTENCES``."""
    return FileRefused(code, IMAGE_SENTENCES[code])
