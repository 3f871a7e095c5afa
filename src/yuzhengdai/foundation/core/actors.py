"""Who acts: one value that sites build from the session and services, selectors, audit and workflows take."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import UUID

from yuzhengdai.foundation.core.masking import mask_name


class ActorKind(StrEnum):
    """The side an actor stands on."""

    VISITOR = "visitor"
    ENTERPRISE = "enterprise"
    INSTITUTION = "institution"
    OPERATOR = "operator"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or the system) with the hat worn in this request.

    ``organisation_id`` is the enterprise on the enterprise side and the institution on the bank side.
    ``roles`` are qualified by the side: "enterprise:admin", "enterprise:agent", "enterprise:agent+submit_application" (an
    agent's tick), "institution:officer", "operator:auditor", "system". Workflows and the route table speak of these.
    ``name`` is for what is shown to the actor; never an ID number or a whole phone number. Rows in clear take
    ``written_name``.
    """

    kind: ActorKind
    user_id: UUID | None = None
    organisation_id: UUID | None = None
    branch_id: UUID | None = None
    member_id: UUID | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    name: str = ""
    address: str = ""
    request_id: str = ""

    def has_role(self, *roles: str) -> bool:
        """Whether one of the named roles is held."""
        return any(role in self.roles for role in roles)

    def with_role(self, role: str) -> Actor:
        """The same person with one more role, for a use case that has found out that it is held there."""
        return replace(self, roles=self.roles | {role})

    @property
    def written_name(self) -> str:
        """The name for histories kept in clear: an enterprise's people bear the name of their ID card, so it is masked."""
        is_masked = self.kind in {ActorKind.ENTERPRISE, ActorKind.VISITOR}
        return mask_name(self.name) if is_masked else self.name


SYSTEM = Actor(kind=ActorKind.SYSTEM, roles=frozenset({"system"}), name="平台")
"""The platform acting by itself: clocks, expiries, seeding."""
