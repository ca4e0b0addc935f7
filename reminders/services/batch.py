"""Read together what the last look at a batch of texts needs: a fixed number of queries, however many texts."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import defer, selectinload

from casework.accounts.models import Agency, Staff
from casework.appointments.models import Appointment, Place
from casework.courts.models import Hearing
from casework.kernel import light
from casework.kernel.clock import local_day, start_of_day
from casework.kernel.database import db
from casework.people.models import Person, SafeContact
from casework.people.services.texting import reachable
from reminders.models import Text, TextsOff
from reminders.rules import kinds
from reminders.rules.life import MAY_HAVE_GONE, WAITING, TextState
from reminders.services.composing import stock_for
from reminders.services.known import Known
from reminders.services.wiring import wired

_DAY = dt.timedelta(days=1)
_REMINDERS = sorted(kind.value for kind in kinds.REMINDERS)
_PEOPLE = light.Reading(Person, ("id", "agency_id", "reference", "given_name", "known_as"), lock="read")
_OF_BOOKING = ("id", "day", "time", "starts_at", "place_id", "place_other", "with_staff_id", "outcome", "version")
_AGENCIES = light.Reading(Agency, ("id", "phone"))
_OF_HEARING = (selectinload(Hearing.outcomes), defer(Hearing.matter))
"""What the last look reads of each row: nothing is opened with the keys that no text needs."""
_COUNTS = [state.value for state in WAITING | MAY_HAVE_GONE | {TextState.KEPT}]


def _with_place_and_staff(among: light.Among) -> Select[*tuple[Any, ...]]:
    columns = [getattr(Appointment, name) for name in _OF_BOOKING]
    wanted = select(*columns, Place.text_name, Staff.phone).where(among(Appointment.id))
    wanted = wanted.outerjoin(Place, Place.id == Appointment.place_id)
    wanted = wanted.outerjoin(Staff, Staff.id == Appointment.with_staff_id)
    return wanted.with_for_update(read=True, of=Appointment)


def _reminders_of(among: light.Among) -> Select[*tuple[Any, ...]]:
    near = (Text.handed_at >= bindparam("first")) | (Text.handed_at.is_(None) & (Text.not_before < bindparam("last")))
    counted: ColumnElement[bool] = Text.kind.in_(_REMINDERS) & Text.state.in_(_COUNTS)
    return select(Text.person_id, func.count()).where(among(Text.person_id), counted, near).group_by(Text.person_id)


def _switched_off(among: light.Among) -> Select[*tuple[Any, ...]]:
    theirs = select(SafeContact.mobile_index).where(among(SafeContact.id))
    return select(TextsOff.number_index).where(TextsOff.number_index.in_(theirs), TextsOff.lifted_at.is_(None))


_BOOKED, _CROWDED, _OFF = map(light.Question, (_with_place_and_staff, _reminders_of, _switched_off))


def read(texts: Sequence[Text], now: dt.datetime) -> Known:
    """What `judge` and `compose` ask about these texts at a moment (UTC), under the locks a hand-over needs."""
    people = _PEOPLE.rows({text.person_id for text in texts})
    booked, staff = _booked(_ids(text.appointment_id for text in texts))
    dates = _dates(_ids(text.hearing_id for text in texts))
    agencies = _AGENCIES.rows({text.agency_id for text in texts})
    found = reachable(people, at=now)
    asked = frozenset(one.id for one in booked)
    locked = ((Person, people), (Appointment, booked), (Hearing, dates))
    _beside(texts, people)
    return Known(
        held={(model, row.id): row for model, rows in (*locked, (Staff, staff), (Agency, agencies)) for row in rows},
        locked=frozenset((model, row.id) for model, rows in locked for row in rows),
        reachable=found,
        off=frozenset(row[0] for row in _OFF.ask([one.contact.id for one in found.values() if one.contact])),
        crowded=_crowded(texts, now),
        asked=asked,
        owned=[_owned(programme, asked) for programme in wired().programmes],
        words=stock_for(texts),
    )


def _crowded(texts: Collection[Text], now: dt.datetime) -> frozenset[int]:
    """Who has another automatic reminder that has gone or may go about this London day: only they are asked about one
    by one. It errs on the side of asking."""
    mine = Counter(text.person_id for text in texts if text.kind in _REMINDERS)
    first = start_of_day(local_day(now))
    found = _CROWDED.ask(list(mine), first=first, last=first + 2 * _DAY)
    return frozenset(person for person, times in found if times != 1 or mine[person] != 1)


def _ids(found: Iterable[int | None]) -> set[int]:
    return {one for one in found if one is not None}


def _beside(texts: Sequence[Any], people: Sequence[Any]) -> None:
    """Stand her row beside each text of hers."""
    persons = {person.id: person for person in people}
    for text in texts:
        if isinstance(text, light.Light):
            text.join("person", persons[text.__dict__["person_id"]])


def _booked(ids: Collection[int]) -> tuple[list[Any], list[Any]]:
    """These bookings as they are now, each beside its place, and with whom they are."""
    bookings, staff = [], {}
    for row in _BOOKED.ask(ids):
        booking: Any = light.Light(_OF_BOOKING, row[:-2])
        place = light.Light(("id", "text_name"), (booking.place_id, row[-2])) if booking.place_id else None
        booking.join("place", place)
        bookings.append(booking)
        staff[booking.with_staff_id] = light.Light(("id", "phone"), (booking.with_staff_id, row[-1]))
    staff.pop(None, None)
    return bookings, list(staff.values())


def _dates(ids: Collection[int]) -> list[Hearing]:
    if not ids:
        return []
    rows = select(Hearing).where(Hearing.id.in_(ids)).options(*_OF_HEARING).with_for_update(read=True, of=Hearing)
    return list(db.session.scalars(rows.execution_options(populate_existing=True)))


def _owned(programme: Any, asked: frozenset[int]) -> frozenset[int]:
    """Which of these appointments are this programme's; all of them where it cannot say."""
    among = getattr(programme, "among", None)
    return frozenset(among(asked)) if among is not None else asked
