"""Who acts. Services are told; they never look it up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """A member of staff, or the system itself (`staff_id` None), acting for one agency, perhaps in a team of it."""

    staff_id: int | None
    agency_id: int
    name: str
    roles: frozenset[str]
    team: str = ""

    @classmethod
    def system(cls, agency_id: int) -> Actor:
        """Waymark itself: the worker process or a command."""
        return cls(staff_id=None, agency_id=agency_id, name="Waymark", roles=frozenset({"system"}))

    def has(self, *roles: str) -> bool:
        """True when the actor holds any of these roles."""
        return not self.roles.isdisjoint(roles)
