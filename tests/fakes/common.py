"""What the fakes share: a record of the calls and an error that may be programmed."""

from __future__ import annotations

from typing import Any

from yuzhengdai.foundation.core.errors import ExternalError
from yuzhengdai.foundation.integrations.authority import stand_in_counts


class Fake:
    """`calls` holds (method, arguments) in order; `error` is raised by every call while it is set."""

    name = "fake"

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.error: ExternalError | None = None
        self._numbers = 0

    def called(self, method: str, **arguments: Any) -> None:
        """Note a call; fail if told to."""
        self.calls.append((method, arguments))
        if self.error is not None:
            raise self.error

    @staticmethod
    def may_count(told: bool) -> bool:
        """A fake is a stand-in: its word counts where the site takes the word of stand-ins."""
        return told and stand_in_counts()

    def reference(self) -> str:
        """The next number of an answer."""
        self._numbers += 1
        return f"fake-{self._numbers}"


def down(source: str = "fake") -> ExternalError:
    """A source that does not answer (transient)."""
    return ExternalError("external_timeout", source=source)


def busy(kind: str) -> ExternalError:
    """A full queue of "ocr" or "face"."""
    return ExternalError(f"{kind}_busy", "现在办理的人较多，请稍候再试，您填的内容已保存", source=kind)


def garbage(source: str = "fake") -> ExternalError:
    """An answer that nobody can read (transient: the source may recover)."""
    return ExternalError("external_bad_answer", source=source)
