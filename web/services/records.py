"""What the front itself holds of a person, and everything that is wired with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

from sqlalchemy import or_, select

from casework.accounts.models import Staff
from casework.appointments.services.records import AppointmentRecords
from casework.care.services import CareRecords
from casework.courts.services.records import CourtRecords, court_name
from casework.kernel.database import db
from casework.meetings.services import MeetingRecords
from casework.people.models import Person
from casework.people.services.own_records import PeopleRecords
from casework.people.services.records import RoomRecords
from diversion.services.records import DiversionRecords
from monitoring.services.records import FigureRecords
from notices.services.keeping import NoticeRecords
from orders.services.records import OrderRecords
from reminders.services.records import TextRecords
from web.models import CalendarFileAsked, CourtAsk, HeldPost


class FrontRecords(RoomRecords):
    """What was asked about somebody before a court list, and calendar files made for them."""

    room = "web"
    tables: ClassVar[Mapping[Any, str]] = {
        CourtAsk: "When the court's liaison asked about you",
        CalendarFileAsked: "Calendar files you asked for",
    }
    aside = frozenset({"court_ask.subject"})
    words: ClassVar[Mapping[str, Any]] = {"court_ask.court_code": court_name}

    def cut(self, person: Person, at: dt.datetime) -> None:
        """What somebody typed about them while a session ended, and is kept for an hour, goes at once."""
        words = [one.casefold() for one in (person.reference, person.given_name, person.family_name) if one]
        colleagues = select(Staff.id).where(Staff.agency_id == person.agency_id)
        held = select(HeldPost).where(or_(HeldPost.ends_at <= at, HeldPost.staff_id.in_(colleagues)))
        for post in db.session.scalars(held):
            typed = f"{post.path} {post.body}".casefold()
            if post.ends_at <= at or any(word in typed for word in words):
                db.session.delete(post)


EVERY_ROOM: tuple[RoomRecords, ...] = (
    FrontRecords(),
    FigureRecords(),
    DiversionRecords(),
    OrderRecords(),
    TextRecords(),
    NoticeRecords(),
    CareRecords(),
    CourtRecords(),
    AppointmentRecords(),
    MeetingRecords(),
    PeopleRecords(),
)
"""The uppermost first: in this order rows can be deleted."""
