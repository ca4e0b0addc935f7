"""A text or a reply that cannot be opened harms only itself on the pages too (promises P19)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text as sql

from casework.kernel.database import db, transaction
from casework.kernel.keyring import KeyringError
from casework.people.models import Person
from reminders import jobs
from reminders.gateway import Outbox
from reminders.models import CANNOT_OPEN, Reply, Text
from tests.reminders.cast import Cast
from tests.reminders.test_poison import damage
from tests.reminders.test_two_way import came
from tests.reminders.test_wording_pages import press
from tests.support.application import Reader

SignIn = Callable[..., Reader]
SEALED = {"short": "{00}", "of another key": "{0100ff0000000000000000000000000000000000000000000000000000}"}
OTHER = "+447700900124"


def set_aside(person: Person, column: str, blob: str) -> None:
    """Her confirmation lies in quarantine, as the worker leaves it, and cannot be opened."""
    [key] = db.session.scalars(
        sql("SELECT id FROM text WHERE person_id = :p AND kind = 'booked'"), {"p": person.id}
    ).all()
    why = "quarantine_reason = 'Could not be prepared: something in it cannot be opened with our keys (KeyringError)'"
    damage("text", f"state = 'person', attempts = 3, {why}, {column} = {blob}", key)


@pytest.fixture
def other(cast: Cast) -> Person:
    """Somebody else, whose texts and replies are whole."""
    person = cast.person(OTHER)
    cast.book("2026-11-26 15:00", person)
    cast.book("2026-11-25 14:00")
    came("whole words", OTHER)
    came("broken words")
    return person


@pytest.mark.parametrize("column", ["body", "number"])
@pytest.mark.parametrize("blob", SEALED.values(), ids=SEALED.keys())
def test_every_page_shows_the_others_and_says_so_of_the_damaged_one(
    cast: Cast, other: Person, sign_in: SignIn, column: str, blob: str
) -> None:
    set_aside(cast.jo, column, blob)
    worker = sign_in("worker")
    messages = worker.get("/messages").text
    assert CANNOT_OPEN in messages
    assert f"/people/{other.reference}/messages" in messages
    assert f"{CANNOT_OPEN.lower()}" in worker.get("/today?who=team").text.lower()
    thread = f"/people/{cast.jo.reference}"
    assert CANNOT_OPEN in worker.get(f"{thread}/messages").text
    for url in (
        "/today",
        "/messages/ahead",
        thread,
        f"/people/{other.reference}",
        f"/people/{other.reference}/messages",
    ):
        assert worker.get(url).status_code == 200, url


def test_a_damaged_text_that_waits_is_shown_as_held_among_the_others_of_the_week(
    cast: Cast, other: Person, sign_in: SignIn
) -> None:
    [key] = db.session.scalars(sql("SELECT id FROM text WHERE person_id = :p AND kind = 'booked'"), {"p": cast.jo.id})
    damage("text", "body = {00}", key)
    shown = sign_in("worker").get("/messages/ahead").text
    assert shown.count(CANNOT_OPEN) == 1
    assert f"/people/{other.reference}/messages" in shown


def test_a_damaged_reply_says_so_can_be_read_and_hides_no_other(cast: Cast, other: Person, sign_in: SignIn) -> None:
    [reply] = db.session.execute(sql("SELECT id, reference FROM reply WHERE person_id = :p"), {"p": cast.jo.id}).all()
    damage("reply", "body = {0102}, number = {00}", reply.id)
    worker, thread = sign_in("worker"), f"/people/{cast.jo.reference}/messages"
    assert CANNOT_OPEN in worker.get(thread).text
    for url in ("/messages", "/today", "/today?who=team", f"/people/{cast.jo.reference}"):
        shown = worker.get(url)
        assert shown.status_code == 200, url
        assert f"/people/{other.reference}" in shown.text or url.endswith(cast.jo.reference), url
    action = f"/people/{cast.jo.reference}/replies/{reply.reference}/reading"
    assert press(worker, thread, action) == 303
    [kept] = db.session.scalars(sql("SELECT body FROM reply WHERE id = :id"), {"id": reply.id})
    assert bytes(kept) == b"\x01\x02", "what is left of it is kept for whoever can mend it"


def test_replies_from_nobody_are_shown_with_the_damaged_one_marked(cast: Cast, sign_in: SignIn) -> None:
    lost, whole = came("lost words", "+447700900998"), came("whole words", "+447700900999")
    damage("reply", "body = {00}, number = {00}", lost.id)
    shown = sign_in("manager").get("/messages/unmatched").text
    assert CANNOT_OPEN in shown
    assert "whole words" in shown
    assert whole.reference in shown


def test_the_worker_makes_lost_words_anew_before_it_hands_over(cast: Cast, other: Person) -> None:
    [key] = db.session.scalars(sql("SELECT id FROM text WHERE person_id = :p AND kind = 'booked'"), {"p": cast.jo.id})
    damage("text", "body = {00}", key)
    jobs.run_due(Outbox())
    assert "Wed 25 Nov, 2:00pm" in (db.session.get_one(Text, key, populate_existing=True).body or "")


def test_words_lost_after_they_went_are_refused_outside_a_page(cast: Cast, other: Person) -> None:
    [key] = db.session.scalars(sql("SELECT id FROM text WHERE person_id = :p AND kind = 'booked'"), {"p": cast.jo.id})
    jobs.run_due(Outbox())
    damage("text", "body = {00}", key)
    with pytest.raises(KeyringError), transaction():
        db.session.get(Text, key, populate_existing=True)


def test_a_damaged_reply_is_refused_outside_a_page(cast: Cast, other: Person) -> None:
    damage("reply", "body = {00}", db.session.scalars(sql("SELECT min(id) FROM reply")).one())
    with pytest.raises(KeyringError):
        db.session.scalars(db.select(Reply).execution_options(populate_existing=True)).all()
