"""The list of joiners and leavers of an agency, confirmed by a manager every 90 days (promises C.11)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select, update

from casework.accounts.models import Agency, Staff
from casework.accounts.rules import Action, Compartment, Facts, ListState, Role, Unused, list_state, may, unused
from casework.accounts.rules.unused import WARNED
from casework.accounts.services import alerts, staff
from casework.accounts.services.alerts import Told
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import Conflict, NotFound, Refused


@dataclass(frozen=True)
class Listed:
    """An agency's colleagues as a manager is asked about them."""

    here: list[Staff]
    joined: frozenset[int]
    left: list[Staff]
    confirmed_at: dt.datetime


def listed(*, by: Actor) -> Listed:
    """Who is here, which of them joined and who left since a manager last looked. Raises NotFound without the right."""
    agency = _agency(by)
    here, since = staff.staff_of(agency.id), agency.confirmed_at
    joined = frozenset(one.id for one in here if one.created_at > since)
    left = [one for one in staff.have_left(agency.id) if one.ended_at is not None and one.ended_at > since]
    return Listed(here, joined, left, since)


def confirm_list(*, left: Collection[str], seen_at: dt.datetime | None, by: Actor, at: dt.datetime) -> None:
    """The list is right, but for these (references), who have left: their accounts end at once, and administrators are
    told. `seen_at` is when the list that was looked at had last been confirmed.

    Raises NotFound without the right, Conflict where somebody confirmed it meanwhile, and Refused for oneself.
    """
    agency = _agency(by)
    if seen_at is not None and seen_at != agency.confirmed_at:
        raise Conflict("The list of colleagues", theirs="Confirmed by somebody else", yours="Confirmed by you")
    gone = [one for one in staff.staff_of(agency.id) if one.reference in left]
    if any(one.id == by.staff_id for one in gone):
        raise Refused("You cannot say that you have left yourself. Ask another manager", "left")
    for one in gone:
        staff.close_account(one, by=by, at=at)
        told = alerts.who_answers(agency.id, by.staff_id, one.id, at=at)
        alerts.tell(told, Told.ENDED_BY_LIST, about=one, at=at)
    db.session.execute(update(Agency).where(Agency.id == agency.id).values(confirmed_at=at))
    what = {"what": "list of colleagues", "left": str(len(gone))}
    audit.record(Act.CONFIGURATION, f"agency:{agency.reference}", by=by, at=at, detail=what)


def _agency(by: Actor) -> Agency:
    if not may(by, Action.WRITE, Compartment.COLLEAGUES, Facts(by.agency_id)).allowed:
        raise NotFound
    return db.session.get_one(Agency, by.agency_id)


def anything_due(*, at: dt.datetime) -> bool:
    """Whether a manager, or the owner of an account, is still to be warned. Reads only."""
    return any(_to_warn(one, at) for one in _due(at)) or bool(_unused(at))


def warn_due(*, at: dt.datetime) -> int:
    """Tell the managers of each agency once that its list is to be confirmed. Returns how many were told."""
    told = [each for one in _due(at) for each in _to_warn(one, at)]
    for one in told:
        alerts.tell([one.id], Told.LIST_DUE, about=one, at=at)
    return len(told)


def _due(at: dt.datetime) -> list[Agency]:
    rows = select(Agency).where(Agency.set_up_at.is_not(None))
    return [one for one in db.session.scalars(rows) if list_state(one.confirmed_at, at=at) is not ListState.RIGHT]


def _to_warn(agency: Agency, at: dt.datetime) -> list[Staff]:
    """Its managers; where none can sign in, whoever else answers there, who can make somebody one."""
    found = [one for one in alerts.who_hears(agency.id, roles=(Role.MANAGER,), at=at) if one.agency_id == agency.id]
    return [one for one in found if not alerts.told_since(one.id, Told.LIST_DUE, agency.confirmed_at)]


def warn_unused(*, at: dt.datetime) -> list[Staff]:
    """Tell whoever answers for an account that it has gone unused for 38 days, once; those it is about are returned, so
    that they can be written to."""
    new = _unused(at)
    for one in new:
        alerts.tell([one.id, *alerts.who_answers(one.agency_id, one.id, at=at)], Told.UNUSED_SOON, about=one, at=at)
    return new


def _unused(at: dt.datetime) -> list[Staff]:
    idle = select(Staff).where(Staff.ended_at.is_(None), Staff.password_hash != "", Staff.used_at <= at - WARNED)
    soon = [one for one in db.session.scalars(idle) if unused(one.used_at, at=at) is Unused.SOON]
    return [one for one in soon if one.used_at and not alerts.told_since(one.id, Told.UNUSED_SOON, one.used_at)]
