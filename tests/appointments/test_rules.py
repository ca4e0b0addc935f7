"""What happened, when it may be said, and where an appointment stands (ux 3.1, domain rules 8 and 9)."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from casework.appointments import rules
from casework.appointments.rules import AbsenceReason, AppointmentFacts, AppointmentState, Outcome, ToldBy

LONDON = ZoneInfo("Europe/London")
START = dt.datetime(2026, 10, 13, 9, tzinfo=dt.UTC)
TODAY = dt.date(2026, 10, 13)
MINUTE = dt.timedelta(minutes=1)

TAGS = {
    Outcome.ATTENDED: ("Attended", "green"),
    Outcome.COULD_NOT_TAKE_PART: ("Came, could not take part", "orange"),
    Outcome.REASON_NOT_KNOWN: ("Did not attend, reason not known yet", "yellow"),
    Outcome.ACCEPTABLE_REASON: ("Did not attend, acceptable reason", "grey"),
    Outcome.NO_ACCEPTABLE_REASON: ("Did not attend, no acceptable reason", "red"),
    Outcome.CANCELLED_BY_US: ("Cancelled by us", "grey"),
    Outcome.IN_ERROR: ("Recorded in error", "grey"),
}


@pytest.mark.parametrize("outcome", Outcome)
def test_the_word_and_the_colour(outcome: Outcome) -> None:
    assert (outcome.tag.words, outcome.tag.colour) == TAGS[outcome]


def test_only_attended_counts_unless_the_worker_says_so() -> None:
    assert [outcome for outcome in Outcome if outcome.counts()] == [Outcome.ATTENDED]
    assert [outcome for outcome in Outcome if outcome.counts(True)] == [Outcome.ATTENDED, Outcome.COULD_NOT_TAKE_PART]
    assert [outcome for outcome in Outcome if outcome.counts(False)] == [Outcome.ATTENDED]


@pytest.mark.parametrize(
    ("outcome", "before", "refused"),
    [
        pytest.param(Outcome.ATTENDED, 16, True, id="attended, 16 minutes before"),
        pytest.param(Outcome.ATTENDED, 15, False, id="attended, 15 minutes before"),
        pytest.param(Outcome.COULD_NOT_TAKE_PART, 16, True, id="came, 16 minutes before"),
        pytest.param(Outcome.REASON_NOT_KNOWN, 1, True, id="missed, before it began"),
        pytest.param(Outcome.REASON_NOT_KNOWN, 0, False, id="missed, at the start"),
        pytest.param(Outcome.ACCEPTABLE_REASON, 60, True, id="missed with a reason, before it began"),
        pytest.param(Outcome.NO_ACCEPTABLE_REASON, 60, True, id="missed without one, before it began"),
        pytest.param(Outcome.CANCELLED_BY_US, 10_000, False, id="cancelled by us, a week before"),
        pytest.param(Outcome.IN_ERROR, 10_000, False, id="recorded in error, at any time"),
    ],
)
def test_when_it_may_be_said(outcome: Outcome, before: int, refused: bool) -> None:
    assert rules.too_early(outcome, START, START - before * MINUTE) is refused


def faults(outcome: Outcome, **changed: object) -> list[str]:
    given: dict[str, object] = {
        "reason": None,
        "counts": None,
        "told_by": None,
        "happened_on": TODAY,
        "today": TODAY,
        "corrects": False,
    }
    return list(rules.outcome_faults(outcome, **(given | changed)))  # type: ignore[arg-type]


def test_a_missed_appointment_says_whether_an_excuse_was_offered() -> None:
    """T7."""
    assert faults(Outcome.REASON_NOT_KNOWN) == []
    assert faults(Outcome.ACCEPTABLE_REASON) == ["reason"]
    assert faults(Outcome.ACCEPTABLE_REASON, reason=AbsenceReason.UNSAFE) == []
    assert faults(Outcome.NO_ACCEPTABLE_REASON, reason=AbsenceReason.UNSAFE) == ["reason"]


def test_came_and_could_not_take_part_has_no_default() -> None:
    assert faults(Outcome.COULD_NOT_TAKE_PART) == ["counts"]
    assert faults(Outcome.COULD_NOT_TAKE_PART, counts=False) == []


def test_an_error_needs_something_to_be_wrong() -> None:
    assert faults(Outcome.IN_ERROR) == ["outcome"]
    assert faults(Outcome.IN_ERROR, corrects=True) == []


def test_told_by_a_partner_service_keeps_who_and_their_role() -> None:
    told = ToldBy("", "", TODAY + dt.timedelta(days=1))
    assert faults(Outcome.ATTENDED, told_by=told) == ["told_by_name", "told_by_role", "told_on"]
    assert faults(Outcome.ATTENDED, told_by=ToldBy("Ana", "Reception, Open Doors", TODAY)) == []


def test_nothing_happened_tomorrow() -> None:
    assert faults(Outcome.ATTENDED, happened_on=TODAY + dt.timedelta(days=1)) == ["happened_on"]


@pytest.mark.parametrize(
    ("outcome", "said_yes", "after", "state", "words"),
    [
        (None, False, -1, AppointmentState.BOOKED, "Booked"),
        (None, True, -1, AppointmentState.SAID_YES, "Booked, said yes"),
        (None, True, 0, AppointmentState.NOT_RECORDED, "Not recorded"),
        (Outcome.ATTENDED, False, 1, AppointmentState.RECORDED, "Attended"),
        (Outcome.CANCELLED_BY_US, False, -60, AppointmentState.RECORDED, "Cancelled by us"),
        (Outcome.IN_ERROR, False, 1, AppointmentState.NOT_RECORDED, "Not recorded"),
        (Outcome.IN_ERROR, False, -1, AppointmentState.BOOKED, "Booked"),
    ],
)
def test_where_it_stands(
    outcome: Outcome | None, said_yes: bool, after: int, state: AppointmentState, words: str
) -> None:
    facts = AppointmentFacts(START, outcome, said_yes)
    assert rules.state_of(facts, START + after * MINUTE) is state
    assert rules.tag_of(facts, START + after * MINUTE).words == words


@pytest.mark.parametrize("night", [dt.datetime(2026, 3, 29, 0, 50), dt.datetime(2026, 10, 25, 0, 50)])
def test_a_clock_change_moves_no_moment(night: dt.datetime) -> None:
    start = night.replace(tzinfo=dt.UTC) + 20 * MINUTE
    assert not rules.too_early(Outcome.ATTENDED, start, night.replace(tzinfo=LONDON).astimezone(dt.UTC) + 65 * MINUTE)


@pytest.mark.parametrize(
    ("starts", "minutes", "place", "fields"),
    [
        pytest.param(START + MINUTE, 60, True, [], id="a minute from now"),
        pytest.param(START, 60, True, ["time"], id="now"),
        pytest.param(START - dt.timedelta(days=1), 60, True, ["day"], id="yesterday"),
        pytest.param(START + dt.timedelta(days=1096), 60, True, ["day"], id="over three years ahead"),
        pytest.param(START + MINUTE, 4, True, ["minutes"], id="four minutes"),
        pytest.param(START + MINUTE, 481, True, ["minutes"], id="longer than a day's work"),
        pytest.param(START + MINUTE, 60, False, ["place"], id="nowhere"),
    ],
)
def test_what_stops_a_booking(starts: dt.datetime, minutes: int, place: bool, fields: list[str]) -> None:
    assert list(rules.booking_faults(starts, minutes, START, has_place=place)) == fields
