"""Another agency on one site: it keeps its own records, and sees of others only what is shared (domain rule 29)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, exists, select

from casework.accounts.models import Agency, Staff
from casework.accounts.rules import Action, AgencyKind, Compartment, Facts, Role, may
from casework.accounts.services import links
from casework.accounts.services.links import LinkKind
from casework.accounts.services.staff import add_agency, add_staff, first_agency
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.refused import NotFound, Refused

SAME_NAME = "An agency of this name is here already"
MOST = 200


def may_add(by: Actor) -> bool:
    """Whether somebody may let another agency onto the site: administrators of the agency that it was set up for."""
    first = first_agency()
    home = Facts(first.id if first is not None else 0)
    return first is not None and may(by, Action.CONFIGURE, Compartment.SETTINGS, home).allowed


def others(by: Actor) -> list[Agency]:
    """The other agencies of the site by name, no more than two hundred. Raises NotFound for whoever may add none."""
    _must(by)
    rows = select(Agency).where(Agency.id != by.agency_id).order_by(Agency.name, Agency.id).limit(MOST)
    return list(db.session.scalars(rows))


def add(
    name: str, kind: AgencyKind, *, manager: str, email: str, checked: str, by: Actor, at: dt.datetime
) -> tuple[Staff, str]:
    """A new agency and its first account, a manager who is also to be its administrator (services.administrators), and
    the key of their invitation. Raises Refused on a field, and NotFound for whoever may add none."""
    _must(by)
    if any(one.name.casefold() == name.strip().casefold() for one in db.session.scalars(select(Agency))):
        raise Refused(SAME_NAME, "agency_name")
    agency = add_agency(name.strip(), kind=kind, by=by, at=at)
    agency.set_up_at = at
    staff = add_staff(agency, name=manager, email=email, roles=[Role.MANAGER, Role.ADMINISTRATOR], by=by, at=at)
    return staff, links.make_link(staff, LinkKind.INVITATION, checked=checked, by=by, at=at)


def first_of(reference: str, *, by: Actor) -> Staff:
    """The first account of an agency that nobody has opened yet. Raises NotFound for any other."""
    _must(by)
    rows = select(Staff).join(Agency, Agency.id == Staff.agency_id).where(Agency.reference == reference.upper())
    mine = rows.where(Agency.id != by.agency_id, ~_opened()).order_by(Staff.id).limit(1)
    found: Staff | None = db.session.scalar(mine)
    if found is None:
        raise NotFound
    return found


def unopened(by: Actor) -> set[int]:
    """The agencies of which nobody has opened an account yet."""
    _must(by)
    return set(db.session.scalars(select(Agency.id).where(Agency.id != by.agency_id, ~_opened())))


def _opened() -> ColumnElement[bool]:
    staff = Staff.__table__.alias("opened")
    return exists().where(staff.c.agency_id == Agency.id, staff.c.password_hash != "")


def _must(by: Actor) -> None:
    if not may_add(by):
        raise NotFound
