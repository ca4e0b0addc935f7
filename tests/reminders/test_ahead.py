"""What will go out in the next 7 days, and what a person does to a text before it goes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from casework.appointments.rules import Outcome
from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.kernel.showing import Rank
from casework.people.rules.contact import Confirmed
from reminders import jobs, services
from reminders.rules.holding import Hold
from reminders.services import ahead, showing, steering
from tests.reminders.cast import Cast, states, texts
from tests.support.application import Reader

At = Callable[[str], None]
SignIn = Callable[..., Reader]


def the_page(cast: Cast, after: str = "", *, staff_id: int | None = None) -> ahead.Ahead:
    db.session.rollback()
    return ahead.ahead(agency_id=cast.worker.agency_id, staff_id=staff_id, after=after, now=clock.now())


def rows(cast: Cast) -> list[ahead.Coming]:
    return [one for _, found in the_page(cast).days for one in found]


def test_each_text_is_shown_in_its_exact_words_when_it_goes_and_why(cast: Cast, at: At) -> None:
    cast.book("2026-11-30 14:00")
    page = the_page(cast)
    assert [day.isoformat() for day, _ in page.days] == ["2026-11-23", "2026-11-29"]
    first = page.days[0][1][0]
    assert first.words.startswith("Hi Jo, your appointment with Sam is Mon 30 Nov, 2:00pm at the blue door")
    assert (first.because, first.held) == ("Appointment Mon 30 Nov 2:00pm", "")
    at("2026-11-29 10:00")
    said = the_page(cast).days[0][1][0].words
    jobs.run_due()
    assert texts(kind="one_day")[0].body == said


@pytest.mark.sqlite
def test_what_holds_a_text_is_said(cast: Cast) -> None:
    cast.book("2026-11-30 14:00", place=None, place_other="A place whose name is far too long for a text")
    assert {one.held[:34] for one in rows(cast)} == {"The place is too long for a text. "}


def test_of_two_on_one_day_the_other_says_so_here_and_on_today(cast: Cast, at: At) -> None:
    cast.book("2026-11-26 14:00", place=cast.place)
    cast.hearing("2026-12-02 10:00")
    why = "Another text goes that day (Court date, 7 days before). Tell them another way"
    assert [(one.kind, one.held) for one in rows(cast) if one.held] == [("Reminder, 1 day before", why)]
    tasks = services.tasks(agency_id=cast.worker.agency_id, staff_id=cast.worker.staff_id, now=clock.now())
    assert [task.why for task in tasks] == [f"Reminder, 1 day before: {why[:1].lower()}{why[1:]}"]
    with transaction():
        [held] = texts(kind="two_hours")
        steering.hold(db.session.merge(held), Hold.UNSAFE, by=cast.worker, at=clock.now())
    board = showing.board(agency_id=cast.worker.agency_id, now=clock.now())
    assert [(one.kind, one.tag.words) for one in board.held] == [
        ("Reminder, 1 day before", "Held"), ("Reminder, 2 hours before", "Held"),
    ], "and the page of messages lists neither under what is going out"  # fmt: skip
    assert [one.kind for one in board.waiting] == ["Booking confirmed", "Court date, 7 days before"]
    at("2026-11-25 10:00")
    jobs.run_due()
    assert states() | {"one_day": "dropped", "court_seven_days": "kept"} == states()
    assert texts(kind="one_day")[0].ended_why == why


def test_the_pages_follow_one_another_and_miss_nobody(cast: Cast) -> None:
    for number in range(30):
        cast.book("2026-11-30 14:00", cast.person(f"+4477009{number:05}"), place=cast.place)
    first = the_page(cast)
    rest = the_page(cast, first.next)
    ids = [one.id for page in (first, rest, the_page(cast, rest.next)) for _, found in page.days for one in found]
    assert len(ids) == len(set(ids)) == 60 < len(texts())
    assert the_page(cast, "nonsense").days == first.days


def test_many_texts_take_no_more_queries_than_few(cast: Cast, count_queries: Callable[..., int]) -> None:
    cast.book("2026-11-30 14:00")
    few = count_queries(lambda: the_page(cast))
    for number in range(6):
        cast.book("2026-11-30 14:00", cast.person(f"+4477009{number:05}"), place=cast.place)
    assert count_queries(lambda: the_page(cast)) == few


@pytest.fixture
def count_queries() -> Callable[..., int]:
    def count(work: Callable[[], object]) -> int:
        seen: list[str] = []
        db.session.rollback()
        engine = db.session.get_bind()

        def note(*said: object) -> None:
            seen.append(str(said[2]))

        sa.event.listen(engine, "before_cursor_execute", note)
        try:
            work()
        finally:
            sa.event.remove(engine, "before_cursor_execute", note)
        return len([one for one in seen if one.startswith("SELECT")])

    return count


def test_each_person_may_have_fewer_and_more_again(cast: Cast, sign_in: SignIn) -> None:
    cast.book("2026-12-08 14:00")
    cast.hearing("2026-12-28 10:00")
    worker = sign_in("worker")
    worker.form(f"/people/{cast.jo.reference}/reminders", data={"whose": "own", "kinds": ["one_day"]})
    assert {kind for kind, state in states().items() if state == "planned"} == {"booked", "one_day"}
    cast.book("2026-12-10 14:00")
    assert len(texts(kind="seven_days", state="planned")) == 0
    worker.form(f"/people/{cast.jo.reference}/reminders", data={"whose": "usual"})
    assert {text.kind for text in texts(state="planned")} == {
        "booked", "seven_days", "one_day", "two_hours", "court_seven_days", "court_one_day",
    }  # fmt: skip
    assert len(texts(kind="seven_days", state="planned")) == 2


@pytest.mark.sqlite
def test_an_agency_chooses_what_goes_where_no_scheme_says(cast: Cast, sign_in: SignIn) -> None:
    administrator = sign_in("administrator")
    refused = administrator.form("/admin/texts/reminders", data={"kinds": ["three_days", "two_hours"]})
    assert "it is the one that works best" in refused.text
    administrator.form("/admin/texts/reminders", data={"kinds": ["three_days", "one_day", "court_one_day"]})
    cast.book("2026-12-08 14:00")
    assert set(states()) == {"booked", "three_days", "one_day"}


@pytest.mark.sqlite
def test_rows_of_a_text_that_did_not_reach_them_leave_once_they_have_come(cast: Cast, at: At) -> None:
    booking = cast.book("2026-11-25 14:00")
    with transaction():
        for text in texts():
            db.session.merge(text).state = "undelivered"
    assert len(asked_for(cast)) == 1
    at("2026-11-25 15:00")
    cast.record(booking, Outcome.ATTENDED)
    assert asked_for(cast) == []


def asked_for(cast: Cast) -> list[str]:
    found = services.tasks(agency_id=cast.worker.agency_id, staff_id=None, now=clock.now())
    return [task.why for task in found if task.rank is Rank.NOT_DELIVERED]


@pytest.mark.sqlite
def test_moved_after_a_reminder_is_one_correction_with_the_last_time(cast: Cast, at: At) -> None:
    booking = cast.book("2026-11-30 14:00")
    jobs.run_due()
    for hour in (9, 10, 11, 15, 16):
        cast.move(booking, f"2026-12-01 {hour:02}:00")
    at("2026-11-23 11:22")
    jobs.run_due()
    bodies = [text.body or "" for text in texts() if text.handed_at]
    assert len(bodies) == 2
    assert "has moved to Tue 1 Dec, 4:00pm" in bodies[1]


@pytest.mark.sqlite
def test_a_number_changed_since_is_texted_once_confirmed_and_the_old_one_never(cast: Cast) -> None:
    cast.book("2026-11-30 14:00")
    cast.says(mobile="+447700900555")
    jobs.run_due()
    assert [text.state for text in texts(kind="booked")] == ["planned"]
    cast.says(mobile="+447700900555", number_confirmed=Confirmed.IN_PERSON)
    jobs.run_due()
    assert [text.number for text in texts(kind="booked")] == ["+447700900555"]


@pytest.mark.sqlite
def test_after_an_outage_what_still_helps_goes_and_what_does_not_is_a_task(cast: Cast, at: At) -> None:
    cast.book("2026-12-04 14:00")
    at("2026-12-01 12:00")
    jobs.run_due()
    assert states() == {"booked": "expired", "seven_days": "kept", "one_day": "planned", "two_hours": "planned"}
    assert [why.split(":")[0] for why in asked_for(cast)] == ["Booking confirmed"]


@pytest.mark.sqlite
def test_booked_at_six_for_nine_the_next_day_is_one_text_that_stands_for_its_reminders(cast: Cast, at: At) -> None:
    at("2026-11-23 18:00")
    cast.book("2026-11-24 09:00")
    jobs.run_due()
    assert states() == {"booked": "kept"}


@pytest.mark.sqlite
def test_another_matters_court_date_is_reminded_of_too(cast: Cast, sign_in: SignIn) -> None:
    page = f"/people/{cast.jo.reference}/hearings/new"
    answer = sign_in("worker").form(page, data={"court": "Thames", "day": "28/12/2026", "time": "10am"})
    assert answer.status_code == 303, answer.text
    assert set(states()) == {"court_seven_days", "court_one_day"}
