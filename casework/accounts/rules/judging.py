"""May this actor do this with this part of this record? Pure, total, and no unless something says yes (promises P8)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from casework.accounts.rules.policy import (
    BY_GLASS,
    NEAR,
    SHAREABLE,
    TABLE,
    Action,
    AgencyKind,
    Compartment,
    holds,
)
from casework.kernel.actors import Actor


@dataclass(frozen=True)
class Share:
    """Parts of a record that another agency may look at, from one moment until another (UTC)."""

    agency_id: int
    kind: AgencyKind
    compartments: frozenset[Compartment]
    start: dt.datetime
    end: dt.datetime


@dataclass(frozen=True)
class Cover:
    """One colleague stands in for another, from one moment until another (UTC)."""

    staff_id: int
    for_staff_id: int
    start: dt.datetime
    end: dt.datetime


@dataclass(frozen=True)
class Glass:
    """Somebody said why they must see a record that is not in their caseload, and may for half an hour (UTC)."""

    staff_id: int
    start: dt.datetime
    end: dt.datetime


@dataclass(frozen=True)
class Facts:
    """What the policy needs to know of a record at a moment (UTC); without the moment, nothing that has dates is live.

    `held_by` are those who have the person, with the team of each; a record that nobody has is everybody's. `listed`
    are those who may see a restricted record, `excluded` those who may see it never.
    """

    agency_id: int
    at: dt.datetime | None = None
    held_by: frozenset[tuple[int, str]] = frozenset()
    restricted: bool = False
    listed: frozenset[int] = frozenset()
    excluded: frozenset[int] = frozenset()
    shares: tuple[Share, ...] = ()
    covers: tuple[Cover, ...] = ()
    glass: tuple[Glass, ...] = ()


@dataclass(frozen=True)
class Decision:
    """Yes or no, and why; a no may offer that the glass is broken."""

    allowed: bool
    why: str
    break_glass: bool = False


CASELOAD, NEARBY, SHARED, GLASS = "caseload", "same agency", "share", "break-glass"
"""Why a look was allowed, as the audit trail keeps it."""


def may(actor: Actor, action: Action, compartment: Compartment, facts: Facts) -> Decision:
    """Total and without side effects: anything that nothing here allows is refused (promises P8, domain rule 29).

    An excluded colleague is refused whatever else holds, a restricted record is for those listed whatever their rank,
    and another agency has what is shared with it, to look at.
    """
    if actor.staff_id in facts.excluded:
        return Decision(False, "this colleague is kept out of this record")
    if facts.restricted and actor.staff_id not in facts.listed and actor.staff_id is not None:
        return Decision(False, "a restricted record of which this colleague is not listed")
    if facts.agency_id != actor.agency_id:
        return _shared(actor, action, compartment, facts)
    if not holds(actor, action, compartment):
        return Decision(False, "no role of theirs allows it")
    if in_caseload(actor, facts) or _everywhere(actor, action, compartment):
        return Decision(True, CASELOAD)
    if not limited(actor, action, compartment):
        return Decision(True, NEARBY)
    return _by_glass(actor, action, compartment, facts)


def may_share(actor: Actor, kind: AgencyKind, compartment: Compartment, facts: Facts) -> Decision:
    """Whether somebody may let another agency of this kind see this part: only what they see themselves."""
    if compartment not in SHAREABLE[kind]:
        return Decision(False, "never shown to an agency of this kind")
    told = may(actor, Action.DISCLOSE, Compartment.COMPLIANCE, facts)
    return may(actor, Action.LOOK, compartment, facts) if told.allowed and told.why == CASELOAD else told


def in_caseload(actor: Actor, facts: Facts) -> bool:
    """Their own, their team's, that of a colleague they cover now, what nobody has yet; listed for a restricted one."""
    if not facts.held_by or (facts.restricted and actor.staff_id in facts.listed):
        return True
    covered = {one.for_staff_id for one in facts.covers if one.staff_id == actor.staff_id and _live(one, facts.at)}
    return any(who in covered or who == actor.staff_id or team == actor.team for who, team in facts.held_by)


def limited(actor: Actor, action: Action, compartment: Compartment) -> bool:
    """True where a role allows this in the caseload only: then it matters who has the record."""
    near = any((action, compartment) in NEAR.get(role, frozenset()) for role in actor.roles)
    return holds(actor, action, compartment) and not near and not _everywhere(actor, action, compartment)


def _everywhere(actor: Actor, action: Action, compartment: Compartment) -> bool:
    """Whether a role that works for the whole agency allows this."""
    roles = (role for role in actor.roles if role not in NEAR)
    return any((action, compartment) in TABLE.get(role, frozenset()) for role in roles)


def _by_glass(actor: Actor, action: Action, compartment: Compartment, facts: Facts) -> Decision:
    if not any((action, compartment) in BY_GLASS.get(role, ()) for role in actor.roles):
        return Decision(False, "not in their caseload")
    if any(one.staff_id == actor.staff_id and _live(one, facts.at) for one in facts.glass):
        return Decision(True, GLASS)
    return Decision(False, "not in their caseload", break_glass=True)


def _shared(actor: Actor, action: Action, compartment: Compartment, facts: Facts) -> Decision:
    if action is not Action.LOOK or not holds(actor, action, compartment):
        return Decision(False, "another agency's record")
    mine = (one for one in facts.shares if one.agency_id == actor.agency_id and _live(one, facts.at))
    if any(compartment in one.compartments & SHAREABLE[one.kind] for one in mine):
        return Decision(True, SHARED)
    return Decision(False, "another agency's record")


def _live(span: Share | Cover | Glass, at: dt.datetime | None) -> bool:
    return at is not None and span.start <= at < span.end
