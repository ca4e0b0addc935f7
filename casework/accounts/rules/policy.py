"""Who may see and do what: one pure table, deny by default (promises C.10). `judging` reads it for one record."""

from __future__ import annotations

from enum import StrEnum

from casework.kernel.actors import Actor


class AgencyKind(StrEnum):
    """What sort of body an agency is: it settles what its people may ever see (domain rule 29)."""

    CHARITY = "charity"
    COUNCIL = "council"
    POLICE = "police"
    COURT = "court"
    CPS = "cps"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return "CPS" if self is AgencyKind.CPS else self.value.capitalize()


class Role(StrEnum):
    """What a member of staff is here to do."""

    WORKER = "worker"
    SUPERVISOR = "supervisor"
    LIAISON = "liaison"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"
    DATA_PROTECTION = "data-protection"
    PARTNER = "partner"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return {
            "liaison": "court liaison",
            "partner": "partner’s colleague",
            "data-protection": "data protection lead",
        }.get(self.value, self.value)


class Action(StrEnum):
    """What is being done."""

    LOOK = "look"
    WRITE = "write"
    DISCLOSE = "disclose"
    CONFIGURE = "configure"
    EXPORT = "export"


class Compartment(StrEnum):
    """The part of a record that is touched."""

    IDENTITY = "identity"
    CONTACT = "contact"
    CJ = "criminal justice"
    COMPLIANCE = "compliance"
    SUPPORT = "support"
    UGLY_MUGS = "reports of dangerous people"
    MEETINGS = "cases meetings"
    SAFETY = "worker safety"
    MESSAGES = "messages"
    FIGURES = "figures"
    SETTINGS = "settings"
    WORDING = "wording"
    AUDIT = "audit"
    TRAIL = "audit trail"
    VISITS = "visits to a partner"
    COLLEAGUES = "colleagues"
    RESTRICTION = "who may see a record"
    KEEPING = "keeping and erasing"
    IMPORTS = "imports"


_C = Compartment
_PERSON = (_C.IDENTITY, _C.CONTACT, _C.CJ, _C.COMPLIANCE, _C.SUPPORT, _C.UGLY_MUGS, _C.SAFETY, _C.MESSAGES, _C.MEETINGS)


def _both(*compartments: Compartment) -> set[tuple[Action, Compartment]]:
    return {(action, compartment) for action in (Action.LOOK, Action.WRITE) for compartment in compartments}


def _look(*compartments: Compartment) -> set[tuple[Action, Compartment]]:
    return {(Action.LOOK, compartment) for compartment in compartments}


_NOTICE = {(Action.DISCLOSE, _C.COMPLIANCE)}
TABLE: dict[str, frozenset[tuple[Action, Compartment]]] = {
    Role.WORKER: frozenset(_both(*_PERSON) | _NOTICE),
    Role.SUPERVISOR: frozenset(_both(*_PERSON) | _NOTICE),
    Role.LIAISON: frozenset(
        _look(_C.IDENTITY, _C.CJ, _C.COMPLIANCE) | {(Action.WRITE, _C.CJ)} | _both(_C.MEETINGS) | _NOTICE
    ),
    Role.MANAGER: frozenset(
        _both(*_PERSON)
        | _NOTICE
        | _look(_C.AUDIT)
        | _both(_C.WORDING, _C.KEEPING, _C.COLLEAGUES, _C.RESTRICTION, _C.IMPORTS, _C.FIGURES)
        | {(Action.EXPORT, _C.FIGURES)}
    ),
    Role.ADMINISTRATOR: frozenset(_both(_C.SETTINGS, _C.WORDING) | {(Action.CONFIGURE, _C.SETTINGS)}),
    Role.DATA_PROTECTION: frozenset(_look(_C.AUDIT, _C.TRAIL) | {(Action.EXPORT, _C.TRAIL)}),
    Role.PARTNER: frozenset(_both(_C.VISITS)),
    "system": frozenset(_both(*_PERSON) | _NOTICE),
}
"""What a role may do with a record of its agency; a worker and a supervisor, with one in their caseload."""

NEAR: dict[str, frozenset[tuple[Action, Compartment]]] = {
    role: frozenset(_look(_C.IDENTITY, _C.SAFETY)) for role in (Role.WORKER, Role.SUPERVISOR)
}
"""What is left to a role of a record of its agency that is not in the caseload: name, that it exists, and safety.

A role that is not named here works for the whole agency.
"""
BY_GLASS: dict[str, frozenset[tuple[Action, Compartment]]] = {
    role: frozenset(_look(_C.CONTACT, _C.CJ, _C.COMPLIANCE, _C.SUPPORT)) for role in NEAR
}
"""What the role may look at besides, for half an hour, by saying why."""

_SHOWN_TO_JUSTICE = frozenset({_C.IDENTITY, _C.CJ, _C.COMPLIANCE, _C.SAFETY, _C.MEETINGS})
_SHOWN_TO_HELPERS = _SHOWN_TO_JUSTICE | {_C.CONTACT, _C.SUPPORT}
SHAREABLE = {
    AgencyKind.CHARITY: _SHOWN_TO_HELPERS,
    AgencyKind.COUNCIL: _SHOWN_TO_HELPERS,
    AgencyKind.POLICE: _SHOWN_TO_JUSTICE,
    AgencyKind.COURT: _SHOWN_TO_JUSTICE - {_C.SAFETY},
    AgencyKind.CPS: _SHOWN_TO_JUSTICE - {_C.SAFETY},
}
"""What can be shared with an agency of each kind at all: never texts, and nothing of health with police, court or CPS
(domain rule 29). Of a cases meeting they are shown what was written for it, and of that no support (decision 60)."""


def holds(actor: Actor, action: Action, compartment: Compartment) -> bool:
    """True when some role of the actor ever allows this, whatever the record."""
    return any((action, compartment) in TABLE.get(role, frozenset()) for role in actor.roles)
