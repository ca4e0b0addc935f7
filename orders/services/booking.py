"""Meetings as the booking page books them: named by a subject such as "order:K7Q3XWZ2:1"."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from sqlalchemy import select

from casework.accounts.rules import Action, Compartment, Facts, Role, may
from casework.appointments.models import Appointment, Place
from casework.appointments.rules.needs import Needs
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.refused import NotFound, Refused
from casework.kernel.showing import Bookable
from casework.kernel.words import counted
from orders.models import Meeting, SupportOrder
from orders.rules import MEETINGS, Status
from orders.rules.instructions import ToldHow
from orders.rules.meetings import fixing_fault, next_number
from orders.rules.months import finish_by
from orders.services.facts import facts_of, facts_of_all
from orders.services.looking import with_meetings
from orders.services.meetings import booking_of, fix_meeting, may_fix, next_meeting
from orders.services.presets import process_of
from orders.services.showing import url_of
from orders.services.telling import subject_of

DEFAULT_MINUTES = 60
_SUBJECT = re.compile(r"order:([0-9A-Z]{8}):([1-9])")


def bookable(subject: str, *, by: Actor) -> Bookable:
    """The meeting this subject names, as the booking page shows it. Raises NotFound."""
    meeting = _meeting(subject, by=by)
    order, process = meeting.order, process_of(meeting.order.agency_id)
    return Bookable(
        subject=f"{subject_of(order)}:{meeting.position}",
        person_id=order.person_id,
        title=f"Meeting {meeting.position} of {MEETINGS}",
        url=url_of(order.reference),
        by=finish_by(order.made_on, order.must_by),
        minutes=process.meeting_minutes if process else DEFAULT_MINUTES,
        asks_telling=True,
        needs=_needed(order),
    )


def book(
    subject: str,
    *,
    day: date,
    time: time,
    minutes: int = DEFAULT_MINUTES,
    place: Place | None = None,
    place_other: str = "",
    with_staff_id: int | None = None,
    with_other: str = "",
    room_id: int | None = None,
    needs: Needs | None = None,
    despite: str = "",
    told_how: str = "",
    told_words: str = "",
    told_on: date | None = None,
    by: Actor,
    at: datetime,
) -> Appointment:
    """Fix the meeting this subject names; see `fix_meeting`. Raises NotFound, and Refused on its field."""
    return fix_meeting(
        _meeting(subject, by=by),
        day=day,
        time=time,
        minutes=minutes,
        place=place,
        place_other=place_other,
        with_staff_id=with_staff_id,
        room_id=room_id,
        needs=needs,
        despite=despite,
        directed_name=with_other,
        told_how=told_by(told_how),
        told_words=told_words,
        told_on=told_on,
        by=by,
        at=at,
    )


def next_subject(appointment: Appointment, *, by: Actor, at: datetime) -> str:
    """Which meeting to fix next after what was recorded of this one; "" where none is open or `by` may not fix it."""
    if not by.has(Role.SUPERVISOR):
        return ""
    order = booking_of(appointment).meeting.order
    meeting = next_meeting(order, at=at) if may_fix(order, at=at) else None
    return f"{subject_of(order)}:{meeting.position}" if meeting else ""


def to_book(*, agency_id: int, staff_id: int | None, at: datetime) -> list[Bookable]:
    """What could be fixed now: the next open meeting of each order of this supervisor (or the team's, for None) that
    is in force, the soonest to be done first. Few queries."""
    over = [status.value for status in Status if status.over]
    rows = with_meetings().where(SupportOrder.agency_id == agency_id, SupportOrder.status.not_in(over))
    found = [one for one in db.session.scalars(rows) if staff_id in (None, one.supervisor_id)]
    facts, today = facts_of_all(found, at=at), clock.local_day(at)
    made = [
        Bookable(
            subject=f"{subject_of(order)}:{next_number(facts[order.id])}",
            person_id=order.person_id,
            title=f"Meeting {next_number(facts[order.id])} of {MEETINGS}",
            url=url_of(order.reference),
            by=finish_by(order.made_on, order.must_by),
            asks_telling=True,
        )
        for order in found
        if fixing_fault(facts[order.id], today, today=today) is None
    ]
    return sorted(made, key=lambda one: one.by or date.max)


def last_useful_day(appointment: Appointment) -> date:
    """The date by which the meetings of this one's order must take place."""
    order = booking_of(appointment).meeting.order
    return finish_by(order.made_on, order.must_by)


def _needed(order: SupportOrder) -> str:
    """ "Needs 2 more meetings, 42 days left"."""
    now = clock.now()
    left = MEETINGS - len(facts_of(order, at=now).counted)
    days = (finish_by(order.made_on, order.must_by) - clock.local_day(now)).days
    return f"Needs {counted(left, 'more meeting')}, {counted(max(days, 0), 'day')} left"


def told_by(how: str) -> ToldHow | None:
    """How they were told; None for "not told yet". Raises Refused on its field for anything unknown."""
    if not how:
        return None
    try:
        return ToldHow(how)
    except ValueError:
        raise Refused("Choose how they were told", "told_how") from None


def _meeting(subject: str, *, by: Actor) -> Meeting:
    named = _SUBJECT.fullmatch(subject)
    if named is None:
        raise NotFound
    order = select(Meeting).join(SupportOrder, SupportOrder.id == Meeting.order_id)
    found = db.session.scalar(order.where(SupportOrder.reference == named[1], Meeting.position == int(named[2])))
    if found is None or not may(by, Action.WRITE, Compartment.CJ, Facts(found.order.agency_id)).allowed:
        raise NotFound
    return found
