"""What goes, when, and once: the sender against the stand-in provider, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from casework.appointments.rules import Outcome
from casework.kernel import clock, handover
from casework.kernel.database import db, transaction
from casework.kernel.models import Event
from casework.people import services as people
from casework.people.rules.circumstances import CircumstanceKind
from casework.people.rules.contact import Answer
from reminders import gateway, jobs, services
from reminders.gateway import Outbox, TwilioGateway
from reminders.models import Text, TextsOff
from reminders.rules.kinds import TextKind
from reminders.rules.progress import Progress
from tests.reminders.cast import JO, Cast, london, states, texts
from tests.support.twilio_stand_in import Fault, StandIn

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
        pytest.param(lambda c, b: lives(c, CircumstanceKind.DIED), "planned", id="died"),
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


def test_a_missed_text_says_by_when_and_goes_only_while_the_absence_stands(
    cast: Cast, at: At, within: Flask, twilio: TwilioGateway, provider: StandIn
) -> None:
    services.wire(within, programmes=[Counting()])
    booking = cast.book("2026-11-25 10:00")
    at("2026-11-25 10:20")
    cast.record(booking, Outcome.REASON_NOT_KNOWN)
    with transaction():
        services.absence_recorded(booking, by=cast.worker, at=clock.now())
    jobs.run_due(twilio)
    assert provider.requests == []
    at("2026-11-25 11:00")
    jobs.run_due(twilio)
    assert provider.sent_to(JO) == [
        "Hi Jo, we missed you on Wed 25 Nov. It's not too late if it's done by Mon 14 Dec. "
        "Reply CHANGE for a new time or call Sam on 020 7946 0123."
    ]


def test_a_release_goes_in_its_own_words(cast: Cast, within: Flask, twilio: TwilioGateway, provider: StandIn) -> None:
    services.wire(within)
    told(cast, TextKind.DONE_RELEASED)
    jobs.run_due(twilio)
    assert provider.sent_to(JO) == [
        "Hi Jo, good news. It's all finished and you do not need to go on Mon 28 Dec. Keep this text. "
        "Questions? Call Sam on 020 7946 0123."
    ]


def test_still_go_is_not_said_of_a_date_that_was_settled(cast: Cast, twilio: TwilioGateway, provider: StandIn) -> None:
    from casework.courts.models import HearingOutcome

    told(cast, TextKind.STILL_GO)
    with transaction():
        text = db.session.scalars(select(Text).where(Text.kind == "still_go")).one()
        settled = HearingOutcome(
            hearing_id=text.hearing_id,
            kind="ended",
            decided_by="A. Clerk",
            decided_on=clock.today(),
            recorded_at=clock.now(),
        )
        db.session.add(settled)
    jobs.run_due(twilio)
    assert (states()["still_go"], provider.requests) == ("dropped", [])


def test_a_release_that_no_programme_stands_behind_does_not_go(
    cast: Cast, twilio: TwilioGateway, provider: StandIn
) -> None:
    told(cast, TextKind.DONE_RELEASED)
    jobs.run_due(twilio)
    assert (states()["done_released"], provider.requests) == ("dropped", [])


def told(cast: Cast, kind: TextKind) -> None:
    hearing = cast.hearing("2026-12-28 10:00")
    if kind is TextKind.DONE_RELEASED:
        ends, now = hearing.starts_at, clock.now()
        with transaction():
            services.queue_release(cast.jo, key="R", not_after=ends, hearing=hearing, by=cast.worker, at=now)
        return
    with transaction():
        services.queue(
            cast.jo,
            kind,
            key=f"{kind}:R",
            not_before=clock.now(),
            not_after=hearing.starts_at,
            hearing=hearing,
            by=cast.worker,
            at=clock.now(),
        )


class Counting:
    def progress(self, appointment_id: int) -> Progress:
        return Progress(1, 2, london("2026-12-14 10:00").date())

    def reminders(self, appointment_id: int | None, hearing_id: int | None) -> None:
        return None

    def wanted(self, text: Text) -> str | None:
        return "The case is closed" if text.kind == TextKind.SEVEN_DAYS else None

    def names(self, agency_ids: Collection[int]) -> list[tuple[int, str]]:
        return []


def test_the_programme_is_asked_whether_a_text_is_still_wanted(
    cast: Cast, at: At, within: Flask, twilio: TwilioGateway, provider: StandIn
) -> None:
    services.wire(within, programmes=[Counting()])
    cast.book("2026-12-08 14:00")
    at("2026-12-01 10:00")
    jobs.run_due(twilio)
    [text] = texts(kind="seven_days")
    assert (text.state, text.ended_why) == ("dropped", "The case is closed")


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (Fault.ACCEPT_THEN_500, "unknown"),
        (Fault.ACCEPT_THEN_RESET, "unknown"),
        (Fault.FAIL_500, "unknown"),
        (Fault.TOO_MANY, "planned"),
        (Fault.BAD_KEY, "planned"),
        (Fault.BAD_NUMBER, "rejected"),
        (Fault.OPTED_OUT, "rejected"),
    ],
)
def test_each_fault_leaves_the_state_it_proves(
    cast: Cast, at: At, twilio: TwilioGateway, provider: StandIn, fault: Fault, state: str
) -> None:
    """S1, S3."""
    cast.book("2026-12-08 14:00")
    provider.next_faults = [fault]
    jobs.run_due(twilio)
    assert states()["booked"] == state
    for minute in range(21, 24):
        at(f"2026-11-23 11:{minute}")
        jobs.run_due(twilio)
    assert len(provider.ledger) == 1 - (state == "rejected") - (fault is Fault.FAIL_500)
    assert provider.doubled() == {}


def test_asked_for_no_more_at_the_provider_switches_texts_off(
    cast: Cast, at: At, twilio: TwilioGateway, provider: StandIn
) -> None:
    """S5."""
    cast.book("2026-12-08 14:00")
    provider.next_faults = [Fault.OPTED_OUT]
    jobs.run_due(twilio)
    at("2026-12-07 10:00")
    jobs.run_due(twilio)
    assert len(provider.requests) == 1
    assert texts(kind="one_day")[0].held_why.startswith("Texts off: the provider has blocked")


def test_a_wrong_key_stops_the_sender_within_one_text_and_uses_none_up(
    cast: Cast, at: At, twilio: TwilioGateway, provider: StandIn
) -> None:
    """S6."""
    for number in range(5):
        somebody = cast.person(f"+44770090020{number}")
        cast.book(f"2026-12-08 1{number}:00", somebody)
    provider.next_faults = [Fault.BAD_KEY]
    jobs.run_due(twilio)
    assert len(provider.requests) == 1
    assert {text.attempts for text in texts(kind="booked")} == {0}
    at("2026-11-23 11:22")
    assert jobs.run_due(twilio) == 5
    assert len(provider.ledger) == 5


def test_what_is_never_proved_becomes_a_persons_question_and_is_not_sent_again(
    cast: Cast, at: At, twilio: TwilioGateway, provider: StandIn
) -> None:
    cast.book("2026-12-08 14:00")
    provider.next_faults = [Fault.FAIL_500]
    jobs.run_due(twilio)
    at("2026-11-23 13:25")
    jobs.run_due(twilio)
    assert (states()["booked"], len(provider.requests)) == ("person", 1)
    [task] = services.tasks(agency_id=1, staff_id=None, now=clock.now())
    assert task.why == "Booking confirmed: not known whether it went: ask them. See them in person"


def test_two_people_with_one_number_are_texted_one_after_the_other(
    cast: Cast, at: At, twilio: TwilioGateway, provider: StandIn
) -> None:
    """S16."""
    other = cast.person(JO, shared_phone=True)
    cast.book("2026-12-08 14:00")
    cast.book("2026-12-08 15:00", other)
    provider.next_faults = [Fault.ACCEPT_THEN_RESET]
    jobs.run_due(twilio)
    assert sorted(text.state for text in texts(kind="booked")) == ["planned", "unknown"]
    jobs.run_due(twilio)
    assert len(provider.requests) == 1


def test_a_text_that_cannot_be_made_harms_only_itself(
    cast: Cast, at: At, twilio: TwilioGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reminders.services import composing

    original = composing.compose

    def compose(text: Text, contact: Any) -> Any:
        if text.person.given_name == "Poison":
            raise ZeroDivisionError
        return original(text, contact)

    monkeypatch.setattr("reminders.services.sending.compose", compose)
    poisoned = cast.person("+447700900200")
    with transaction():
        db.session.merge(poisoned).given_name = "Poison"
    cast.book("2026-12-08 14:00", poisoned)
    cast.book("2026-12-08 15:00")
    for minute in (20, 25, 35, 50):
        at(f"2026-11-23 11:{minute}")
        jobs.run_due(twilio)
    first, second = sorted(texts(kind="booked"), key=lambda text: text.id)
    assert (first.state, first.quarantine_reason) == ("person", "Could not be prepared: ZeroDivisionError")
    assert second.state == "accepted"


def test_two_workers_at_once_send_each_text_once(
    cast: Cast, within: Flask, twilio: TwilioGateway, provider: StandIn
) -> None:
    for number in range(12):
        cast.book("2026-12-08 14:00", cast.person(f"+4477009003{number:02}"))
    broken: list[Exception] = []

    def work() -> None:
        with within.app_context():
            try:
                for _ in range(3):
                    jobs.run_due(twilio, limit=4)
            except Exception as error:
                broken.append(error)

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert broken == []
    jobs.run_due(twilio)
    assert (len(provider.ledger), provider.doubled()) == (12, {})
    assert {text.state for text in texts(kind="booked")} == {"accepted"}


def test_a_paused_sender_does_not_post_and_says_so(
    cast: Cast, at: At, twilio: TwilioGateway, provider: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.book("2026-12-08 14:00")
    monkeypatch.setattr(gateway, "PAUSE_BUDGET", -1.0)
    jobs.run_due(twilio)
    [text] = texts(kind="booked")
    assert (text.state, text.attempts, text.handed_at) == ("planned", 0, None)
    assert text.held_why.startswith("Our sender was held up")
    monkeypatch.undo()
    at("2026-11-23 11:22")
    jobs.run_due(twilio)
    assert len(provider.ledger) == 1


@pytest.mark.sqlite
def test_a_process_that_was_forked_hands_over_what_it_claimed_under_its_own_name(
    cast: Cast, twilio: TwilioGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.book("2026-12-08 14:00")
    monkeypatch.setattr(handover, "OWNER", "somebody else")
    assert jobs.run_due(twilio) == 1
    assert [text.owner for text in texts(state="accepted")] == ["somebody else"]


def test_no_pretend_text_can_reach_the_provider(cast: Cast, connected: TwilioGateway, provider: StandIn) -> None:
    from flask import g

    from reminders.services.sender import end_in_use

    g.pretend = True
    try:
        assert isinstance(end_in_use(), Outbox)
    finally:
        g.pretend = False
