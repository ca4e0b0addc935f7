"""What will go out in the next days: to whom, in which words as they stand now, when, why, and what holds it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import selectinload

from casework.accounts.models import Agency, Staff
from casework.appointments.models import Appointment
from casework.courts import reference
from casework.courts.models import Hearing
from casework.kernel import words
from casework.kernel.clock import local_day
from casework.kernel.database import db
from casework.people.models import Person
from casework.people.rules.names import short_name
from casework.people.services.texting import reachable
from reminders.models import CANNOT_OPEN, Text
from reminders.rules import holding, kinds, saying
from reminders.rules.holding import Hold
from reminders.rules.kinds import TextKind
from reminders.rules.life import WAITING
from reminders.rules.wording import CannotSay
from reminders.services import crowding
from reminders.services.composing import compose, stock_for
from reminders.services.known import Known, using
from reminders.services.off import switched_off
from reminders.services.reach import reach
from reminders.services.showing import AHEAD, damaged

PAGE = 25
_WAITS = [state.value for state in WAITING]
NO_HOUR = "None of their hours for texts are left before it. Ring them"


@dataclass(frozen=True)
class Coming:
    """One text to come. `at` is UTC; `words` are what it would say now, "" where it cannot; `held` says what stops it,
    "" where nothing does; `because` says what it is about, `appointment` its reference where it is one."""

    id: int
    person_reference: str
    name: str
    kind: str
    at: dt.datetime
    words: str = field(repr=False)
    because: str
    held: str
    on_hold: bool
    may_hold: bool
    needs_release: bool
    may_change: bool
    changed: bool
    appointment: str = ""


@dataclass(frozen=True)
class Ahead:
    """One page of texts to come, by London day, and where the next page begins ("" on the last)."""

    days: list[tuple[dt.date, list[Coming]]]
    next: str

    @property
    def people(self) -> list[str]:
        """The references of everybody named, for the record of looks."""
        return sorted({one.person_reference for _, found in self.days for one in found})


def ahead(*, agency_id: int, staff_id: int | None, after: str = "", now: dt.datetime) -> Ahead:
    """What goes out in the next 7 days, soonest first, one page at a time: an agency's, or where `staff_id` is given
    that of one worker. A fixed number of queries. An address that makes no sense begins at the beginning."""
    which = _waiting(now) & (Text.agency_id == agency_id) & (Text.not_before < now + AHEAD)
    rows = _mine(select(Text).where(which), staff_id)
    if (cursor := _read(after)) is not None:
        at, id = cursor
        rows = rows.where((Text.not_before > at) | ((Text.not_before == at) & (Text.id > id)))
    found = _ordered(rows, PAGE + 1)
    shown, more = found[:PAGE], len(found) > PAGE
    return Ahead(_by_day(coming(shown, now)), _cursor(shown[-1]) if more else "")


def of_person(person: Person, *, now: dt.datetime) -> list[Coming]:
    """Everything that waits for one person, soonest first."""
    which = _waiting(now) & (Text.person_id == person.id) & (Text.agency_id == person.agency_id)
    return coming(_ordered(select(Text).where(which), 2 * PAGE), now)


def coming(texts: Sequence[Text], now: dt.datetime) -> list[Coming]:
    """These texts as a page shows them. A fixed number of queries, however many they are."""
    if not texts:
        return []
    crowd = crowding.first_of_each_day(texts, now)
    read = _read_together(texts, now)
    with using(read):
        return [_coming(text, crowd, now) for text in texts]


def _coming(text: Text, crowd: crowding.Crowd, now: dt.datetime) -> Coming:
    found = reach(text.person, now, to_confirm_number=text.kind == TextKind.FIRST_CONTACT)
    at = found.window.next_open(max(text.not_before, now))
    said, cannot = _said(text, found.contact)
    hold = Hold(text.on_hold_why) if text.on_hold_why else None
    late = NO_HOUR if at is None or at >= text.not_after else ""
    broken = CANNOT_OPEN if damaged(text) else ""
    held = [broken, holding.held_words(hold) if hold else "", found.held, cannot, late, crowd.why_not(text)]
    return Coming(
        id=text.id,
        person_reference=text.person.reference,
        name=short_name(text.person.known_as or text.person.given_name, text.person.family_name),
        kind=kinds.words(TextKind(text.kind)),
        at=at or text.not_before,
        words=said,
        because=_because(text),
        held=next((why for why in held if why), ""),
        on_hold=hold not in {None, Hold.RELEASE, Hold.RESTORED},
        may_hold=hold is None,
        needs_release=hold is Hold.RELEASE,
        may_change=TextKind(text.kind) is not TextKind.DONE_RELEASED,
        changed=bool(text.said_as),
        appointment=_appointment(text),
    )


def _said(text: Text, contact: Any) -> tuple[str, str]:
    try:
        return compose(text, contact).body, ""
    except CannotSay as no:
        return "", str(no)


def _because(text: Text) -> str:
    """What the text is about, in one line."""
    if text.appointment_id is not None:
        return f"Appointment {_when(db.session.get_one(Appointment, text.appointment_id))}"
    if text.hearing_id is None:
        return ""
    hearing = db.session.get_one(Hearing, text.hearing_id)
    court = reference.court(hearing.court_code)
    return f"{court.name if court else 'Court'} {_when(hearing)}"


def _appointment(text: Text) -> str:
    return db.session.get_one(Appointment, text.appointment_id).reference if text.appointment_id is not None else ""


def _when(source: Appointment | Hearing) -> str:
    return (
        f"{words.short_day(source.day)} {words.clock_time(source.time)}" if source.time else words.short_day(source.day)
    )


def _waiting(now: dt.datetime) -> ColumnElement[bool]:
    return Text.state.in_(_WAITS) & (Text.not_after > now)


def _mine(rows: Select[Text], staff_id: int | None) -> Select[Text]:
    """One worker's: those of appointments with nobody else. A court date belongs to everybody."""
    if staff_id is None:
        return rows
    others = select(Appointment.id).where(Appointment.with_staff_id.is_not(None), Appointment.with_staff_id != staff_id)
    return rows.where(or_(Text.appointment_id.is_(None), Text.appointment_id.not_in(others)))


def _ordered(rows: Select[Text], most: int) -> list[Text]:
    wanted = rows.order_by(Text.not_before, Text.id).options(selectinload(Text.person)).limit(most)
    return list(db.session.scalars(wanted))


def _by_day(found: Iterable[Coming]) -> list[tuple[dt.date, list[Coming]]]:
    days: dict[dt.date, list[Coming]] = {}
    for one in sorted(found, key=lambda one: one.at):
        days.setdefault(local_day(one.at), []).append(one)
    return sorted(days.items())


def _cursor(text: Text) -> str:
    return f"{int(text.not_before.timestamp() * 1_000_000)}-{text.id}"


def _read(after: str) -> tuple[dt.datetime, int] | None:
    micros, _, id = after.partition("-")
    if not (micros.isascii() and micros.isdigit() and id.isascii() and id.isdigit() and len(after) < 40):
        return None
    moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=min(int(micros), 2**52))
    return moment, min(int(id), 2**31 - 1)


def _read_together(texts: Sequence[Text], now: dt.datetime) -> Known:
    """What the words and the holds of these texts are made of, without the locks that a hand-over takes."""
    booked = _all(Appointment, (text.appointment_id for text in texts), selectinload(Appointment.place))
    dates = _all(Hearing, (text.hearing_id for text in texts))
    staff = _all(Staff, (one.with_staff_id for one in booked))
    agencies = _all(Agency, (text.agency_id for text in texts))
    found = reachable(list({text.person_id: text.person for text in texts}.values()), at=now)
    numbers = {one.contact.mobile_index for one in found.values() if one.contact and one.contact.mobile_index}
    off = switched_off(numbers)
    return Known(
        held={(type(row), row.id): row for row in (*booked, *dates, *staff, *agencies)},
        reachable=found,
        off=frozenset(off),
        switched_off=off,
        words=stock_for(texts),
    )


def _all(model: Any, ids: Iterable[int | None], *also: Any) -> list[Any]:
    wanted = {one for one in ids if one is not None}
    return list(db.session.scalars(select(model).where(model.id.in_(wanted)).options(*also))) if wanted else []


def may_say(text: Text) -> tuple[tuple[str, str], ...]:
    """The approved words this text may go in."""
    return saying.choices(TextKind(text.kind))


def said_as(text: Text) -> str:
    """Whose words it goes in now, where they are among those it may go in; "" for a kind that shares its words."""
    now = saying.said(text.kind, text.said_as).value
    return {kinds.TextKind.THREE_DAYS.value: "seven_days", "court_seven_days": "court_one_day"}.get(now, now)
