"""Read together what the last look at a batch of texts needs: a fixed number of queries, however many texts."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import defer, selectinload

from casework.accounts.models import Agency, Staff
from casework.appointments.models import Appointment, Place
from casework.courts.models import Hearing
from casework.kernel import light
from casework.kernel.clock import local_day, start_of_day
from casework.kernel.database import db
from casework.people.models import Person
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
_BOOKED = light.Reading(Appointment, _OF_BOOKING, lock="read")
_PLACES = light.Reading(Place, ("id", "text_name"))
_STAFF = light.Reading(Staff, ("id", "phone"))
_AGENCIES = light.Reading(Agency, ("id", "phone"))
_OF_HEARING = (selectinload(Hearing.outcomes), defer(Hearing.matter))
"""What the last look reads of each row: nothing is opened with the keys that no text needs."""
_COUNTS = [state.value for state in WAITING | MAY_HAVE_GONE | {TextState.KEPT}]


def read(texts: Sequence[Text], now: dt.datetime) -> Known:
    """What `judge` and `compose` ask about these texts at a moment (UTC), under the locks a hand-over needs."""
    people = _PEOPLE.rows({text.person_id for text in texts})
    booked = _booked(_ids(text.appointment_id for text in texts))
    dates = _dates(_ids(text.hearing_id for text in texts))
    staff = _STAFF.rows(_ids(one.with_staff_id for one in booked))
    agencies = _AGENCIES.rows({text.agency_id for text in texts})
    found = reachable(people, at=now)
    asked = frozenset(one.id for one in booked)
    locked = ((Person, people), (Appointment, booked), (Hearing, dates))
    _beside(texts, people)
    return Known(
        held={(model, row.id): row for model, rows in (*locked, (Staff, staff), (Agency, agencies)) for row in rows},
        locked=frozenset((model, row.id) for model, rows in locked for row in rows),
        reachable=found,
        off=_off({one.contact.mobile_index for one in found.values() if one.contact and one.contact.mobile_index}),
        crowded=_crowded(texts, now),
        asked=asked,
        owned=[_owned(programme, asked) for programme in wired().programmes],
        words=stock_for(texts),
    )


def _crowded(texts: Collection[Text], now: dt.datetime) -> frozenset[int]:
    """Who has another automatic reminder that has gone or may go about this London day: only they are asked about one
    by one. It errs on the side of asking."""
    mine = [text for text in texts if text.kind in _REMINDERS]
    first = start_of_day(local_day(now))
    near = (Text.handed_at >= first) | (Text.handed_at.is_(None) & (Text.not_before < first + 2 * _DAY))
    rows = select(Text.person_id).where(
        Text.person_id.in_({text.person_id for text in mine}),
        Text.id.not_in([text.id for text in mine]),
        Text.kind.in_(_REMINDERS),
        Text.state.in_(_COUNTS),
        near,
    )
    twice = [person for person, times in Counter(text.person_id for text in mine).items() if times > 1]
    return frozenset([*db.session.scalars(rows), *twice]) if mine else frozenset()


def _ids(found: Iterable[int | None]) -> set[int]:
    return {one for one in found if one is not None}


def _beside(texts: Sequence[Any], people: Sequence[Any]) -> None:
    """Stand her row beside each text of hers."""
    persons = {person.id: person for person in people}
    for text in texts:
        if isinstance(text, light.Light):
            text.join("person", persons[text.__dict__["person_id"]])


def _booked(ids: Collection[int]) -> list[Any]:
    """These bookings as they are now, each beside its place."""
    found = _BOOKED.rows(ids)
    places = {row.id: row for row in _PLACES.rows(_ids(one.place_id for one in found))}
    for one in found:
        one.join("place", places.get(one.place_id))
    return found


def _dates(ids: Collection[int]) -> list[Hearing]:
    if not ids:
        return []
    rows = select(Hearing).where(Hearing.id.in_(ids)).options(*_OF_HEARING).with_for_update(read=True, of=Hearing)
    return list(db.session.scalars(rows.execution_options(populate_existing=True)))


def _off(indexes: Collection[bytes]) -> frozenset[bytes]:
    rows = select(TextsOff.number_index).where(TextsOff.number_index.in_(indexes), TextsOff.lifted_at.is_(None))
    return frozenset(db.session.scalars(rows)) if indexes else frozenset()


def _owned(programme: Any, asked: frozenset[int]) -> frozenset[int]:
    """Which of these appointments are this programme's; all of them where it cannot say."""
    among = getattr(programme, "among", None)
    return frozenset(among(asked)) if among is not None else asked
