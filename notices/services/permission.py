"""The permission that notices of a scheme's people at a court go by themselves: off unless somebody switched it on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from casework.accounts.models import Staff
from casework.accounts.rules import Action, Compartment, Facts, may
from casework.courts import services as courts
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.questions import Fixed
from casework.kernel.refused import NotFound, Refused
from notices.models import GoesAlone
from notices.services.ends import scheme_names


@dataclass(frozen=True)
class Permission:
    """One permission as the page shows it."""

    reference: str
    scheme: str
    court: str
    set_by: str
    set_at: datetime


def pairs(agency_id: int) -> set[tuple[str, str]]:
    """The schemes and courts whose notices may go by themselves now."""
    return {(row.scheme, row.court_code) for row in _PAIRS.seen(agency=agency_id)}


def agencies() -> list[int]:
    """The agencies where anything at all may go by itself."""
    return list(db.session.scalars(select(GoesAlone.agency_id).where(_LIVE).distinct()))


_LIVE = GoesAlone.ended_at.is_(None)
_PAIRS = Fixed(
    lambda: select(GoesAlone.scheme, GoesAlone.court_code).where(GoesAlone.agency_id == bindparam("agency"), _LIVE)
)


def listed(*, by: Actor) -> list[Permission]:
    """Every permission in force, with who switched it on and when. Raises NotFound without the right."""
    _must(by, Action.LOOK)
    wanted = select(GoesAlone, Staff.name).join(Staff, Staff.id == GoesAlone.set_by_id)
    names = dict(scheme_names(by.agency_id))
    return [
        Permission(row.reference, names.get(row.scheme, row.scheme), _court(row.court_code), name, row.set_at)
        for row, name in db.session.execute(
            wanted.where(GoesAlone.agency_id == by.agency_id, _LIVE).order_by(GoesAlone.id)
        )
    ]


def courts_told(agency_id: int) -> list[tuple[str, str]]:
    """The courts of whose results somebody is told, by code and name: elsewhere nothing could go."""
    codes = {each.court_code for contact in courts.contacts(agency_id=agency_id) for each in contact.courts}
    return sorted(((code, _court(code)) for code in codes), key=lambda one: one[1])


def allow(*, scheme: str, court_code: str, by: Actor, at: datetime) -> GoesAlone:
    """Let notices of this scheme's people at this court go by themselves. Raises Refused where they may already, or
    where nobody at that court is recorded to be told; NotFound without the right."""
    _must(by, Action.CONFIGURE)
    if scheme not in dict(scheme_names(by.agency_id)):
        raise Refused("Choose a scheme from the list", "scheme")
    if not courts.contacts_for(court_code, agency_id=by.agency_id):
        raise Refused("Nobody at this court is recorded to be told. Add them at Contacts first", "court")
    if (scheme, court_code) in pairs(by.agency_id):
        raise Refused("These may go by themselves already", "court")
    assert by.staff_id is not None  # noqa: S101 (CONFIGURE is a person's right)
    row = GoesAlone(agency_id=by.agency_id, scheme=scheme, court_code=court_code, set_at=at, set_by_id=by.staff_id)
    db.session.add(row)
    db.session.flush()
    _note(row, "on", by=by, at=at)
    return row


def end(reference: str, *, by: Actor, at: datetime) -> None:
    """A person sends again. What waits to go by itself stops too. Raises NotFound."""
    _must(by, Action.CONFIGURE)
    wanted = select(GoesAlone).where(GoesAlone.agency_id == by.agency_id, GoesAlone.reference == reference.upper())
    row = db.session.scalar(wanted.with_for_update())
    if row is None:
        raise NotFound
    if row.ended_at is None:
        row.ended_at, row.ended_by_id = at, by.staff_id
        _note(row, "off", by=by, at=at)


def _must(by: Actor, action: Action) -> None:
    if not may(by, action, Compartment.SETTINGS, Facts(by.agency_id)).allowed:
        raise NotFound


def _court(code: str) -> str:
    found = courts.court(code)
    return found.name if found else code


def _note(row: GoesAlone, what: str, *, by: Actor, at: datetime) -> None:
    detail = {"alone": what, "scheme": row.scheme, "court": row.court_code}
    audit.record(
        Act.CONFIGURATION,
        f"goes-alone:{row.reference}",
        by=by,
        at=at,
        compartment=Compartment.SETTINGS,
        detail=detail,
    )
