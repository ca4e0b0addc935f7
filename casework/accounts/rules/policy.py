"""Who may see and do what: one pure table, deny by default (promises C.10)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from casework.kernel.actors import Actor


class AgencyKind(StrEnum):
    """What sort of body an agency is: it settles what its people may ever see (domain rule 29)."""

    CHARITY = "charity"
    COUNCIL = "council"
    POLICE = "police"
    COURT = "court"
    CPS = "cps"


class Role(StrEnum):
    """What a member of staff is here to do."""

    WORKER = "worker"
    SUPERVISOR = "supervisor"
    LIAISON = "liaison"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"
    PARTNER = "partner"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return {"liaison": "court liaison", "partner": "partner’s colleague"}.get(self.value, self.value)


class Action(StrEnum):
    """What is being done."""

    LOOK = "look"
    WRITE = "write"
    DISCLOSE = "disclose"
    CONFIGURE = "configure"


class Compartment(StrEnum):
    """The part of a record that is touched."""

    IDENTITY = "identity"
    CONTACT = "contact"
    CJ = "criminal justice"
    COMPLIANCE = "compliance"
    SUPPORT = "support"
    MESSAGES = "messages"
    FIGURES = "figures"
    SETTINGS = "settings"
    WORDING = "wording"
    AUDIT = "audit"
    VISITS = "visits to a partner"


@dataclass(frozen=True)
class Facts:
    """What the policy needs to know of a record."""

    agency_id: int


@dataclass(frozen=True)
class Decision:
    """Yes or no, and why."""

    allowed: bool
    why: str


_C = Compartment
_PERSON = (_C.IDENTITY, _C.CONTACT, _C.CJ, _C.COMPLIANCE, _C.SUPPORT, _C.MESSAGES)


def _both(*compartments: Compartment) -> set[tuple[Action, Compartment]]:
    return {(action, compartment) for action in (Action.LOOK, Action.WRITE) for compartment in compartments}


def _look(*compartments: Compartment) -> set[tuple[Action, Compartment]]:
    return {(Action.LOOK, compartment) for compartment in compartments}


_NOTICE = {(Action.DISCLOSE, _C.COMPLIANCE)}
TABLE: dict[str, frozenset[tuple[Action, Compartment]]] = {
    Role.WORKER: frozenset(_both(*_PERSON) | _NOTICE),
    Role.SUPERVISOR: frozenset(_both(*_PERSON) | _NOTICE),
    Role.LIAISON: frozenset(_look(_C.IDENTITY, _C.CJ, _C.COMPLIANCE) | {(Action.WRITE, _C.CJ)} | _NOTICE),
    Role.MANAGER: frozenset(_both(*_PERSON) | _NOTICE | _look(_C.FIGURES, _C.AUDIT) | _both(_C.WORDING)),
    Role.ADMINISTRATOR: frozenset(_both(_C.SETTINGS, _C.WORDING) | {(Action.CONFIGURE, _C.SETTINGS)} | _look(_C.AUDIT)),
    Role.PARTNER: frozenset(_both(_C.VISITS)),
    "system": frozenset(_both(*_PERSON) | _NOTICE),
}


def holds(actor: Actor, action: Action, compartment: Compartment) -> bool:
    """True when some role of the actor ever allows this, whatever the record."""
    return any((action, compartment) in TABLE.get(role, frozenset()) for role in actor.roles)


def may(actor: Actor, action: Action, compartment: Compartment, facts: Facts) -> Decision:
    """Total and without side effects: anything the table does not name is refused (promises P8)."""
    if facts.agency_id != actor.agency_id:
        return Decision(False, "another agency's record")
    if not holds(actor, action, compartment):
        return Decision(False, "no role of yours allows it")
    return Decision(True, "your agency's record")
