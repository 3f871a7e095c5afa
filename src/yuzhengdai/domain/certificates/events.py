"""What certificates publish (core.events). Names are a contract: others hear them, they do not change."""

from __future__ import annotations

from enum import StrEnum


class CertificateEvent(StrEnum):
    REVOKED = "certificates.revoked"
    """Ids: "certificate", "user", "enterprise"; detail: "serial". In the transaction that revokes it."""
    KEY_UNBOUND = "certificates.key_unbound"
    """Ids: "key", "user", "enterprise"; detail: "serial". In the transaction in which a USBKEY stops being this member's."""
    KEY_DISTRUSTED = "certificates.key_distrusted"
    """Ids and detail as above, one a bound USBKEY. In the transaction in which its CA is trusted no more; the binding stays."""
