"""From a thread: a text made ready in two presses, a shared reply claimed, a number asked about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from casework.appointments.rules import Outcome
from casework.kernel import clock
from casework.kernel.database import db
from casework.kernel.models import Event
from casework.people.rules.contact import Answer
from reminders import jobs, services
from reminders.models import TextTask
from reminders.services import offering
from tests.reminders.cast import Cast, texts
from tests.reminders.test_shared_numbers import shared
from tests.reminders.test_two_way import Diary, came
from tests.reminders.test_wording_pages import press
from tests.support import reading
from tests.support.application import Reader

At = Callable[[str], None]
SignIn = Callable[..., Reader]


def page_of(cast: Cast) -> str:
    return f"/people/{cast.jo.reference}/messages"


def sends(client: Reader, cast: Cast) -> list[dict[str, str]]:
    """What each "Send" button of the thread would post."""
    found = reading.Page(client.get(page_of(cast)).text).forms
    return [one.hidden for one in found if one.attributes.get("action") == f"{page_of(cast)}/sending"]


def test_a_text_made_ready_goes_in_two_presses_and_a_third_does_nothing(cast: Cast, sign_in: SignIn) -> None:
    cast.book("2026-11-30 14:00")
    jobs.run_due()
    worker = sign_in("worker")
    shown = worker.get(page_of(cast)).text
    assert "Hi Jo, your appointment with Sam is Mon 30 Nov, 2:00pm at the blue door" in shown
    assert "of 160 characters, 1 text. No risky words" in shown
    [hidden] = sends(worker, cast)
    for _ in range(2):
        assert worker.post(f"{page_of(cast)}/sending", data=hidden).status_code == 303
    assert len(texts(kind="booked")) == 2
    jobs.run_due()
    assert texts(kind="booked")[-1].state == "kept"


def test_outside_her_hours_the_button_says_when_it_goes_and_it_waits(cast: Cast, sign_in: SignIn, at: At) -> None:
    cast.says(texts_from=dt.time(10), texts_until=dt.time(14))
    cast.book("2026-11-30 14:00")
    at("2026-11-23 15:10")
    worker = sign_in("worker")
    assert "Send Tue 24 Nov, 10:00am" in worker.get(page_of(cast)).text
    worker.post(f"{page_of(cast)}/sending", data=sends(worker, cast)[0])
    jobs.run_due()
    assert {text.state for text in texts(kind="booked")} == {"planned"}
    at("2026-11-24 10:00")
    jobs.run_due()
    assert "kept" in {text.state for text in texts(kind="booked")}


def test_outside_her_hours_it_goes_now_only_where_she_has_just_asked_for_it(
    cast: Cast, sign_in: SignIn, at: At
) -> None:
    cast.says(texts_from=dt.time(10), texts_until=dt.time(14))
    cast.book("2026-11-30 14:00")
    at("2026-11-23 20:10")
    worker = sign_in("worker")
    waits, now = sends(worker, cast)
    assert (waits.get("now"), now["now"]) == (None, "asked")
    assert "somebody else may see the phone" in worker.get(page_of(cast)).text
    for _ in range(2):
        worker.post(f"{page_of(cast)}/sending", data=now)
    [asked] = texts(asked_now_at=clock.now())
    assert asked.not_after - clock.now() == dt.timedelta(hours=1)
    jobs.run_due()
    assert texts(id=asked.id)[0].state == "kept"
    assert [text.state for text in texts(kind="booked") if text.id != asked.id] == ["planned"], "hers waits for the day"
    assert any(event.detail.get("why") == "they asked for it" for event in db.session.scalars(select(Event)))


def test_what_she_asked_for_now_and_did_not_go_within_the_hour_never_goes(cast: Cast, sign_in: SignIn, at: At) -> None:
    cast.says(texts_from=dt.time(10), texts_until=dt.time(14))
    cast.book("2026-11-30 14:00")
    at("2026-11-23 20:10")
    worker = sign_in("worker")
    worker.post(f"{page_of(cast)}/sending", data=sends(worker, cast)[1])
    at("2026-11-24 10:30")
    jobs.run_due()
    assert [text.state for text in texts(kind="booked") if text.asked_now_at] == ["expired"]


def test_nobody_asks_for_it_outside_her_hours_within_them(cast: Cast, sign_in: SignIn) -> None:
    cast.book("2026-11-30 14:00")
    worker = sign_in("worker")
    [hidden] = sends(worker, cast)
    worker.post(f"{page_of(cast)}/sending", data={**hidden, "now": "asked"})
    assert len(texts(kind="booked")) == 1, "the page is out of date: it is looked at again first"


def test_what_changed_meanwhile_is_not_sent(cast: Cast, sign_in: SignIn) -> None:
    booked = cast.book("2026-11-30 14:00")
    worker = sign_in("worker")
    [hidden] = sends(worker, cast)
    cast.record(booked, Outcome.CANCELLED_BY_US)
    before = len(texts())
    assert worker.post(f"{page_of(cast)}/sending", data=hidden).status_code in {400, 409, 422}
    assert len(texts()) == before


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({"safe_to_text": Answer.NO}, id="texts are not safe"),
        pytest.param({"mobile": None, "safe_to_text": Answer.NOT_ASKED}, id="no number"),
    ],
)
def test_nothing_is_offered_for_sending_to_somebody_who_may_not_be_texted(
    cast: Cast, sign_in: SignIn, said: dict[str, Any]
) -> None:
    cast.book("2026-11-30 14:00")
    cast.says(**said)
    assert sends(sign_in("worker"), cast) == []


def test_free_times_are_offered_from_the_thread(cast: Cast, sign_in: SignIn) -> None:
    offering.book_with(cast.app, Diary(cast))
    worker = sign_in("worker")
    [hidden] = sends(worker, cast)
    assert hidden["slots"] == "2026-12-01T10:00,2026-12-02T10:00,2026-12-03T10:00"
    assert worker.post(f"{page_of(cast)}/sending", data=hidden | {"slots": "2026-12-01T23:00"}).status_code != 303
    assert worker.post(f"{page_of(cast)}/sending", data=hidden).status_code == 303
    jobs.run_due()
    assert "1) Tue 1 Dec 10:00am" in (texts(kind="offer_times")[0].body or "")


def test_a_worker_called_constable_is_not_sent_and_says_why(cast: Cast, sign_in: SignIn) -> None:
    cast.says(words_who="Constable")
    cast.book("2026-11-30 14:00")
    worker = sign_in("worker")
    assert "This text would say “constable”" in worker.get(page_of(cast)).text
    assert sends(worker, cast) == []


def test_a_question_about_the_number_is_taken_off_once_asked(cast: Cast, sign_in: SignIn) -> None:
    other = shared(cast)
    came("STOP")
    worker = sign_in("worker")
    assert press(worker, page_of(cast), f"{page_of(cast)}/texts-on") == 303
    theirs = f"/people/{other.reference}/messages"
    [task] = db.session.scalars(db.select(TextTask))
    assert "Somebody else with this number wants texts again" in worker.get(theirs).text
    assert press(worker, theirs, f"{theirs}/tasks/{task.id}/done") == 303
    assert "Somebody else with this number" not in worker.get(theirs).text
    assert worker.post(f"{page_of(cast)}/tasks/{task.id}/done").status_code in {400, 404}


def test_a_shared_reply_is_claimed_on_a_page_with_a_reason(cast: Cast, sign_in: SignIn) -> None:
    shared(cast)
    reply = came("see you there")
    worker, page = sign_in("worker"), f"/people/{cast.jo.reference}/replies/{reply.reference}/claim"
    assert "see you there" not in worker.get(page).text
    refused = worker.form(page, data={"reason": ""})
    assert (refused.status_code, "Say how you know" in refused.text) == (200, True)
    assert worker.form(page, data={"reason": "They rang"}).status_code == 303
    assert "see you there" in worker.get(page_of(cast)).text
    assert worker.get(page).status_code == 404


def test_a_manager_reads_what_came_from_nobody_and_it_goes_off_the_list(cast: Cast, sign_in: SignIn) -> None:
    reply = came("hello?", "+447700900999")
    manager = sign_in("manager")
    assert "Replies from unknown numbers (1)" in manager.get("/messages").text
    assert "unknown numbers" not in sign_in("worker").get("/messages").text
    action = f"/messages/unmatched/{reply.reference}/reading"
    assert "07700 900 999, " in manager.get("/messages/unmatched").text, "as people say a number"
    assert press(manager, "/messages/unmatched", action) == 303
    assert "hello?" not in manager.get("/messages/unmatched").text


def test_said_yes_is_known_of_a_booking_until_it_moves(cast: Cast) -> None:
    booked = cast.book("2026-11-30 14:00")
    assert services.said_yes([booked.id]) == set()
    came("yes")
    assert services.said_yes([booked.id]) == {booked.id}
    cast.move(booked, "2026-12-01 14:00")
    assert services.said_yes([booked.id]) == set()


def test_a_word_of_danger_stands_on_top_of_the_thread_and_nothing_is_answered(cast: Cast, sign_in: SignIn) -> None:
    cast.book("2026-11-30 14:00")
    came("cant come hes here")
    shown = sign_in("worker").get(page_of(cast)).text
    assert shown.index("Read this now: it may be about danger") < shown.index("So far</h2>") < shown.index("Next</h2>")
    assert "cant come hes here" in shown
    assert [text.kind for text in texts() if text.kind.startswith("reply_")] == []
