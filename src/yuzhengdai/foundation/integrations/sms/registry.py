"""Placeholder: replaced by the adapters' registry."""

from typing import Any


def get_sender() -> Any:
    """The configured sender."""
    raise NotImplementedError
