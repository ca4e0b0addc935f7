from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from casework.appointments.rules import Outcome
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.database import db, transaction
from casework.kernel.models import Event
from casework.kernel.refused import Refused
from casework.people.rules.contact import Answer
from reminders import services
from reminders.rules.kinds import TextKind
from reminders.rules.timing import LONDON
from tests.reminders.cast import Cast, states, texts

At = Callable[[str], None]


def planned() -> dict[str, str]:
    return {text.kind: f"{text.not_before.astimezone(LONDON):%a %d %b %H:%M}" for text in texts(state="planned")}


def test_a_booking_plans_its_texts_in_its_own_transaction(cast: Cast) -> None:
    cast.book("2026-12-08 14:00")
    assert planned() == {
        "booked": "Mon 23 Nov 11:20",
        "seven_days": "Tue 01 Dec 10:00",
        "one_day": "Mon 07 Dec 10:00",
        "two_hours": "Tue 08 Dec 12:00",
    }
    event = db.session.scalars(select(Event).where(Event.compartment == "messages")).one()
    assert (event.record, event.detail["planned"]) == (
        f"person:{cast.jo.reference}",
        "booked,seven_days,one_day,two_hours",
    )


def test_a_booking_that_fails_plans_nothing(cast: Cast) -> None:
    with pytest.raises(RuntimeError, match="lights out"), transaction():
        _book_then_fail(cast)
    assert texts() == []


def _book_then_fail(cast: Cast) -> None:
    from casework.appointments import services as appointments

    day = dt.date(2026, 12, 8)
    made = appointments.book(cast.jo, day=day, time=dt.time(14), place=cast.place, by=cast.worker, at=clock.now())
    services.appointment_booked(made, by=cast.worker, at=clock.now())
    raise RuntimeError("lights out")


def test_planning_again_plans_nothing_new(cast: Cast) -> None:
    booking = cast.book("2026-12-08 14:00")
    with transaction():
        assert services.appointment_booked(booking, by=cast.worker, at=clock.now()) == []
    assert len(texts()) == 4


def test_a_move_cancels_the_old_and_plans_the_new(cast: Cast) -> None:
    """B4."""
    booking = cast.book("2026-12-08 14:00")
    cast.move(booking, "2026-12-10 15:00")
    assert len(texts(state="cancelled")) == 4
    assert planned() == {
        "booked": "Mon 23 Nov 11:21",
        "seven_days": "Thu 03 Dec 10:00",
        "one_day": "Wed 09 Dec 10:00",
        "two_hours": "Thu 10 Dec 13:00",
    }


def test_moved_five_times_at_once_leaves_one_confirmation(cast: Cast) -> None:
    """B6."""
    booking = cast.book("2026-12-08 14:00")
    for hour in range(9, 14):
        cast.move(booking, f"2026-12-09 {hour:02}:00")
    assert len(texts(state="planned", kind="booked")) == 1
    assert texts(state="planned", kind="two_hours")[0].not_before.astimezone(LONDON).hour == 11


def test_an_outcome_or_a_cancellation_stops_what_is_planned(cast: Cast) -> None:
    booking = cast.book("2026-12-08 14:00")
    cast.record(booking, Outcome.CANCELLED_BY_US)
    assert set(states().values()) == {"cancelled"}
    assert texts()[0].ended_why == "The appointment is over or off"


def test_a_text_on_its_way_is_marked_as_too_late(cast: Cast) -> None:
    booking = cast.book("2026-12-08 14:00")
    with transaction():
        text = texts(kind="booked")[0]
        db.session.merge(text).state = "unknown"
    cast.record(booking, Outcome.CANCELLED_BY_US)
    late = texts(kind="booked")[0]
    assert (late.state, late.cancel_late) == ("unknown", True)


def test_no_hour_left_asks_a_person_to_ring(cast: Cast, at: At) -> None:
    """B13."""
    at("2026-11-23 22:10")
    cast.book("2026-11-24 09:15")
    [text] = texts()
    assert (text.state, text.ended_why) == ("dropped", "No hour is left in which they may be texted. Ring them")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"safe_to_text": Answer.NOT_ASKED}, "Not asked yet if texts are safe"),
        ({"safe_to_text": Answer.NO}, "Texts are not safe"),
        ({"number_confirmed": None, "mobile": "+447700900124"}, "The number is not confirmed yet"),
    ],
)
def test_what_may_not_go_is_planned_but_held_in_sight(cast: Cast, said: dict[str, Any], why: str) -> None:
    cast.says(**said)
    cast.book("2026-12-08 14:00")
    assert {text.state for text in texts()} == {"planned"}
    assert all(text.held_why.startswith(why) for text in texts())


def test_a_new_answer_reaches_every_waiting_text(cast: Cast) -> None:
    cast.book("2026-12-08 14:00")
    before = {text.number_index for text in texts()}
    cast.says(mobile="+447700900124")
    assert all(text.held_why.startswith("The number is not confirmed") for text in texts())
    assert before.isdisjoint({text.number_index for text in texts()})
    cast.says(safe_to_text=Answer.NO)
    assert all(text.held_why.startswith("Texts are not safe") for text in texts())


def test_a_court_date_plans_two_texts_and_another_date_replaces_them(cast: Cast) -> None:
    hearing = cast.hearing("2026-12-28 10:00")
    assert planned() == {"court_seven_days": "Mon 21 Dec 10:00", "court_one_day": "Sun 27 Dec 10:00"}
    with transaction():
        assert services.hearing_set(hearing, at=clock.now()) == []
    with transaction():
        services.hearing_dropped(hearing, at=clock.now())
    assert planned() == {}
    with transaction():
        assert len(services.hearing_set(hearing, at=clock.now())) == 2
    assert len(planned()) == 2


def test_the_same_key_queues_one_text(cast: Cast) -> None:
    hearing = cast.hearing("2026-12-28 10:00")
    for _ in range(2):
        with transaction():
            services.queue(
                cast.jo,
                TextKind.STILL_GO,
                key="still_go:R",
                not_before=clock.now(),
                not_after=hearing.starts_at,
                hearing=hearing,
                by=cast.worker,
                at=clock.now(),
            )
    assert len(texts(kind="still_go")) == 1


def test_you_do_not_need_to_go_needs_a_named_person(cast: Cast) -> None:
    hearing = cast.hearing("2026-12-28 10:00")

    def release(by: Actor) -> None:
        with transaction():
            services.queue_release(
                cast.jo, key="R", not_after=hearing.starts_at, hearing=hearing, by=by, at=clock.now()
            )

    with pytest.raises(Refused, match="Only a person"):
        release(Actor.system(cast.worker.agency_id))
    assert texts(kind="done_released") == []
    release(cast.worker)
    assert len(texts(kind="done_released")) == 1


def test_a_release_outlives_the_court_date_it_calls_off(cast: Cast) -> None:
    hearing = cast.hearing("2026-12-28 10:00")
    with transaction():
        services.hearing_dropped(hearing, at=clock.now())
        services.queue_release(
            cast.jo, key="R", not_after=hearing.starts_at, hearing=hearing, by=cast.worker, at=clock.now()
        )
    with transaction():
        services.hearing_dropped(hearing, at=clock.now())
    assert states() == {"court_seven_days": "cancelled", "court_one_day": "cancelled", "done_released": "planned"}


def test_a_missed_text_waits_an_hour_and_needs_a_person(cast: Cast, at: At) -> None:
    booking = cast.book("2026-11-25 10:00")
    at("2026-11-25 10:20")
    cast.record(booking, Outcome.REASON_NOT_KNOWN)
    with transaction():
        system = Actor.system(cast.worker.agency_id)
        assert services.absence_recorded(booking, by=system, at=clock.now()) is None
        services.absence_recorded(booking, by=cast.worker, at=clock.now())
    assert planned() == {"missed": "Wed 25 Nov 11:00"}
