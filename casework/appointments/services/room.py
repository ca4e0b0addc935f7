"""The free times of many people's diaries at once: a fixed number of questions to the database (decision 35)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import bindparam, or_, select

from casework.appointments.models import Appointment, Leave, WorkingHours
from casework.appointments.rules.booking import LONGEST
from casework.appointments.rules.free import USUAL_HOURS, FreeFacts, Span, last_day
from casework.appointments.rules.room import room, room_for_her, touched
from casework.appointments.services.free import STILL_TAKES_TIME, Hours
from casework.kernel import clock, light
from casework.kernel.closed_days import closed_days
from casework.kernel.questions import Fixed
from casework.people.services import everybody

_DAY = dt.timedelta(days=1)
_BESIDE = range(-2, 2)
"""Nothing that begins sooner or later, by its UTC date, can reach into a London day: the longest takes eight hours."""
_Key = TypeVar("_Key")
_Span = tuple[dt.datetime, int, int, int | None]
"""Start, minutes, person, member of staff."""


@dataclass(frozen=True)
class RoomAsked:
    """Whose free times are asked for: a person with a member of staff (None: with nobody of ours yet), until a London
    day, counted. `key` names the answer; nothing counts on the days in `not_on`, such as her court days."""

    key: str
    staff_id: int | None
    person_id: int
    until: dt.date
    minutes: int = 60
    not_on: Collection[dt.date] = ()


def free_days(asked: Sequence[RoomAsked], *, agency_id: int, now: dt.datetime) -> dict[str, dict[dt.date, int]]:
    """For each asked: how many more appointments fit each London day, as `free_times` would offer them, none
    overlapping. `now` is UTC. Four queries, however many are asked; a diary is worked out once for everybody in it."""
    if not asked:
        return {}
    diaries = _Diaries(asked, agency_id, now)
    return {one.key: diaries.room_for(one) for one in asked}


@dataclass
class _Diaries:
    """The diaries of everybody asked about, read once."""

    asked: Sequence[RoomAsked]
    agency_id: int
    now: dt.datetime
    _rooms: dict[tuple[int | None, int], dict[dt.date, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.last = last_day(self.now, max(one.until for one in self.asked))
        staff = {one.staff_id for one in self.asked if one.staff_id is not None}
        self.hours, self.leave = _hours(staff), _leave(staff, clock.local_day(self.now), self.last)
        self.closed = closed_days()
        spans = self._spans(staff, {one.person_id for one in self.asked})
        self.of_staff = _by((span[3], span) for span in spans)
        self.near = {
            key: _times(them) for key, them in _by(((span[3], span[0].date()), span) for span in spans).items()
        }
        self.of_person = _by((span[2], span) for span in spans)

    def room_for(self, one: RoomAsked) -> dict[dt.date, int]:
        """The room of the diary, less what she has herself."""
        key = (one.staff_id, one.minutes)
        if key not in self._rooms:
            self._rooms[key] = room(self._facts(one, _times(self.of_staff.get(one.staff_id, ()))))
        hers = _times(self.of_person.get(one.person_id, ()))
        beside = {day + _DAY * n for day in touched(hers) for n in _BESIDE}
        # What of the diary is with her is among it, and inside the hour around what she has: it takes nothing more.
        near = set[Span]().union(*(self.near.get((one.staff_id, day), ()) for day in beside))
        return room_for_her(self._rooms[key], self._facts(one, near, hers=hers))

    def _facts(self, one: RoomAsked, taken: Collection[Span], hers: Collection[Span] | None = None) -> FreeFacts:
        return FreeFacts(
            now=self.now,
            minutes=one.minutes,
            until=self.last if hers is None else one.until,
            hours=self.hours.get(one.staff_id, USUAL_HOURS),
            leave=self.leave.get(one.staff_id, []),
            taken=taken if one.staff_id is not None else (),
            hers=hers or (),
            closed=self.closed,
            not_on=one.not_on if hers is not None else (),
        )

    def _spans(self, staff: Collection[int], people: Collection[int]) -> list[_Span]:
        first, last = self.now - dt.timedelta(minutes=LONGEST + 60), clock.start_of_day(self.last + 2 * _DAY)
        with everybody():  # a time that is taken is taken, whoever may see by whom
            found = _TAKEN.seen(agency=self.agency_id, first=first, last=last, staff=list(staff), people=list(people))
        return [(row.starts_at, row.minutes, row.person_id, row.with_staff_id) for row in found]


def _times(spans: Iterable[_Span]) -> set[Span]:
    return {(start, minutes) for start, minutes, _person, _staff in spans}


def _by(pairs: Iterable[tuple[_Key, _Span]]) -> dict[_Key, list[_Span]]:
    found: dict[_Key, list[_Span]] = {}
    for key, span in pairs:
        found.setdefault(key, []).append(span)
    return found


_WHOSE = or_(
    Appointment.with_staff_id.in_(bindparam("staff", expanding=True)),
    Appointment.person_id.in_(bindparam("people", expanding=True)),
)
_TAKEN = Fixed(
    lambda: (
        select(Appointment.starts_at, Appointment.minutes, Appointment.person_id, Appointment.with_staff_id)
        .where(Appointment.agency_id == bindparam("agency"), STILL_TAKES_TIME, _WHOSE)
        .where(Appointment.starts_at >= bindparam("first"), Appointment.starts_at < bindparam("last"))
    )
)
_HOURS = light.Question(
    lambda among: select(WorkingHours.staff_id, WorkingHours.weekday, WorkingHours.starts, WorkingHours.ends).where(
        among(WorkingHours.staff_id)
    )
)
_LEAVE = light.Question(
    lambda among: select(Leave.staff_id, Leave.first_day, Leave.last_day).where(
        among(Leave.staff_id),
        Leave.ended_at.is_(None),
        Leave.first_day <= bindparam("last"),
        Leave.last_day >= bindparam("first"),
    )
)


def _hours(staff: Collection[int]) -> Mapping[int | None, Hours]:
    found: dict[int | None, Hours] = {}
    for row in _HOURS.seen(staff):
        found.setdefault(row.staff_id, {})[row.weekday] = (row.starts, row.ends)
    return found


def _leave(staff: Collection[int], first: dt.date, last: dt.date) -> Mapping[int | None, list[tuple[dt.date, dt.date]]]:
    found: dict[int | None, list[tuple[dt.date, dt.date]]] = {}
    for row in _LEAVE.seen(staff, first=first, last=last):
        found.setdefault(row.staff_id, []).append((row.first_day, row.last_day))
    return found
