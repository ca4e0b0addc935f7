"""The deadline clock, against the government's own list of holidays and against trying everything out."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Sequence
from itertools import combinations, product
from pathlib import Path

import govuk_bank_holidays
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from casework.kernel.deadline import SPARE, Clock, ClockState, DeadlineFacts, Need, deadline, working_days_left
from casework.kernel.room import Rooms, Seat, fits, room_left

PUBLISHED = json.loads((Path(govuk_bank_holidays.__file__).parent / "bank-holidays.json").read_text())
HOLIDAYS = {dt.date.fromisoformat(event["date"]) for event in PUBLISHED["england-and-wales"]["events"]}
MONDAY = dt.date(2026, 10, 5)
FRIDAY = MONDAY + dt.timedelta(days=4)
WEEK = [MONDAY + dt.timedelta(days=n) for n in range(6)]
days = st.dates(dt.date(2020, 1, 1), dt.date(2028, 6, 30))
PROCLAIMED = [dt.date(2020, 5, 8), dt.date(2022, 6, 3), dt.date(2022, 9, 19), dt.date(2023, 5, 8)]
"""Moved or proclaimed for one year: the end of the war, a jubilee, a funeral and a coronation."""


def walked(first: dt.date, last: dt.date, closed: Collection[dt.date]) -> list[dt.date]:
    """Every business day of a span by walking it, with the holidays of gov.uk and no code of ours."""
    span = (first + dt.timedelta(days=n) for n in range(max(0, (last - first).days + 1)))
    return [day for day in span if day.isoweekday() <= 5 and day not in HOLIDAYS and day not in closed]


def day(number: int) -> dt.date:
    return MONDAY + dt.timedelta(days=number)


def clock_of(*needs: Need, by: dt.date = FRIDAY, today: dt.date = MONDAY, **rest: object) -> Clock:
    free = rest.pop("free", None)
    return deadline(DeadlineFacts(needs=needs, attended=0, by=by, **rest), today=today, free=free)  # type: ignore[arg-type]


@given(today=days, span=st.integers(-20, 120), closed=st.frozensets(days, max_size=30))
@example(today=PROCLAIMED[0], span=0, closed=frozenset())
@example(today=PROCLAIMED[1], span=3, closed=frozenset())
@example(today=PROCLAIMED[2], span=0, closed=frozenset())
@example(today=PROCLAIMED[3], span=1, closed=frozenset())
def test_working_days_are_those_of_an_independent_calendar(
    today: dt.date, span: int, closed: frozenset[dt.date]
) -> None:
    by = today + dt.timedelta(days=span)
    expected = walked(today, by, closed)
    assert working_days_left(today, by, closed) == len(expected)
    found = clock_of(Need(), by=by, today=today, closed=closed)
    assert found.working_days_left == len(expected)
    assert found.slack == len(expected) - 1
    assert (found.state is ClockState.CANNOT_BE_MET) is not bool(expected)


SEATS = st.lists(
    st.builds(Seat, fixed=st.none() | st.sampled_from(WEEK), elsewhere=st.booleans()), min_size=1, max_size=3
)
ROOMS = st.builds(
    Rooms,
    ours=st.dictionaries(st.sampled_from(WEEK), st.integers(1, 2), max_size=5),
    theirs=st.frozensets(st.sampled_from(WEEK), max_size=5),
)


def tried(seats: Sequence[Seat], rooms: Rooms, lost: Collection[dt.date], in_order: bool) -> bool:
    """Whether some way of choosing a day for each works, by trying every one."""
    held = {seat.fixed for seat in seats if seat.fixed}
    open_to = [{seat.fixed} if seat.fixed else rooms.days(seat) - held - set(lost) for seat in seats]
    return any(
        len(set(chosen)) == len(chosen) and (not in_order or list(chosen) == sorted(chosen))
        for chosen in product(*open_to)
    )


@settings(max_examples=150)
@given(seats=SEATS, rooms=ROOMS, in_order=st.booleans())
def test_slack_is_how_many_days_can_be_lost_whichever_they_are(seats: list[Seat], rooms: Rooms, in_order: bool) -> None:
    """In every world, taking away the worst days one more at a time until no way of choosing days is left."""
    booked = [seat.fixed for seat in seats if seat.fixed]
    if len(booked) == len(seats) or len(set(booked)) < len(booked) or (in_order and booked != sorted(booked)):
        return
    candidates = frozenset().union(*(rooms.days(seat) for seat in seats))
    enough = next(
        count
        for count in range(len(candidates) + 1)
        if any(not tried(seats, rooms, lost, in_order) for lost in combinations(sorted(candidates), count))
    )
    _useful, found = room_left(seats, rooms, in_order=in_order)
    assert max(found, -1) == enough - 1


@settings(max_examples=150)
@given(seats=SEATS, rooms=ROOMS, in_order=st.booleans())
def test_it_fits_exactly_where_some_way_of_keeping_them_fits(seats: list[Seat], rooms: Rooms, in_order: bool) -> None:
    """Several a day, as many as there is room for; what is not booked only, since bookings can be moved."""
    loose = [Seat(None, seat.elsewhere) for seat in seats]
    ways = product(*([(d, ours) for ours, found in _sides(seat, rooms) for d in found] for seat in loose))
    expected = any(
        all(chosen.count((d, True)) <= n for d, n in rooms.ours.items())
        and (not in_order or [d for d, _ours in chosen] == sorted(d for d, _ours in chosen))
        for chosen in ways
    )
    assert fits(loose, rooms, in_order=in_order) is expected


def _sides(seat: Seat, rooms: Rooms) -> list[tuple[bool, Collection[dt.date]]]:
    return [(True, rooms.ours), (False, rooms.theirs if seat.elsewhere else ())]


@pytest.mark.parametrize(
    ("found", "state"),
    [
        pytest.param(clock_of(), ClockState.MET, id="nothing is needed any more"),
        pytest.param(clock_of(Need(), over=True), ClockState.OVER, id="somebody ended it"),
        pytest.param(clock_of(Need(day(1))), ClockState.ON_TRACK, id="the last one is booked in time"),
        pytest.param(clock_of(Need(day(7))), ClockState.AT_RISK, id="booked, but after the date"),
        pytest.param(
            clock_of(Need(), by=day(25), closed={day(1)}), ClockState.ON_TRACK, id="weeks left, nothing booked yet"
        ),
        pytest.param(clock_of(Need(), by=day(14)), ClockState.AT_RISK, id="fourteen days left and nothing booked"),
        pytest.param(clock_of(Need(), by=day(15)), ClockState.ON_TRACK, id="fifteen days left"),
        pytest.param(
            clock_of(Need(day(1)), Need(), by=day(25), free={day(2): 3, day(9): 1, day(10): 1}),
            ClockState.AT_RISK,
            id="two useful free times to spare",
        ),
        pytest.param(
            clock_of(Need(day(1)), Need(), by=day(25), free={day(n): 1 for n in (2, 3, 4, 9)}),
            ClockState.ON_TRACK,
            id="three to spare",
        ),
        pytest.param(
            clock_of(Need(day(1)), Need(), by=day(25), free={day(0): 9}),
            ClockState.AT_RISK,
            id="room only before the first: the first can still be moved",
        ),
        pytest.param(
            clock_of(Need(), Need(), free={day(1): 1}), ClockState.CANNOT_BE_MET, id="two needed, room for one"
        ),
        pytest.param(
            clock_of(Need(), Need(), free={day(1): 2}),
            ClockState.AT_RISK,
            id="two needed, room for two on one day only",
        ),
        pytest.param(clock_of(Need(), free={}), ClockState.CANNOT_BE_MET, id="the diary is full"),
        pytest.param(
            clock_of(Need(elsewhere=True), free={}), ClockState.AT_RISK, id="our diary is full, a partner may hold it"
        ),
        pytest.param(
            clock_of(Need(waiting=True)), ClockState.ON_TRACK, id="it waits to be recorded: it may have been kept"
        ),
        pytest.param(
            clock_of(Need(waiting=True), today=day(5)), ClockState.AT_RISK, id="the date has passed, one not recorded"
        ),
        pytest.param(clock_of(Need(), today=day(5)), ClockState.CANNOT_BE_MET, id="the date has passed"),
        pytest.param(clock_of(Need(), today=FRIDAY), ClockState.AT_RISK, id="the date itself still counts"),
        pytest.param(
            clock_of(Need(), today=FRIDAY, not_on={FRIDAY}), ClockState.CANNOT_BE_MET, id="its last day is a court day"
        ),
        pytest.param(clock_of(Need(), by=None), ClockState.ON_TRACK, id="no date to work to"),  # type: ignore[arg-type]
    ],
)
def test_states(found: Clock, state: ClockState) -> None:
    assert found.state is state


def test_a_day_proclaimed_closed_takes_a_working_day_and_its_room() -> None:
    before = clock_of(Need(), Need(), by=day(25))
    after = clock_of(Need(), Need(), by=day(25), closed={day(3)})
    assert before.working_days_left is not None
    assert before.slack is not None
    assert (after.working_days_left, after.slack) == (before.working_days_left - 1, before.slack - 1)


def test_what_is_useful_is_counted_one_a_day_and_never_on_a_day_that_is_booked() -> None:
    found = clock_of(Need(day(1)), Need(), free={day(1): 5, day(2): 7, day(3): 1, day(9): 4})
    assert (found.booked, found.to_book, found.free_times_left, found.slack) == (1, 1, 2, 1)
    before = clock_of(Need(), Need(day(2)), free={day(0): 1, day(1): 1, day(3): 7})
    assert (before.free_times_left, before.slack) == (2, 1), "what is free after the second is no use to the first"
    either = clock_of(Need(), Need(day(2)), free={day(0): 1, day(1): 1, day(3): 7}, in_order=False)
    assert (either.free_times_left, either.slack) == (3, 2)
    assert found.slack is not None
    assert found.slack <= SPARE
    assert found.words == "1 to book, 1 booked: 2 useful free times in 5 working days"
    assert found.short == "Do by Fri 9 Oct, 5 working days left"


@given(
    needs=st.lists(st.builds(Need, booked=st.none() | st.sampled_from(WEEK), waiting=st.booleans()), max_size=3),
    free=st.none() | st.dictionaries(st.sampled_from(WEEK), st.integers(0, 3)),
    lost=st.sampled_from(WEEK),
    in_order=st.booleans(),
)
def test_losing_a_free_day_never_makes_anything_better(
    needs: list[Need], free: dict[dt.date, int] | None, lost: dt.date, in_order: bool
) -> None:
    facts = DeadlineFacts(tuple(needs), 0, FRIDAY, in_order=in_order)
    before = deadline(facts, today=MONDAY, free=free)
    less = None if free is None else {d: n for d, n in free.items() if d != lost}
    after = deadline(DeadlineFacts(tuple(needs), 0, FRIDAY, in_order=in_order, not_on={lost}), today=MONDAY, free=less)
    rank = list(ClockState).index
    assert rank(after.state) >= rank(before.state)
    assert before.slack is None or after.slack is None or after.slack <= before.slack
