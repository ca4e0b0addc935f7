"""Calendars read from outside: a private address for each worker, and one appointment as a file for her own phone."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import selectinload

from casework.accounts.models import SignInTry, Staff
from casework.accounts.rules import TRIES_WINDOW, Action, Compartment, holds
from casework.appointments.models import Appointment
from casework.appointments.rules import Outcome
from casework.kernel import audit, words
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.columns import blind_index
from casework.kernel.database import db
from casework.kernel.refused import NotFound, Refused
from casework.people.models import SafeContact
from casework.people.rules import names
from casework.people.services import safe_contact
from reminders.rules import banned
from reminders.services import own_names
from web.models import CalendarFeed, CalendarFileAsked
from web.services.ical import Entry, text_of

BACK, AHEAD = dt.timedelta(days=28), dt.timedelta(days=183)
MOST = 1000
FETCHES = 60
"""How often one calendar may be asked for in five minutes, and how often one network address may guess at one. Whoever
asks rightly is counted by the calendar: a whole office, or a calendar service, asks from one address."""
NAME = "Appointments"
_PARTS = (Appointment.place, Appointment.person, Appointment.moves, Appointment.attendances)
_NOT_ASKED = "Record first that they asked for this file. It is never made otherwise"


def make_feed(staff: Staff, *, by: Actor, at: dt.datetime) -> str:
    """A new private address's token, 256 random bits; an earlier one stops working in the same act.

    Only its SHA-256 digest is kept, so nobody can be told it again. Raises NotFound for somebody who may not see
    appointments.
    """
    if not holds(by, Action.LOOK, Compartment.COMPLIANCE):
        raise NotFound
    end_feed(staff, by=by, at=at)
    token = secrets.token_urlsafe(32)
    db.session.add(CalendarFeed(staff_id=staff.id, token_digest=_digest(token), made_at=at))
    db.session.flush()
    _note(staff, "made", by=by, at=at)
    return token


def end_feed(staff: Staff, *, by: Actor, at: dt.datetime) -> None:
    """The private address stops working at once. Ending what is not there does nothing."""
    live = (CalendarFeed.staff_id == staff.id) & CalendarFeed.ended_at.is_(None)
    ended = db.session.execute(update(CalendarFeed).where(live).values(ended_at=at))
    if ended.rowcount:  # type: ignore[attr-defined]
        _note(staff, "ended", by=by, at=at)


def live_feed(staff: Staff) -> CalendarFeed | None:
    """The address that works now, if there is one."""
    mine = select(CalendarFeed).where(CalendarFeed.staff_id == staff.id, CalendarFeed.ended_at.is_(None))
    return db.session.scalar(mine)


def staff_of(token: str) -> Staff:
    """Whose calendar this token reads. Raises NotFound for one that is wrong or ended, and where its owner may no
    longer sign in or see appointments: all three look the same from outside (promises P26)."""
    rows = select(CalendarFeed).where(CalendarFeed.token_digest == _digest(token), CalendarFeed.ended_at.is_(None))
    found = db.session.scalar(rows)
    if found is None or not found.staff.is_active:
        raise NotFound
    if not holds(found.staff.actor, Action.LOOK, Compartment.COMPLIANCE):
        raise NotFound
    return found.staff


def feed(staff: Staff, *, now: dt.datetime) -> tuple[bytes, list[str]]:
    """The member of staff's appointments from four weeks back to half a year ahead, and the people they are with.

    Initials and the place's text name only: no full name, no service, no reason. What we cancelled says so.
    """
    wanted = (
        select(Appointment)
        .where(Appointment.agency_id == staff.agency_id, Appointment.with_staff_id == staff.id)
        .where(Appointment.starts_at >= now - BACK, Appointment.starts_at < now + AHEAD)
        .options(*(selectinload(part) for part in _PARTS))
        .order_by(Appointment.starts_at, Appointment.id)
        .limit(MOST)
    )
    found = [one for one in db.session.scalars(wanted) if one.time_known]
    people = sorted({one.person.reference for one in found})
    return text_of([_entry(one, _initials(one)) for one in found], name=NAME), people


def _initials(one: Appointment) -> str:
    return names.initials(one.person.known_as or one.person.given_name, one.person.family_name)


def _entry(one: Appointment, summary: str, *, place: str | None = None) -> Entry:
    named = one.place.text_name if one.place else ""
    return Entry(
        reference=one.reference,
        summary=summary,
        place=named if place is None else place,
        day=one.day,
        time=one.time,
        minutes=one.minutes,
        sequence=one.version - 1 + len(one.attendances),
        changed_at=max([one.recorded_at, *_moments(one)]),
        cancelled=one.outcome == Outcome.CANCELLED_BY_US.value,
    )


def _moments(one: Appointment) -> list[dt.datetime]:
    return [move.recorded_at for move in one.moves] + [row.recorded_at for row in one.attendances]


def ask_for_file(appointment: Appointment, *, by: Actor, at: dt.datetime) -> None:
    """Record that she asked for this appointment as a calendar file. Asking twice is one record."""
    if asked_for(appointment):
        return
    db.session.add(CalendarFileAsked(appointment_id=appointment.id, asked_at=at, recorded_by_id=by.staff_id))
    db.session.flush()
    detail = {"appointment": appointment.reference, "what": "calendar file asked for"}
    record = f"person:{appointment.person.reference}"
    audit.record(Act.DISCLOSURE, record, by=by, at=at, compartment=Compartment.COMPLIANCE, detail=detail)


def asked_for(appointment: Appointment) -> bool:
    """Whether she asked for it."""
    rows = select(CalendarFileAsked.id).where(CalendarFileAsked.appointment_id == appointment.id)
    return db.session.scalar(rows) is not None


def file_of(appointment: Appointment) -> bytes:
    """One appointment for her own phone, in her own words, saying no more than a text to her would (domain rule 24).

    Raises Refused unless it is recorded that she asked for it.
    """
    if not asked_for(appointment):
        raise Refused(_NOT_ASKED)
    contact = safe_contact(appointment.person)
    own = own_names(appointment.person.agency_id)
    what = _sayable((contact.words_what if contact else "") or "appointment", contact, own) or "appointment"
    place = _sayable(appointment.place.text_name if appointment.place else "", contact, own)
    return text_of([_entry(appointment, what[:1].upper() + what[1:], place=place)])


def _sayable(said: str, contact: SafeContact | None, own: tuple[str, ...]) -> str:
    """The words, or none where they would give her away at the level she chose."""
    return "" if banned.found(said, contact.level if contact else banned.DISCREET, also=own) else said


def refuse_too_many(address: str, token: str, *, at: dt.datetime) -> bool:
    """Whether this network address has guessed too often in the last five minutes (promises P24), or this calendar has
    been asked for too often."""
    keys = SignInTry.key.in_([_key(address), _key(token)])
    each = select(func.count()).where(keys, SignInTry.at > at - TRIES_WINDOW).group_by(SignInTry.key)
    return max(db.session.scalars(each), default=0) >= FETCHES


def note_fetch(address: str, token: str, *, at: dt.datetime) -> None:
    """Count one asking, of the calendar or else of the address that guessed, and forget what no longer counts."""
    live = CalendarFeed.ended_at.is_(None)
    rightly = db.session.scalar(select(CalendarFeed.id).where(CalendarFeed.token_digest == _digest(token), live))
    key = _key(address if rightly is None else token)
    db.session.execute(delete(SignInTry).where(SignInTry.key == key, SignInTry.at <= at - TRIES_WINDOW))
    db.session.add(SignInTry(key=key, at=at))


def made_words(feed: CalendarFeed) -> str:
    """When the address that works now was made."""
    return words.long_moment(feed.made_at)


def _key(counted: str) -> bytes:
    return blind_index("try.calendar", counted)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def _note(staff: Staff, what: str, *, by: Actor, at: dt.datetime) -> None:
    detail = {"calendar_feed": what}
    audit.record(
        Act.CONFIGURATION, f"staff:{staff.reference}", by=by, at=at, compartment=Compartment.SETTINGS, detail=detail
    )
