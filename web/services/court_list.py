"""One court, one day: every person of ours listed there, status first, what must be checked on top (wireframe 6)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select

import notices.services
from casework.courts import reference
from casework.courts.models import Hearing
from casework.kernel import clock, words
from casework.kernel.actors import Actor
from casework.kernel.closed_days import closed_days
from casework.kernel.database import db
from casework.kernel.showing import CourtRow
from casework.kernel.workdays import add_business_days, is_business_day
from casework.people.models import Person
from casework.people.rules import names
from notices.models import NoticeLine
from web.services import programmes

DAYS_SHOWN = 5


@dataclass(frozen=True)
class ListRow:
    """One person on the list, and what CPS and court were last told of them."""

    row: CourtRow
    initials: str
    person_reference: str
    told: str
    changed: bool


@dataclass(frozen=True)
class CourtList:
    """The page: rows to check first, not completed, completed."""

    court: reference.Court
    day: dt.date
    check_first: list[ListRow]
    not_completed: list[ListRow]
    completed: list[ListRow]

    @property
    def rows(self) -> list[ListRow]:
        """Every row, in the order of the page."""
        return [*self.check_first, *self.not_completed, *self.completed]

    @property
    def tellable(self) -> list[ListRow]:
        """Those of whom CPS and court can be told now."""
        return [*self.not_completed, *self.completed]


def court_list(court: reference.Court, day: dt.date, *, by: Actor, now: dt.datetime) -> CourtList:
    """Everybody of ours at a court on a day, with a fixed number of queries."""
    today = clock.local_day(now)
    found = programmes.court_rows(agency_id=by.agency_id, court_code=court.ou_code, day=day, today=today)
    told = notices.services.last_told_of([row.subject for row in found], agency_id=by.agency_id)
    people = {row.person_id for row in found}
    named = db.session.execute(select(Person.id, Person.reference).where(Person.id.in_(people)))
    references = {row.id: row.reference for row in named}
    rows = [_row(row, told.get(row.subject), references) for row in sorted(found, key=_order)]
    return CourtList(
        court,
        day,
        check_first=[one for one in rows if one.row.check_first],
        not_completed=[one for one in rows if not one.row.check_first and not one.row.done],
        completed=[one for one in rows if not one.row.check_first and one.row.done],
    )


def _order(row: CourtRow) -> tuple[dt.time, str]:
    return (row.time or dt.time(10), names.folded(row.name))


def _row(row: CourtRow, told: NoticeLine | None, references: dict[int, str]) -> ListRow:
    given, _, family = row.name.rpartition(" ")
    changed = told is not None and not row.check_first and told.sentence != row.sentence
    initials = names.initials(given or family, family if given else "")
    return ListRow(row, initials, references[row.person_id], _told_words(told), changed)


def _told_words(told: NoticeLine | None) -> str:
    """Whom was told when, and whether it was seen: never "sent" as if that were success (ux 3.4)."""
    if told is None:
        return "Told CPS and court: no"
    notice = told.notice
    kind = "CPS" if notice.contact_kind == "cps" else notice.contact_kind
    sent = f" {words.short_moment(notice.sent_at)}" if notice.sent_at else ""
    return f"Told {kind}{sent}, {'seen' if notice.acknowledged_at else 'not yet acknowledged'}"


def my_court(by: Actor, preferred: str, *, today: dt.date) -> str:
    """The court a member of staff starts on: their own, else the one with the most of ours listed from today."""
    if preferred and reference.court(preferred):
        return preferred
    most = (
        select(Hearing.court_code)
        .where(Hearing.agency_id == by.agency_id, Hearing.day >= today)
        .group_by(Hearing.court_code)
        .order_by(func.count().desc(), Hearing.court_code)
        .limit(1)
    )
    return db.session.scalar(most) or ""


def next_sitting(court_code: str, *, agency_id: int, today: dt.date) -> dt.date:
    """Today when the court sits and somebody of ours is listed, else the next day on which somebody is."""
    listed = select(func.min(Hearing.day)).where(
        Hearing.agency_id == agency_id, Hearing.court_code == court_code, Hearing.day >= today
    )
    return db.session.scalar(listed) or sitting_days(today)[0]


def sitting_days(first: dt.date) -> list[dt.date]:
    """The next days on which courts sit, from `first` on."""
    closed = closed_days()
    day = first if is_business_day(first, closed) else add_business_days(first, 1, closed)
    days = [day]
    while len(days) < DAYS_SHOWN:
        days.append(add_business_days(days[-1], 1, closed))
    return days
