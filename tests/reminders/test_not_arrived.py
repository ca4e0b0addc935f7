"""A text that did not arrive: a task with the next agreed way, sent again by a person, a number known to be bad."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.people.rules.contact import Answer, Confirmed
from reminders import jobs
from reminders.models import Text, TextsOff, TextTask
from reminders.services import delivery, oneoff
from tests.reminders.cast import JO, Cast, texts
from tests.reminders.test_two_way import tasks
from tests.reminders.test_wording_pages import press
from tests.reminders.test_writing import page_of
from tests.support.application import Reader
from tests.support.staff import Team

At = Callable[[str], None]
SignIn = Callable[..., Reader]


def fail(text: Text, code: str = "30003", *, state: str = "undelivered", sid: str = "") -> None:
    with transaction():
        row = db.session.get_one(Text, text.id)
        row.state, row.provider_sid = "accepted", sid or f"SM{row.id:032d}"
    with transaction():
        delivery.record_report(
            text.token, sid=sid or f"SM{text.id:032d}", status=state, code=code, raw_hash=b"x" * 32, at=clock.now()
        )


def test_what_did_not_arrive_asks_for_the_next_agreed_way(cast: Cast, sign_in: SignIn) -> None:
    cast.says(call=Answer.YES, voicemail=Answer.NO)
    cast.book("2026-11-30 14:00")
    jobs.run_due()
    fail(texts(kind="booked")[0])
    assert any("Call them, and leave no voicemail" in why for _, why in tasks(cast))
    shown = sign_in("worker").get(page_of(cast)).text
    assert f'href="tel:{JO}"' in shown
    assert "They may get it twice" in shown


@pytest.mark.parametrize(
    ("said", "way"),
    [
        ({"call": Answer.YES, "voicemail": Answer.YES}, "Call them; a voicemail is OK"),
        ({"call": Answer.NO, "letters": Answer.YES}, "Write to them"),
        ({"call": Answer.NO, "letters": Answer.NO}, "See them in person"),
        ({}, "See them in person"),
    ],
)
def test_never_a_way_that_was_not_agreed(cast: Cast, said: dict[str, Any], way: str) -> None:
    cast.says(**said)
    cast.book("2026-11-30 14:00")
    jobs.run_due()
    fail(texts(kind="booked")[0])
    assert any(way in why for _, why in tasks(cast))


def test_send_again_is_a_new_row_linked_to_the_old(cast: Cast, sign_in: SignIn) -> None:
    cast.book("2026-11-30 14:00")
    jobs.run_due()
    old = texts(kind="booked")[0]
    fail(old)
    worker = sign_in("worker")
    assert press(worker, page_of(cast), f"{page_of(cast)}/{old.id}/again") == 303
    first, second = texts(kind="booked")
    assert (second.again_of_id, first.state, second.state) == (first.id, "undelivered", "planned")
    assert first.dealt_with_at is not None
    jobs.run_due()
    assert texts(kind="booked")[1].state == "kept"
    assert "Sent again" in worker.get(page_of(cast)).text


def test_what_has_arrived_is_late_or_is_a_release_is_not_sent_again(cast: Cast, at: At) -> None:
    cast.book("2026-11-30 14:00")
    jobs.run_due()
    [text] = texts(kind="booked")
    assert "has arrived" in oneoff.why_not_again(text, clock.now())
    fail(text)
    [text] = texts(kind="booked")
    assert oneoff.why_not_again(text, clock.now()) == ""
    assert "too late" in oneoff.why_not_again(text, text.not_after)
    text.kind = "done_released"
    assert "release it again" in oneoff.why_not_again(text, clock.now())


def twice(cast: Cast, codes: tuple[str, str]) -> list[str]:
    for number in range(len(codes)):
        cast.book(f"2026-11-30 1{number}:00")
    jobs.run_due()
    jobs.run_due()
    for text, code in zip(texts(kind="booked"), codes, strict=True):
        fail(text, code, state="delivered" if code == "ok" else "undelivered")
    return [row.why for row in db.session.scalars(db.select(TextsOff))]


@pytest.mark.parametrize(
    ("codes", "off"),
    [
        (("30003", "30003"), ["bad"]),
        (("30005", "30006"), ["bad"]),
        (("30003", "30008"), []),
        (("30003", "ok"), []),
        (("21211", "ok"), ["bad"]),
        (("21610", "ok"), ["provider"]),
    ],
)
def test_two_hard_failures_make_a_number_bad(cast: Cast, codes: tuple[str, str], off: list[str]) -> None:
    assert twice(cast, codes) == off


def test_a_bad_number_holds_texts_until_somebody_confirms_it_again(cast: Cast, at: At) -> None:
    assert twice(cast, ("30003", "30003")) == ["bad"]
    assert any("Confirm the number again" in why for _, why in tasks(cast))
    assert {text.held_why for text in texts() if text.state == "planned"} == {
        "Texts held: this number fails. Confirm the number again"
    }
    at("2026-11-23 12:00")
    cast.says(number_confirmed=Confirmed.CALL)
    assert {text.held_why for text in texts() if text.state == "planned"} == {""}


def test_a_failure_told_again_and_again_is_one_task(cast: Cast) -> None:
    twice(cast, ("30003", "30003"))
    for text in texts(kind="booked"):
        for _ in range(3):
            fail(text)
    assert len(db.session.scalars(db.select(TextsOff)).all()) == 1
    assert len(db.session.scalars(db.select(TextTask)).all()) == 1


def test_a_thread_on_a_phone(page: Page, cast: Cast, team: Team, axe: Callable[[Page], None]) -> None:
    cast.says(call=Answer.YES)
    cast.book("2026-11-30 14:00")
    jobs.run_due()
    fail(texts(kind="booked")[0])
    team.enter(page, "worker")
    page.goto(page_of(cast))
    page.locator("summary", has_text="Booking confirmed").click()
    axe(page)
    page.get_by_role("button", name="Send now").click()
    page.get_by_text("Saved").wait_for()
