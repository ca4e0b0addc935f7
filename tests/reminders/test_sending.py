"""What goes, when, and once: the sender against the stand-in provider, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from casework.appointments.rules import Outcome
from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.kernel.models import Event
from casework.people import services as people
from casework.people.rules.circumstances import CircumstanceKind
from casework.people.rules.contact import Answer
from reminders import jobs, services
from reminders.gateway import TwilioGateway
from reminders.models import Text, TextsOff
from tests.reminders.cast import JO, Cast, london, states, texts
from tests.support.twilio_stand_in import StandIn

At = Callable[[str], None]


def test_texts_go_at_their_moments_each_once_in_words_of_level_one(
    cast: Cast, at: At, twilio: TwilioGateway, provider: StandIn
) -> None:
    cast.book("2026-12-08 14:00")
    for moment in ("2026-11-23 11:20", "2026-12-01 09:59", "2026-12-01 10:00", "2026-12-07 10:00", "2026-12-08 12:00"):
        at(moment)
        for _ in range(2):
            jobs.run_due(twilio)
    assert provider.sent_to(JO) == [
        "Hi Jo, your appointment with Sam is Tue 8 Dec, 2:00pm at the blue door. "
        "Reply YES to keep it or CHANGE for another time.",
        "Hi Jo, Sam is keeping Tue 8 Dec, 2:00pm for you at the blue door. It counts towards finishing. "
        "Reply YES or CHANGE.",
        "Hi Jo, see you Tue 8 Dec, 2:00pm, the blue door. What time will you set off? "
        "Reply YES if coming or CHANGE to move it. Sam",
        "Hi Jo, Sam will see you Tue 8 Dec, 2:00pm at the blue door. Running late or stuck? "
        "Reply LATE or call 020 7946 0123.",
    ]
    assert set(states().values()) == {"accepted"}
    assert [sent["ValidityPeriod"] for sent in provider.ledger] == ["33000", "36000", "34200", "5400"]


def test_what_went_is_frozen_in_the_row_and_in_the_trail(cast: Cast, twilio: TwilioGateway, provider: StandIn) -> None:
    cast.book("2026-12-08 14:00")
    assert jobs.run_due(twilio) == 1
    [text] = texts(state="accepted")
    assert (text.number, text.body, text.gateway, text.level) == (JO, provider.ledger[0]["Body"], "twilio", 1)
    assert (text.provider_sid, text.attempts) == (provider.ledger[0]["sid"], 1)
    event = db.session.scalars(select(Event).where(Event.act == "disclosure")).one()
    assert event.detail == {"text": text.token, "kind": "booked", "by": "twilio"}


def test_without_a_provider_texts_are_kept_and_nothing_leaves(cast: Cast, within: Flask) -> None:
    cast.book("2026-12-08 14:00")
    jobs.run_due()
    assert states()["booked"] == "kept"
    [kept] = services.wired().outbox.kept
    assert kept.body.startswith("Hi Jo, your appointment")


def test_a_provider_whose_number_is_not_verified_is_not_used(
    cast: Cast, connected: TwilioGateway, provider: StandIn
) -> None:
    cast.book("2026-12-08 14:00")
    jobs.run_due()
    assert (states()["booked"], provider.requests) == ("kept", [])


@pytest.mark.parametrize(
    ("change", "state"),
    [
        pytest.param(lambda c, b: c.record(b, Outcome.CANCELLED_BY_US), "cancelled", id="cancelled"),
        pytest.param(lambda c, b: c.says(safe_to_text=Answer.NO), "planned", id="no longer safe"),
        pytest.param(lambda c, b: c.says(mobile=None, safe_to_text=Answer.NOT_ASKED), "planned", id="no number"),
        pytest.param(lambda c, b: lives(c, CircumstanceKind.DIED), "cancelled", id="died"),
        pytest.param(lambda c, b: lives(c, CircumstanceKind.CUSTODY, place="HMP Downview"), "planned", id="custody"),
        pytest.param(lambda c, b: withdraws(c), "planned", id="agreement withdrawn"),
        pytest.param(lambda c, b: stops(c), "planned", id="texts off"),
    ],
)
def test_nothing_goes_once_it_is_off(
    cast: Cast, twilio: TwilioGateway, provider: StandIn, at: At, change: Callable[..., None], state: str
) -> None:
    booking = cast.book("2026-12-08 14:00")
    change(cast, booking)
    jobs.run_due(twilio)
    assert states()["booked"] == state
    at("2026-12-20 10:00")
    jobs.run_due(twilio)
    assert provider.requests == []
    assert set(states().values()) <= {"cancelled", "dropped", "expired"}


def lives(cast: Cast, kind: CircumstanceKind, **more: Any) -> None:
    with transaction():
        since = clock.today()
        people.record_circumstance(cast.jo, kind, since=since, by=cast.worker, at=clock.now(), **more)


def withdraws(cast: Cast) -> None:
    with transaction():
        for agreement in people.agreements(cast.jo):
            people.withdraw(agreement, by=cast.worker, at=clock.now())


def stops(cast: Cast) -> None:
    with transaction():
        db.session.add(TextsOff(number_index=people.number_index(JO), why="stop", at=clock.now()))


def test_a_change_of_number_sends_to_the_new_one_and_never_to_the_old(
    cast: Cast, twilio: TwilioGateway, provider: StandIn
) -> None:
    """B9."""
    from casework.people.rules.contact import Confirmed

    cast.book("2026-12-08 14:00")
    cast.says(mobile="+447700900124", number_confirmed=Confirmed.CALL)
    jobs.run_due(twilio)
    assert [sent["To"] for sent in provider.ledger] == ["+447700900124"]


def test_a_number_changed_without_word_of_it_is_noticed(cast: Cast, twilio: TwilioGateway, provider: StandIn) -> None:
    cast.book("2026-12-08 14:00")
    with transaction():
        for text in db.session.scalars(select(Text)):
            text.number_index = b"x" * 32
    assert jobs.run_due(twilio) == 1
    assert len(provider.sent_to(JO)) == 1


def test_a_move_after_the_confirmation_sends_one_correction(
    cast: Cast, at: At, twilio: TwilioGateway, provider: StandIn
) -> None:
    """B5."""
    booking = cast.book("2026-12-08 14:00")
    jobs.run_due(twilio)
    cast.move(booking, "2026-12-09 15:00")
    at("2026-11-23 11:30")
    jobs.run_due(twilio)
    assert provider.sent_to(JO)[1:] == [
        "Hi Jo, your time with Sam has moved to Wed 9 Dec, 3:00pm at the blue door. Ignore the old one. "
        "Reply YES or CHANGE."
    ]


def test_a_move_nobody_told_us_of_is_noticed_at_the_last_look(cast: Cast, at: At, twilio: TwilioGateway) -> None:
    from casework.appointments import services as appointments
    from casework.appointments.rules import MoveAskedBy

    booking = cast.book("2026-12-08 14:00")
    at("2026-11-23 11:21")
    with transaction():
        day = london("2026-12-10 14:00").date()
        appointments.move(booking, day=day, time=booking.time, asked_by=MoveAskedBy.US, by=cast.worker, at=clock.now())
    jobs.run_due(twilio)
    [text] = texts(kind="booked")
    assert (text.state, text.ended_why) == ("dropped", "The appointment was moved")


def test_her_hours_are_waited_for(cast: Cast, at: At, twilio: TwilioGateway, provider: StandIn) -> None:
    cast.book("2026-12-08 14:00")
    at("2026-11-23 20:00")
    jobs.run_due(twilio)
    assert provider.requests == []
    at("2026-11-24 09:00")
    jobs.run_due(twilio)
    assert len(provider.ledger) == 1


def test_after_an_outage_what_is_stale_expires_in_sight(
    cast: Cast, at: At, twilio: TwilioGateway, provider: StandIn
) -> None:
    """S7."""
    cast.book("2026-12-08 14:00")
    at("2026-12-07 12:00")
    jobs.run_due(twilio)
    assert states() == {"booked": "expired", "seven_days": "expired", "one_day": "accepted", "two_hours": "planned"}
    assert [task.why for task in services.tasks(agency_id=1, staff_id=None, now=clock.now())] == [
        "Reminder, 7 days before: it could not go in time. See them in person"
    ]


def test_one_automatic_reminder_a_day_and_the_court_goes_first(
    cast: Cast, at: At, twilio: TwilioGateway, provider: StandIn
) -> None:
    """B10."""
    cast.book("2026-12-08 14:00")
    cast.hearing("2026-12-14 10:00")
    at("2026-12-07 10:00")
    jobs.run_due(twilio)
    assert [body.split(",")[1] for body in provider.sent_to(JO)] == [" your date is Mon 14 Dec"]
    [reminder] = texts(kind="one_day")
    assert reminder.ended_why.startswith("Another text goes that day (Court date, 7 days before)")


def test_a_worker_called_constable_is_held_and_put_right(cast: Cast, twilio: TwilioGateway, at: At) -> None:
    """S17."""
    cast.says(words_who="PC Constable")
    cast.book("2026-12-08 14:00")
    assert jobs.run_due(twilio) == 0
    assert texts(kind="booked")[0].held_why.startswith("This text would say “pc”")
    cast.says(words_who="Sam")
    assert jobs.run_due(twilio) == 1


def test_the_agency_is_never_named_at_level_one(cast: Cast, twilio: TwilioGateway, provider: StandIn) -> None:
    cast.book("2026-12-08 14:00", place=None, place_other="Lantern Project cafe")
    jobs.run_due(twilio)
    assert texts(kind="booked")[0].held_why.startswith("This text would say “lantern project”")
    assert provider.requests == []


def test_a_place_typed_for_once_is_never_the_usual_place(cast: Cast, twilio: TwilioGateway, provider: StandIn) -> None:
    cast.book("2026-12-08 14:00", place=None, place_other="The bench by the fountain in the middle of the park")
    jobs.run_due(twilio)
    assert texts(kind="booked")[0].held_why.startswith("The place is too long")
    assert provider.requests == []
