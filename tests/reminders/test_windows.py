"""Nothing outside her hours, nothing tried for long after them, on any day of five years (promises P4)."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator

import pytest

from reminders.rules import choosing, timing
from reminders.rules.kinds import COURT, REMINDERS
from reminders.rules.timing import LONDON, Plan, Window, plan_appointment, plan_hearing

PLANS = 20_000
USUAL = Window()
FIRST = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
MINUTES = 5 * 365 * 24 * 60
CLOCKS = [dt.datetime(year, month, 25, tzinfo=dt.UTC) for year in range(2026, 2031) for month in (3, 10)]
"""The clocks change on the last Sunday of March and of October: each fourth plan is about that week."""


def worlds(count: int) -> Iterator[tuple[Plan, Window, dt.datetime, dt.datetime]]:
    """So many bookings and court dates over 2026 to 2030, at any notice, in usual and in her own hours."""
    for number in range(count):
        near = random.choice(CLOCKS) + dt.timedelta(minutes=random.randrange(9 * 24 * 60))
        starts_at = near if number % 4 == 0 else FIRST + dt.timedelta(minutes=random.randrange(MINUTES))
        notice = random.choice((random.randint(1, 3000), random.randint(1, 90_000)))
        made_at = starts_at - dt.timedelta(minutes=notice)
        window = USUAL if number % 3 else _hers()
        chosen = choosing.timing_of(kind for kind, _ in choosing.CHOICES if random.random() < 0.7)
        make = plan_appointment if number % 5 else plan_hearing
        yield make(starts_at, made_at, window, chosen), window, starts_at, made_at


def _hers() -> Window:
    start = random.randrange(24 * 60 - 30)
    end = random.randrange(start + 1, 24 * 60)
    days = frozenset(day for day in range(7) if random.random() < 0.6) or frozenset({2})
    return Window(dt.time(start // 60, start % 60), dt.time(end // 60, end % 60), days)


def handed_over(window: Window, not_before: dt.datetime, not_after: dt.datetime) -> dt.datetime | None:
    """When a sender that wakes at any moment in between hands it over, as the last look decides."""
    woken = not_before + random.random() * (not_after - not_before)
    opens = window.next_open(woken)
    return opens if opens is not None and opens < not_after else None


def test_twenty_thousand_plans_of_five_years_stay_inside_the_hours_and_so_does_every_hand_over() -> None:
    plans = handed = reminders = 0
    for plan, window, starts_at, made_at in worlds(PLANS):
        plans += 1
        days = []
        for text in plan.texts:
            assert window.is_open(text.not_before), f"planned outside the hours: {text} {window}"
            assert made_at <= text.not_before < text.not_after < starts_at, f"of no use: {text}"
            reminders += text.kind in REMINDERS
            days += [text.not_before.astimezone(LONDON).date()] if text.kind in REMINDERS else []
            at = handed_over(window, text.not_before, text.not_after)
            if at is None:
                continue
            handed += 1
            wall, until = at.astimezone(LONDON), at + dt.timedelta(seconds=timing.validity(at, text.not_after, window))
            assert window.start <= wall.time() < window.end
            assert wall.weekday() in window.days
            assert until <= max(text.not_after, at + dt.timedelta(seconds=1))
            assert until <= timing.at_wall(wall.date(), window.end) + dt.timedelta(hours=1)
            if window is USUAL:
                assert until.astimezone(LONDON).time() <= dt.time(20, 30), f"tried until {until}"
        assert len(days) == len(set(days)), "two reminders of one booking on one day"
    assert plans == PLANS
    assert handed > PLANS
    assert reminders > PLANS // 2


@pytest.mark.parametrize(
    ("meeting", "seven_days", "one_day", "two_hours"),
    [
        pytest.param("2027-03-28 11:00", "2027-03-21 10:00", "2027-03-27 10:00", "2027-03-28 09:00", id="forward"),
        pytest.param("2027-03-29 11:00", "2027-03-22 10:00", "2027-03-28 10:00", "2027-03-29 09:00", id="after it"),
        pytest.param("2027-10-31 11:00", "2027-10-24 10:00", "2027-10-30 10:00", "2027-10-31 09:00", id="back"),
        pytest.param("2027-11-01 11:00", "2027-10-25 10:00", "2027-10-31 10:00", "2027-11-01 09:00", id="after that"),
    ],
)
def test_both_clock_change_days_are_right_by_the_wall_clock(
    meeting: str, seven_days: str, one_day: str, two_hours: str
) -> None:
    plan = plan_appointment(london(meeting), london("2027-01-04 10:00"), USUAL)
    at = {one.kind.value: f"{one.not_before.astimezone(LONDON):%Y-%m-%d %H:%M}" for one in plan.texts}
    assert (at["seven_days"], at["one_day"], at["two_hours"]) == (seven_days, one_day, two_hours)


def test_hours_that_the_clocks_skip_are_no_hours_that_day() -> None:
    night = Window(dt.time(1, 35), dt.time(2, 28))
    assert night.opening(dt.date(2028, 3, 26)) is None
    assert night.opening(dt.date(2028, 3, 27)) == dt.datetime(2028, 3, 27, 0, 35, tzinfo=dt.UTC)


def london(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(dt.UTC)


def test_a_court_date_is_never_without_a_text_or_a_person_who_rings() -> None:
    for plan, _, starts_at, made_at in worlds(500):
        if any(text.kind in COURT for text in plan.texts):
            assert not plan.by_phone
        again = plan_hearing(starts_at, made_at, USUAL)
        assert bool(again.texts) is not again.by_phone
