"""Meetings as the booking page books them: named by a subject such as "order:K7Q3XWZ2:1"."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from sqlalchemy import select

from casework.accounts.rules import Action, Compartment, Facts, may
from casework.appointments.models import Appointment, Place
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.refused import NotFound, Refused
from casework.kernel.showing import Bookable
from orders.models import Meeting, SupportOrder
from orders.rules import MEETINGS
from orders.rules.instructions import ToldHow
from orders.rules.months import finish_by
from orders.services.meetings import fix_meeting
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
        directed_name=with_other,
        told_how=told_by(told_how),
        told_words=told_words,
        told_on=told_on,
        by=by,
        at=at,
    )


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
