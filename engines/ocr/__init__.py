"""The embedded OCR: reads ID cards and business licences on this machine's processor, without any network.

For the process of its own only (integrations/inference): a web process never imports this package.
"""

from engines.ocr.reader import Reader


def make() -> Reader:
    """Load the models: about a second and 250 MB. One picture at a time."""
    return Reader()


__all__ = ["Reader", "make"]
