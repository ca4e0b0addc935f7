"""Two people for a new administrator: one asks, another agrees (ASVS 2.3.5).

Whoever could add an administrator alone could agree with themselves under another name to all that asks for two.
Where nobody else could agree, such as on the day a site is set up, the only administrator may. So that nobody becomes
the only one to act alone, for three days after an administrator has gone by a colleague's hand nobody may, and whoever
answers for accounts there is told (decision 70).
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import joinedload

from casework.accounts.models import AskedAdministrator, Staff, StaffRole
from casework.accounts.rules import Action, Compartment, Facts, Role, Unused, may, unused
from casework.accounts.services import alerts
from casework.accounts.services.alerts import Told
from casework.kernel import audit, words
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.models import Event
from casework.kernel.refused import NotFound, Refused

TWO_PEOPLE = "Another administrator must agree. Ask a colleague to sign in and press Agree"
GONE = "This account has ended. Say first that they are back"
MOST = 100
WHO = "administrators"
"""What the trail calls them, where one of them has gone."""
DAYS_OF_NOBODY_ALONE = 3
NOT_ALONE = "An administrator has gone, and who answers for accounts here was told. You may agree alone from {since}"


def who_may_agree(by: Actor, *, but: int | None = None, at: dt.datetime) -> list[int]:
    """The other administrators of this actor's agency who can sign in at a moment (UTC): any of them may agree."""
    rows = select(Staff.id, Staff.used_at).join(StaffRole, StaffRole.staff_id == Staff.id)
    able = rows.where(Staff.agency_id == by.agency_id, Staff.ended_at.is_(None), Staff.password_hash != "")
    others = able.where(StaffRole.role == Role.ADMINISTRATOR.value, Staff.id.not_in([by.staff_id or 0, but or 0]))
    return [key for key, used_at in db.session.execute(others) if unused(used_at, at=at) is not Unused.CLOSED]


def grant(staff: Staff, *, by: Actor, at: dt.datetime) -> bool:
    """They are an administrator from now on (True), or wait for a second one to agree (False). Written down, and told
    to those who may agree or to everybody who answers for accounts there."""
    could = who_may_agree(by, but=staff.id, at=at)
    if not could and alone_from(by, at=at) is None:
        _make(staff, by=by, at=at)
        return True
    if waiting_for(staff) is None:
        db.session.add(AskedAdministrator(staff_id=staff.id, asked_by_id=by.staff_id or 0, asked_at=at))
        alerts.tell(could, Told.ADMINISTRATOR_ASKED, about=staff, at=at)
        _note(staff, "asked", by=by, at=at)
    return False


def ask_again(staff: Staff, *, by: Actor, at: dt.datetime) -> None:
    """Their account starts anew, so that whoever opens it next may be somebody else: an administrator is one again when
    a second one has agreed, or where nobody else could, when the only one may act alone again."""
    if is_one(staff):
        staff.roles = [row for row in staff.roles if row.role != Role.ADMINISTRATOR.value]
        gone(staff, by=by, at=at)
        grant(staff, by=by, at=at)


def is_one(staff: Staff) -> bool:
    """Whether this account is an administrator's."""
    return any(row.role == Role.ADMINISTRATOR.value for row in staff.roles)


def gone(staff: Staff, *, by: Actor, at: dt.datetime) -> None:
    """An administrator is one no more by a colleague's hand: ended, taken away, or begun anew. It happens at once, for
    who has left must be out; it is written down and told to them, and to whoever answers for accounts there."""
    db.session.flush()
    detail = {"what": "administrator", "did": "gone"}
    who = [f"staff:{staff.reference}"]
    audit.record(Act.CONFIGURATION, WHO, others=who, by=by, at=at, compartment=Compartment.SETTINGS, detail=detail)
    told = {
        *alerts.who_answers(staff.agency_id, by.staff_id, staff.id, at=at),
        *([staff.id] if staff.is_active else []),
    }
    alerts.tell(told, Told.ADMINISTRATOR_GONE, about=staff, at=at)


def alone_from(by: Actor, *, at: dt.datetime) -> dt.datetime | None:
    """From when (UTC) the only administrator of this actor's agency may act alone; None: they may now."""
    span = dt.timedelta(days=DAYS_OF_NOBODY_ALONE)
    rows = select(func.max(Event.at)).where(Event.record == WHO, Event.agency_id == by.agency_id)
    last: dt.datetime | None = db.session.scalar(rows.where(Event.at > at - span))
    return last + span if last is not None else None


def waiting_for(staff: Staff) -> AskedAdministrator | None:
    """What waits to be agreed of this account."""
    rows = select(AskedAdministrator).where(AskedAdministrator.staff_id == staff.id)
    return db.session.scalar(rows.where(AskedAdministrator.answered_at.is_(None)).limit(1))


def waiting(by: Actor) -> list[AskedAdministrator]:
    """What was asked in this actor's agency and waits for an answer, oldest first, no more than a hundred."""
    rows = _of(by).order_by(AskedAdministrator.id).limit(MOST)
    named = joinedload(AskedAdministrator.staff).joinedload(Staff.agency)
    return list(db.session.scalars(rows.options(named, joinedload(AskedAdministrator.asked_by))))


def agree(reference: str, *, by: Actor, at: dt.datetime) -> Staff:
    """They are an administrator from now on. Raises NotFound for what does not wait; Refused for an account that has
    ended, and for the one who asked while somebody else could agree or nobody may alone."""
    found = _load(reference, by)
    if found.asked_by_id == by.staff_id:
        _refuse_alone(found, by=by, at=at)
    if not found.staff.is_active:
        raise Refused(GONE)
    _answer(found, agreed=True, by=by, at=at)
    _make(found.staff, by=by, at=at)
    return found.staff


def refuse(reference: str, *, by: Actor, at: dt.datetime) -> Staff:
    """They do not become one; whoever asked may take it back so, too. Raises NotFound for what does not wait."""
    found = _load(reference, by)
    _answer(found, agreed=False, by=by, at=at)
    _note(found.staff, "refused", by=by, at=at)
    return found.staff


def _refuse_alone(found: AskedAdministrator, *, by: Actor, at: dt.datetime) -> None:
    if who_may_agree(by, but=found.staff_id, at=at):
        raise Refused(TWO_PEOPLE)
    if (since := alone_from(by, at=at)) is not None:
        raise Refused(NOT_ALONE.format(since=words.short_moment(since)))


def _of(by: Actor) -> Select[AskedAdministrator]:
    rows = select(AskedAdministrator).join(Staff, Staff.id == AskedAdministrator.asked_by_id)
    return rows.where(Staff.agency_id == by.agency_id, AskedAdministrator.answered_at.is_(None))


def _load(reference: str, by: Actor) -> AskedAdministrator:
    if not may(by, Action.CONFIGURE, Compartment.SETTINGS, Facts(by.agency_id)).allowed:
        raise NotFound
    found: AskedAdministrator | None = db.session.scalar(
        _of(by).where(AskedAdministrator.reference == reference.upper())
    )
    if found is None:
        raise NotFound
    return found


def _answer(found: AskedAdministrator, *, agreed: bool, by: Actor, at: dt.datetime) -> None:
    waits = (AskedAdministrator.id == found.id) & AskedAdministrator.answered_at.is_(None)
    said = {"answered_at": at, "answered_by_id": by.staff_id, "agreed": agreed}
    if db.session.execute(update(AskedAdministrator).where(waits).values(said)).rowcount != 1:  # type: ignore[attr-defined]
        raise NotFound


def _make(staff: Staff, *, by: Actor, at: dt.datetime) -> None:
    if not is_one(staff):
        staff.roles.append(StaffRole(role=Role.ADMINISTRATOR.value))
    _note(staff, "made", by=by, at=at)
    there, here = (alerts.who_answers(one.agency_id, by.staff_id, at=at) for one in (staff, by))
    alerts.tell({*there, *here}, Told.ADMINISTRATOR_MADE, about=staff, at=at)


def _note(staff: Staff, did: str, *, by: Actor, at: dt.datetime) -> None:
    db.session.flush()
    detail = {"what": "administrator", "did": did}
    audit.record(
        Act.CONFIGURATION, f"staff:{staff.reference}", by=by, at=at, compartment=Compartment.SETTINGS, detail=detail
    )
