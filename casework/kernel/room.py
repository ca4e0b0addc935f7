"""Whether so many appointments still find room on so many days: what the deadline clock asks of a diary.

Pure counting over London days. Knows no page, no table and no clock.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_NEVER = 1_000_000


@dataclass(frozen=True)
class Seat:
    """One appointment that must be kept: on the day it is `fixed` for, or, where None, on any day with room.

    `elsewhere` says that a partner service may hold it, which our own diary does not bound.
    """

    fixed: dt.date | None = None
    elsewhere: bool = False


@dataclass(frozen=True)
class Rooms:
    """The days with room: how many more appointments fit each of `ours`, and the days a partner may hold one on."""

    ours: Mapping[dt.date, int]
    theirs: frozenset[dt.date] = frozenset()

    def days(self, seat: Seat) -> frozenset[dt.date]:
        """The days on which this one may be kept."""
        return frozenset(self.ours) | self.theirs if seat.elsewhere else frozenset(self.ours)


def room_left(seats: Sequence[Seat], rooms: Rooms, *, in_order: bool) -> tuple[int, int]:
    """How many days are useful, and the slack among them.

    Useful are the days of use to what is not booked yet, one appointment a day: none on which another of these is
    booked, and, `in_order`, none before the one before it can have been kept, nor so late that the one after it has no
    day left. The slack is how many useful days can be lost, whichever they are, before the seats not booked yet find
    no day each; `in_order` each on a later day than the one before it. Minus one where there is no room even now; in
    order, that is all it can be, since one day short or three is one and the same "does not fit". Raises ValueError
    where everything is booked.
    """
    wanted = _wanted(seats, rooms, in_order)
    loose = [days for days, fixed in wanted if fixed is None]
    return len(frozenset().union(*loose)), _in_a_row(wanted) if in_order else _in_any_order(loose)


def _wanted(seats: Sequence[Seat], rooms: Rooms, in_order: bool) -> list[tuple[frozenset[dt.date], dt.date | None]]:
    """The days each seat may have, and the one it is booked for."""
    held = frozenset(seat.fixed for seat in seats if seat.fixed is not None)
    days = [frozenset({seat.fixed}) if seat.fixed else rooms.days(seat) - held for seat in seats]
    if in_order:
        days = _not_before(days)
        days = _not_after(days) if all(days) else days
    return list(zip(days, (seat.fixed for seat in seats), strict=True))


def _not_before(wanted: Sequence[frozenset[dt.date]]) -> list[frozenset[dt.date]]:
    """Each without the days before the earliest on which the one before it can be."""
    found: list[frozenset[dt.date]] = []
    reached = dt.date.min
    for days in wanted:
        found.append(frozenset(day for day in days if day > reached))
        reached = min(found[-1], default=dt.date.max)
    return found


def _not_after(wanted: Sequence[frozenset[dt.date]]) -> list[frozenset[dt.date]]:
    """Each without the days after the latest that leaves one for the one after it."""
    found: list[frozenset[dt.date]] = []
    left = dt.date.max
    for days in reversed(wanted):
        found.insert(0, frozenset(day for day in days if day < left))
        left = max(found[0], default=dt.date.min)
    return found


def _in_any_order(wanted: Sequence[frozenset[dt.date]]) -> int:
    """Hall's condition: of the days open to any of them there must be as many as there are of them. The sets lie one
    inside the other, so it is enough to look at each set with all that lie within it."""
    return min(len(days) - sum(other <= days for other in wanted) for days in wanted)


def _in_a_row(wanted: Sequence[tuple[frozenset[dt.date], dt.date | None]]) -> int:
    """The least number of days whose loss leaves no rising row of days, less one.

    `lost[j]` is the least loss that pushes what was seen so far to the day before number j at the earliest. A day that
    is booked is never lost.
    """
    days = sorted({day for found, fixed in wanted for day in (found if fixed is None else {fixed})})
    lost, least = [0] + [_NEVER] * len(days), _NEVER
    for found, fixed in wanted:
        weights = [(_NEVER if day == fixed else 0) if fixed else int(day in found) for day in days]
        before = _running(weights)
        least = min(least, *(lost[j] + before[-1] - before[j] for j in range(len(days) + 1)))
        lost = _next_row(lost, weights, before)
    return least - 1


def _running(weights: Sequence[int]) -> list[int]:
    found = [0]
    for weight in weights:
        found.append(found[-1] + weight)
    return found


def _next_row(lost: Sequence[int], weights: Sequence[int], before: Sequence[int]) -> list[int]:
    made, least = [_NEVER] * len(lost), _NEVER
    for at, weight in enumerate(weights):
        least = min(least, lost[at] - before[at])
        if weight:
            made[at + 1] = least + before[at]
    return made


def fits(seats: Sequence[Seat], rooms: Rooms, *, in_order: bool) -> bool:
    """Whether they can be kept at all, even several on one day and with what is booked moved where that helps."""
    if in_order:
        return _fit_in_a_row(seats, rooms)
    loose = [seat for seat in seats if seat.fixed is None]
    ours = sum(not (seat.elsewhere and rooms.theirs) for seat in loose)
    return ours <= sum(rooms.ours.values())


def _fit_in_a_row(seats: Sequence[Seat], rooms: Rooms) -> bool:
    """Each on the earliest day it can have, none before the one before it: no other choice leaves more to the rest."""
    left, reached = dict(rooms.ours), dt.date.min
    for seat in seats:
        without = {seat.fixed} if seat.fixed else set()
        without |= rooms.theirs if seat.elsewhere else set()
        open_to = {*without, *(day for day, more in left.items() if more > 0)}
        day = min((day for day in open_to if day >= reached), default=None)
        if day is None:
            return False
        left[day] = left.get(day, 0) - (day not in without)
        reached = day
    return True
