"""Replies as settled: listened to by default, answered in short where she chose it, changing nothing (W11 to W17)."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from typing import Any

import pytest

from casework.appointments.models import Appointment
from casework.appointments.rules import Outcome
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.database import db, transaction
from casework.kernel.refused import Refused
from casework.kernel.showing import Rank
from casework.people.models import Person, SafeContact
from casework.people.rules.contact import Replies
from reminders import jobs, services
from reminders.models import Offer, Reply, Text, TextsOff
from reminders.rules.replies import choice
from reminders.services import offering, replying
from reminders.services.offering import Offered
from tests.reminders.cast import JO, Cast, texts

At = Callable[[str], None]
_numbers = itertools.count()


def came(body: str, number: str = JO, **more: str) -> Reply:
    with transaction():
        reply = replying.receive(f"SM{next(_numbers):032x}", number, body, at=clock.now(), **more)
    return db.session.get_one(Reply, reply.id)


def answers() -> dict[str, Text]:
    return {text.kind: text for text in texts() if text.kind.startswith("reply_")}


def tasks(cast: Cast) -> list[tuple[Rank, str]]:
    db.session.rollback()
    found = services.tasks(agency_id=cast.worker.agency_id, staff_id=None, now=clock.now())
    return [(one.rank, one.why) for one in found]


@pytest.fixture
def two_way(cast: Cast) -> Cast:
    cast.says(replies=Replies.TWO_WAY)
    return cast


@pytest.mark.parametrize("body", ["yes", "CHANGE", "late", "1", "help", "call me", "he has a knife", "wrong", "hello"])
def test_to_somebody_who_is_only_listened_to_nothing_is_answered(cast: Cast, body: str) -> None:
    cast.book("2026-11-30 14:00")
    came(body)
    assert answers() == {}


@pytest.mark.parametrize(
    ("body", "kind", "did"),
    [
        ("yes", "reply_yes", "Keeps Mon 30 Nov, 2:00pm"),
        ("Change", "reply_change", "Keeps Mon 30 Nov, 2:00pm until it is moved"),
        ("late", "reply_late", "About Mon 30 Nov, 2:00pm"),
        ("help", "reply_help", ""),
    ],
)
def test_two_way_gets_the_short_answer(two_way: Cast, body: str, kind: str, did: str) -> None:
    booked = two_way.book("2026-11-30 14:00")
    reply = came(body)
    assert list(answers()) == [kind]
    assert reply.did == did
    assert reply.appointment_id == (booked.id if did else None)
    jobs.run_due()
    assert answers()[kind].state == "kept"


@pytest.mark.parametrize(
    "body",
    [
        "he's here",
        "help me",
        "yes he hit me",
        "stop calling me he's here",
        "wrong",
        "who is this",
        "cancel",
        "START",
        "ok but could it be Friday instead",
    ],
)
def test_what_a_person_must_read_is_never_answered(two_way: Cast, body: str) -> None:
    two_way.book("2026-11-30 14:00")
    came(body)
    assert answers() == {}


def test_a_yes_to_a_booking_called_off_is_not_answered_but_asked_about(two_way: Cast) -> None:
    booked = two_way.book("2026-11-30 14:00")
    two_way.book("2026-12-07 14:00")
    jobs.run_due()
    with transaction():
        db.session.execute(db.update(Text).where(Text.appointment_id != booked.id).values(handed_at=None))
    two_way.record(booked, Outcome.CANCELLED_BY_US)
    reply = came("Y")
    assert (answers(), reply.appointment_id) == ({}, None)
    assert reply.did == "It answers a booking that no longer stands. Ask"
    assert any("no longer stands" in why for _, why in tasks(two_way))


def test_the_same_answer_goes_once_an_hour(two_way: Cast, at: At) -> None:
    two_way.book("2026-11-30 14:00")
    for _ in range(5):
        came("ok")
    assert len([text for text in texts() if text.kind == "reply_yes"]) == 1
    at("2026-11-23 12:30")
    came("ok")
    assert len([text for text in texts() if text.kind == "reply_yes"]) == 2


@pytest.mark.parametrize(
    "body", ["yes", "CHANGE", "late", "2", "cancel", "new number 07700 900456", "START", "attended"]
)
def test_a_reply_changes_no_booking_number_consent_or_outcome(two_way: Cast, body: str) -> None:
    booked = two_way.book("2026-11-30 14:00")
    before = _everything(booked)
    came(body)
    assert _everything(booked) == before
    assert db.session.scalars(db.select(TextsOff)).all() == []


def _everything(booked: Appointment) -> list[Any]:
    db.session.rollback()
    rows = db.session.execute(db.select(SafeContact.__table__)).all()
    row = db.session.execute(db.select(Appointment.__table__).where(Appointment.id == booked.id)).one()
    return [tuple(one) for one in rows] + [tuple(row)]


@pytest.mark.parametrize("body", ["STOP", "stop", "Stop.", "STOPALL", "ARRET"])
def test_stop_alone_opts_out(cast: Cast, body: str) -> None:
    cast.book("2026-11-30 14:00")
    came(body)
    assert [row.why for row in db.session.scalars(db.select(TextsOff))] == ["stop"]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("stop please", "maybe_stop"),
        ("stop calling me he's here", "maybe_stop"),
        ("who is this", "wrong"),
        ("wrong number", "wrong"),
        ("she's dead", "wrong"),
        ("please cancel my appointment", None),
        ("cancel", None),
        ("cancel please", None),
    ],
)
def test_what_only_pauses_and_what_does_nothing_of_the_kind(cast: Cast, body: str, why: str | None) -> None:
    came(body)
    assert [row.why for row in db.session.scalars(db.select(TextsOff))] == ([why] if why else [])
    assert tasks(cast)


def test_cancel_that_the_provider_took_for_an_opt_out_shows_texts_as_off(cast: Cast) -> None:
    came("CANCEL", opt_out="STOP")
    assert [row.why for row in db.session.scalars(db.select(TextsOff))] == ["provider"]
    assert any("They may have meant the appointment" in why for _, why in tasks(cast))


def test_start_does_nothing_by_itself(cast: Cast) -> None:
    came("STOP")
    came("START", opt_out="START")
    assert [row.lifted_at for row in db.session.scalars(db.select(TextsOff))] == [None]


def test_danger_stands_above_everything(cast: Cast) -> None:
    mia = cast.person("+447700900321")
    came("STOP")
    came("he's here", "+447700900321")
    found = services.tasks(agency_id=cast.worker.agency_id, staff_id=None, now=clock.now())
    first = min((one for one in found if one.rank is Rank.READ_FIRST), key=lambda one: one.due or dt.date.max)
    assert (first.person_id, first.why) == (mia.id, "Read this now: it may be about danger")


@pytest.mark.parametrize(
    ("body", "number"),
    [("1", 1), (" 2. ", 2), ("3 please", 3), ("2 ok thanks", 2), ("4", 0), ("2 or 3?", 0), ("not 1", 0), ("1 2 3", 0)],
)
def test_which_time_an_answer_takes(body: str, number: int) -> None:
    assert choice(body) == number


class Diary:
    """The programmes, as far as offers of times need them."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.place_id, self.taken, self.left = cast, cast.place.id, set[dt.datetime](), 9

    def offers(self, person: Person, *, by: Actor, now: dt.datetime) -> list[Offered]:
        start = dt.datetime(2026, 12, 1, 10)
        times = [start + dt.timedelta(days=n) for n in range(9) if start + dt.timedelta(days=n) not in self.taken]
        return [Offered("referral:ABCDEFGH:1", "1 of 2", 60, by.staff_id, self.place_id, times[: min(3, self.left)])]

    def book(self, offer: Offer, when: dt.datetime, *, at: dt.datetime) -> Appointment:
        if when in self.taken:
            raise Refused("Somebody else has this time", "time")
        return self.cast.appoint(when, at)


@pytest.fixture
def diary(two_way: Cast) -> Diary:
    made = Diary(two_way)
    offering.book_with(two_way.app, made)
    return made


def offer(cast: Cast, key: str = "o") -> Offer:
    [wanted] = offering.offered(cast.jo, by=cast.worker, now=clock.now())
    with transaction():
        text = offering.offer(
            cast.jo,
            wanted,
            key=key,
            not_before=clock.now(),
            not_after=clock.now() + dt.timedelta(days=1),
            by=cast.worker,
            at=clock.now(),
        )
    jobs.run_due()
    made: Offer = db.session.scalars(db.select(Offer).where(Offer.text_id == text.id)).one()
    return made


def test_an_offer_is_texted_and_a_number_books_it(diary: Diary) -> None:
    made = offer(diary.cast)
    [text] = texts(kind="offer_times")
    assert text.body == (
        "Hi Jo, Sam can do 1) Tue 1 Dec 10:00am 2) Wed 2 Dec 10:00am 3) Thu 3 Dec 10:00am. Reply 1, 2 or 3. "
        "None good? Reply CALL."
    )
    reply = came("2 please")
    assert reply.did == "Booked by text: Wed 2 Dec 10:00am"
    db.session.refresh(made)
    assert (made.taken, reply.appointment_id is not None) == (2, True)
    assert came("3").did == ""


def test_a_time_taken_meanwhile_is_offered_again(diary: Diary) -> None:
    offer(diary.cast)
    diary.taken.add(dt.datetime(2026, 12, 1, 10))
    reply = came("1")
    assert (reply.did, reply.appointment_id) == ("That time had gone. Other times were offered", None)
    jobs.run_due()
    assert "1) Wed 2 Dec 10:00am" in (texts(kind="offer_times")[-1].body or "")
    assert came("1").did == "Booked by text: Wed 2 Dec 10:00am"


def test_with_nothing_left_a_person_is_asked(diary: Diary) -> None:
    offer(diary.cast)
    diary.taken.add(dt.datetime(2026, 12, 1, 10))
    diary.left = 2
    assert came("1").did == "That time had gone. Offer others"


@pytest.mark.parametrize(("when", "booked"), [("2026-11-24 11:19", True), ("2026-11-24 11:21", False)])
def test_only_within_a_day_of_the_offer(diary: Diary, at: At, when: str, booked: bool) -> None:
    offer(diary.cast)
    at(when)
    assert bool(came("1").appointment_id) is booked


def test_somebody_who_is_only_listened_to_books_nothing_by_a_number(diary: Diary) -> None:
    offer(diary.cast)
    diary.cast.says(replies=Replies.LISTEN)
    reply = came("1")
    assert (reply.did, reply.appointment_id) == ("", None)
    assert any(why == "Chose a time" for _, why in tasks(diary.cast))
