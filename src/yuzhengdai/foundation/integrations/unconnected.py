"""The answer of a site that has not connected a source: none, which sends people to 人工审核."""

from __future__ import annotations

from yuzhengdai.foundation.core.errors import ExternalError

NOT_CONNECTED = "external_not_connected"


def not_connected(kind: str, what: str) -> ExternalError:
    """Permanent: asking again changes nothing until the operator connects the source."""
    return ExternalError(
        NOT_CONNECTED,
        f"本平台尚未接入{what}，您填写的内容已保存，将由工作人员人工核对。",
        permanent=True,
        source=kind,
    )
