"""Which times are free to offer, against a slow oracle that looks at every minute by the wall clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from casework.appointments.rules.free import USUAL_HOURS, FreeFacts, Slot, all_free, offered
from casework.kernel.workdays import bank_holidays

LONDON = ZoneInfo("Europe/London")
DAY, HOUR, MINUTE = dt.timedelta(days=1), dt.timedelta(hours=1), dt.timedelta(minutes=1)
SPRING, AUTUMN = dt.date(2027, 3, 28), dt.date(2026, 10, 25)
ALL_NIGHT = {weekday: (dt.time(0), dt.time(4)) for weekday in range(7)}
EASTER = dt.date(2027, 3, 25)


def minutes_of(start: dt.datetime, minutes: int) -> list[dt.datetime]:
    return [start + MINUTE * n for n in range(minutes)]


def oracle(facts: FreeFacts) -> list[Slot]:
    """Every half hour of UTC kept when each of its minutes is free on the wall: slow, and by other means."""
    found = []
    moment = facts.now.replace(minute=0, second=0, microsecond=0)
    end = (facts.until or facts.now.astimezone(LONDON).date() + DAY * 28) + DAY * 2
    while moment.date() <= end:
        if is_free(moment, facts):
            wall = moment.astimezone(LONDON)
            found.append(Slot(wall.date(), wall.time()))
        moment += MINUTE * 30
    return found


def is_free(start: dt.datetime, facts: FreeFacts) -> bool:
    if start < facts.now + HOUR or is_twice(start):
        return False
    if facts.until is not None and start.astimezone(LONDON).date() > facts.until:
        return False
    if facts.until is None and start.astimezone(LONDON).date() > facts.now.astimezone(LONDON).date() + DAY * 28:
        return False
    each = minutes_of(start, facts.minutes)
    return all(is_open(minute, start, facts) for minute in each) and not is_busy(each, facts)


def is_twice(moment: dt.datetime) -> bool:
    """Whether the wall shows this very date and time an hour earlier or later as well."""
    shown = [(moment + HOUR * n).astimezone(LONDON).replace(tzinfo=None) for n in (-1, 0, 1)]
    return shown[1] in (shown[0], shown[2])


def is_open(minute: dt.datetime, start: dt.datetime, facts: FreeFacts) -> bool:
    wall = minute.astimezone(LONDON)
    day = wall.date()
    if day != start.astimezone(LONDON).date() or day.weekday() not in facts.hours:
        return False
    if day in facts.closed or day in facts.not_on or day in bank_holidays(day.year):
        return False
    if any(first <= day <= last for first, last in facts.leave):
        return False
    first, last = facts.hours[day.weekday()]
    return first <= wall.time() < last


def is_busy(each: list[dt.datetime], facts: FreeFacts) -> bool:
    taken = {minute for begins, minutes in facts.taken for minute in minutes_of(begins, minutes)}
    hers = {minute for begins, minutes in facts.hers for minute in minutes_of(begins - HOUR, minutes + 120)}
    return not taken.union(hers).isdisjoint(each)


def on_steps(lowest: int, highest: int) -> st.SearchStrategy[int]:
    return st.integers(lowest // 5, highest // 5).map(lambda n: n * 5)


walls = on_steps(0, 23 * 60 + 55).map(lambda n: dt.time(n // 60, n % 60))
days = st.one_of(
    st.dates(dt.date(2026, 10, 20), dt.date(2026, 10, 30)),
    st.dates(dt.date(2027, 3, 22), dt.date(2027, 4, 1)),
    st.dates(dt.date(2026, 12, 20), dt.date(2027, 1, 4)),
)
spells = st.tuples(walls, walls).filter(lambda two: two[0] < two[1])
weeks = st.one_of(st.just(USUAL_HOURS), st.just(ALL_NIGHT), st.dictionaries(st.integers(0, 6), spells, max_size=7))


@st.composite
def all_facts(draw: st.DrawFn) -> FreeFacts:
    day = draw(days)
    begins = dt.datetime.combine(day, dt.time(), dt.UTC)
    spans = st.tuples(on_steps(0, 7 * 24 * 60).map(lambda n: begins + MINUTE * n), on_steps(5, 180))
    spare = st.integers(0, 6).map(lambda n: day + DAY * n)
    return FreeFacts(
        now=begins + MINUTE * draw(st.integers(0, 24 * 60)),
        minutes=draw(on_steps(5, 240)),
        until=day + DAY * draw(st.integers(-1, 6)),
        hours=draw(weeks),
        leave=draw(st.lists(spare.map(lambda one: (one, one + DAY)), max_size=1)),
        taken=draw(st.lists(spans, max_size=6)),
        hers=draw(st.lists(spans, max_size=2)),
        closed=draw(st.lists(spare, max_size=1)),
        not_on=draw(st.lists(spare, max_size=1)),
    )


def night(day: dt.date, minutes: int = 60, taken: Collection[tuple[dt.datetime, int]] = ()) -> FreeFacts:
    eve = dt.datetime.combine(day - DAY, dt.time(12), dt.UTC)
    return FreeFacts(now=eve, minutes=minutes, until=day, hours={day.weekday(): ALL_NIGHT[0]}, taken=taken)


@settings(max_examples=200)
@given(facts=all_facts())
@example(facts=night(SPRING))
@example(facts=night(AUTUMN))
@example(facts=night(AUTUMN, 180))
@example(facts=night(SPRING, 180))
def test_what_is_free_is_what_a_slow_look_at_every_minute_finds(facts: FreeFacts) -> None:
    assert list(all_free(facts)) == oracle(facts)


@settings(max_examples=60)
@given(facts=all_facts(), limit=st.integers(-1, 12))
def test_what_is_offered_is_free_soonest_first_and_never_too_late(facts: FreeFacts, limit: int) -> None:
    free, shown = list(all_free(facts)), offered(facts, limit)
    assert len(shown) == min(len(free), max(limit, 0))
    assert set(shown) <= set(free)
    assert shown == sorted(shown)
    assert not shown or shown[0] == free[0]
    assert facts.until is None or all(slot.day <= facts.until for slot in shown)


def test_on_the_night_the_clocks_go_forward_the_missing_hour_is_not_offered() -> None:
    found = [slot.time.hour * 60 + slot.time.minute for slot in all_free(night(SPRING))]
    assert found == [0, 30, 120, 150, 180]
    at_half_past_midnight = (dt.datetime(2027, 3, 28, 0, 30, tzinfo=dt.UTC), 60)
    left = [slot.time for slot in all_free(night(SPRING, taken=[at_half_past_midnight]))]
    assert left == [dt.time(2, 30), dt.time(3)], "an hour from half past midnight ends at half past two"


def test_on_the_night_the_clocks_go_back_the_hour_that_comes_twice_is_not_offered() -> None:
    found = [slot.time for slot in all_free(night(AUTUMN))]
    assert found == [dt.time(0), dt.time(0, 30), dt.time(2), dt.time(2, 30), dt.time(3)]
    second_one_o_clock = (dt.datetime(2026, 10, 25, 1, tzinfo=dt.UTC), 30)
    left = [slot.time for slot in all_free(night(AUTUMN, 120, taken=[second_one_o_clock]))]
    assert left == [dt.time(0), dt.time(2)], "two hours from midnight end when the wall says one for the second time"


@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        pytest.param(dt.date(2027, 3, 26), 0, id="Good Friday"),
        pytest.param(dt.date(2027, 3, 27), 0, id="a Saturday"),
        pytest.param(dt.date(2027, 3, 29), 0, id="Easter Monday"),
        pytest.param(dt.date(2027, 3, 30), 13, id="the day after"),
    ],
)
def test_the_usual_hours_are_half_past_nine_to_half_past_four_on_working_days(day: dt.date, wanted: int) -> None:
    facts = FreeFacts(now=dt.datetime.combine(EASTER, dt.time(22), dt.UTC), minutes=60, until=dt.date(2027, 3, 31))
    found = [slot.time for slot in all_free(facts) if slot.day == day]
    assert len(found) == wanted
    assert not found or (found[0], found[-1]) == (dt.time(9, 30), dt.time(15, 30))


def test_offers_give_a_choice_of_days_and_halves_before_more_of_one_morning() -> None:
    facts = FreeFacts(now=dt.datetime(2026, 11, 23, 18, tzinfo=dt.UTC), minutes=60, until=dt.date(2026, 12, 18))
    morning, afternoon = dt.time(9, 30), dt.time(12, 30)
    tuesday, wednesday = dt.date(2026, 11, 24), dt.date(2026, 11, 25)
    assert offered(facts, 3) == [Slot(tuesday, morning), Slot(tuesday, afternoon), Slot(wednesday, morning)]


def test_where_one_day_is_left_more_of_it_is_offered() -> None:
    facts = FreeFacts(now=dt.datetime(2026, 11, 23, 18, tzinfo=dt.UTC), minutes=60, until=dt.date(2026, 11, 24))
    found = [slot.time for slot in offered(facts, 4)]
    assert found == [dt.time(9, 30), dt.time(10), dt.time(10, 30), dt.time(12, 30)]


def test_without_a_date_to_finish_by_four_weeks_are_looked_at_and_never_more_than_a_year() -> None:
    now = dt.datetime(2026, 11, 23, 18, tzinfo=dt.UTC)
    assert max(slot.day for slot in all_free(FreeFacts(now, 60))) == dt.date(2026, 12, 21)
    far = max(slot.day for slot in all_free(FreeFacts(now, 60, until=dt.date(2036, 1, 1))))
    assert far == dt.date(2027, 11, 24)
