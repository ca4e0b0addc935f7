from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reminders.rules import choosing, timing
from reminders.rules.kinds import CONFIRMATIONS, MAY_BE_PLANNED, REMINDERS, TextKind
from reminders.rules.timing import LONDON, Plan, Planned, Timing, Window, at_wall, plan_appointment, plan_hearing

K = TextKind
USUAL = Window()
TEN_TO_TWO = Window(dt.time(10), dt.time(14), frozenset(range(5)))


def london(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(dt.UTC)


def seen(plan: Plan) -> dict[str, str]:
    return {one.kind.value: f"{one.not_before.astimezone(LONDON):%a %d %b %H:%M}" for one in plan.texts}


def test_a_booking_two_weeks_ahead_has_all_its_reminders() -> None:
    plan = plan_appointment(london("2026-12-08 14:00"), london("2026-11-23 11:20"), USUAL)
    assert seen(plan) == {
        "booked": "Mon 23 Nov 11:20",
        "seven_days": "Tue 01 Dec 10:00",
        "one_day": "Mon 07 Dec 10:00",
        "two_hours": "Tue 08 Dec 12:00",
    }
    assert not plan.folded


def test_three_days_before_is_there_when_chosen() -> None:
    plan = plan_appointment(london("2026-12-08 14:00"), london("2026-11-23 11:20"), USUAL, Timing(three_days=True))
    assert seen(plan)["three_days"] == "Sat 05 Dec 10:00"


def test_a_short_notice_booking_folds_its_reminders_into_the_confirmation() -> None:
    plan = plan_appointment(london("2026-11-25 10:00"), london("2026-11-24 09:30"), USUAL)
    assert seen(plan) == {"booked": "Tue 24 Nov 09:30", "two_hours": "Wed 25 Nov 09:00"}
    assert plan.folded == (K.SEVEN_DAYS, K.ONE_DAY)


def test_booked_at_six_for_nine_the_next_day_is_one_text() -> None:
    """B14."""
    plan = plan_appointment(london("2026-11-25 09:00"), london("2026-11-24 18:00"), USUAL)
    assert seen(plan) == {"booked": "Tue 24 Nov 18:00"}


def test_booked_after_hours_waits_for_the_morning() -> None:
    plan = plan_appointment(london("2026-11-26 15:00"), london("2026-11-24 22:10"), USUAL)
    assert seen(plan)["booked"] == "Wed 25 Nov 09:00"


def test_no_hour_left_before_the_meeting_means_the_phone() -> None:
    plan = plan_appointment(london("2026-11-25 09:15"), london("2026-11-24 22:10"), USUAL)
    assert plan == Plan((), by_phone=True)


def test_hours_that_are_empty_mean_the_phone() -> None:
    none = Window(days=frozenset())
    assert plan_appointment(london("2026-12-25 09:15"), london("2026-11-24 12:10"), none).by_phone
    assert plan_hearing(london("2026-12-25 09:15"), london("2026-11-24 12:10"), none).by_phone


def test_her_own_hours_are_kept_and_a_ruled_out_day_means_the_day_before_it() -> None:
    # Monday 7 December: Sunday is not one of her days, so the last reminder goes on Friday.
    plan = plan_appointment(london("2026-12-07 14:00"), london("2026-11-23 16:00"), TEN_TO_TWO)
    assert seen(plan) == {
        "booked": "Tue 24 Nov 10:00",
        "seven_days": "Mon 30 Nov 10:00",
        "one_day": "Fri 04 Dec 10:00",
        "two_hours": "Mon 07 Dec 12:00",
    }


@pytest.mark.parametrize(
    ("meeting", "day_before"),
    [
        pytest.param("2027-03-28 14:00", "2027-03-27T10:00:00+00:00", id="the clocks go forward on the meeting's day"),
        pytest.param("2027-03-29 14:00", "2027-03-28T09:00:00+00:00", id="the clocks went forward that very morning"),
        pytest.param("2027-10-31 14:00", "2027-10-30T09:00:00+00:00", id="the clocks go back on the meeting's day"),
        pytest.param("2027-11-01 14:00", "2027-10-31T10:00:00+00:00", id="the clocks went back that very morning"),
    ],
)
def test_the_day_before_is_ten_by_the_wall_clock(meeting: str, day_before: str) -> None:
    plan = plan_appointment(london(meeting), london("2027-03-01 10:00"), USUAL)
    one_day = next(one for one in plan.texts if one.kind is K.ONE_DAY)
    assert one_day.not_before.isoformat() == day_before


def test_each_reminder_stops_being_useful_before_the_next() -> None:
    plan = plan_appointment(london("2026-12-08 14:00"), london("2026-11-23 11:20"), USUAL)
    ends = {one.kind: one.not_after for one in plan.texts}
    assert ends[K.BOOKED] == london("2026-11-25 11:20")
    assert ends[K.SEVEN_DAYS] == london("2026-12-06 19:30")
    assert ends[K.ONE_DAY] == london("2026-12-07 19:30")
    assert ends[K.TWO_HOURS] == london("2026-12-08 13:30")


def test_a_court_date_is_reminded_of_a_week_and_a_day_before() -> None:
    plan = plan_hearing(london("2026-12-28 10:00"), london("2026-11-23 11:20"), USUAL)
    assert seen(plan) == {"court_seven_days": "Mon 21 Dec 10:00", "court_one_day": "Sun 27 Dec 10:00"}


def test_a_court_date_learnt_of_late_is_texted_at_once() -> None:
    plan = plan_hearing(london("2026-11-24 10:00"), london("2026-11-23 16:00"), USUAL)
    assert plan.texts == (Planned(K.COURT_ONE_DAY, london("2026-11-23 16:00"), london("2026-11-24 09:00")),)
    assert plan_hearing(london("2026-11-24 10:00"), london("2026-11-24 09:30"), USUAL).by_phone


def test_of_two_reminders_on_one_day_the_court_goes_then_the_nearer_meeting_then_the_earlier() -> None:
    nine, ten = london("2026-12-08 09:00"), london("2026-12-08 10:00")
    day = [(K.SEVEN_DAYS, nine, 1), (K.ONE_DAY, ten, 3), (K.ONE_DAY, ten, 2), (K.TWO_HOURS, ten, 4)]
    court = [(K.COURT_SEVEN_DAYS, ten, 6), (K.COURT_ONE_DAY, ten, 5)]
    assert [id for _, _, id in sorted(day + court, key=lambda one: timing.day_order(*one))] == [5, 6, 4, 2, 3, 1]


def test_the_provider_stops_trying_when_the_text_stops_helping() -> None:
    at = london("2026-12-08 12:00")
    assert timing.validity(at, london("2026-12-08 13:30"), USUAL) == 90 * 60
    assert timing.validity(at, london("2026-12-20 13:30"), USUAL) == int(8.5 * 3600)
    assert timing.validity(london("2026-12-08 09:00"), london("2026-12-20 13:30"), USUAL) == 36_000
    assert timing.validity(at, at, USUAL) == 1


MINUTES = st.integers(0, 24 * 60 - 1).map(lambda n: dt.time(n // 60, n % 60))
DAYS = st.frozensets(st.integers(0, 6))
WINDOWS = st.one_of(st.just(USUAL), st.builds(Window, MINUTES, MINUTES, DAYS))
MOMENTS = st.integers(0, 5 * 366 * 24 * 60).map(
    lambda n: dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=n)
)
NOTICE = st.one_of(st.integers(1, 60 * 48), st.integers(1, 60 * 24 * 60)).map(lambda n: dt.timedelta(minutes=n))
CHOICES = st.frozensets(st.sampled_from([kind for kind, _ in choosing.CHOICES]))
TIMINGS = st.builds(lambda kinds, at: replace(choosing.timing_of(kinds), at=at), CHOICES, MINUTES)


def keeps_its_promises(
    plan: Plan, starts_at: dt.datetime, booked_at: dt.datetime, window: Window, chosen: Timing = timing.USUAL
) -> None:
    kinds = [one.kind for one in plan.texts]
    assert len(kinds) == len(set(kinds))
    assert set(kinds) <= MAY_BE_PLANNED
    assert not (plan.texts and plan.by_phone)
    assert set(kinds) <= CONFIRMATIONS | choosing.kinds_of(chosen), "not one that was chosen"
    for one in plan.texts:
        assert window.is_open(one.not_before), "planned outside her hours"
        assert booked_at <= one.not_before < one.not_after < starts_at, "not useful"
    days = [one.not_before.astimezone(LONDON).date() for one in plan.texts if one.kind in REMINDERS]
    assert len(days) == len(set(days)), "two reminders on one day"


@settings(max_examples=300)
@given(MOMENTS, NOTICE, WINDOWS, TIMINGS)
def test_any_booking_and_any_court_date_keep_their_promises(
    starts_at: dt.datetime, notice: dt.timedelta, window: Window, chosen: Timing
) -> None:
    booking = plan_appointment(starts_at, starts_at - notice, window, chosen)
    keeps_its_promises(booking, starts_at, starts_at - notice, window, chosen)
    assert sum(one.kind in CONFIRMATIONS for one in booking.texts) == (0 if booking.by_phone else 1)
    hearing = plan_hearing(starts_at, starts_at - notice, window, chosen)
    keeps_its_promises(hearing, starts_at, starts_at - notice, window, chosen)
    assert bool(hearing.texts) is (bool(chosen.court_days_before()) and not hearing.by_phone)


@settings(max_examples=300)
@given(MOMENTS, MINUTES)
def test_a_wall_time_is_the_same_wall_time_unless_the_clocks_skip_it(moment: dt.datetime, time: dt.time) -> None:
    day = moment.astimezone(LONDON).date()
    wall = at_wall(day, time).astimezone(LONDON)
    assert wall.date() == day
    assert wall.time() == time or (wall.hour, time.hour) == (2, 1)
