"""A poison row harms only itself (promises P19): 25 kinds of damage at the head of the queue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import text as sql

from casework.kernel.database import db, transaction
from reminders import jobs
from reminders.gateway import Outbox
from tests.reminders.cast import Cast, london

At = Callable[[str], None]
BLOB = {"sqlite": "x'{}'", "postgresql": "'\\x{}'"}

POISONS = [
    "kind = 'no_such_kind'",
    "kind = ''",
    "kind = 'reply_help'",
    "kind = 'missed'",
    "kind = 'done_released'",
    "kind = 'offer_times'",
    "kind = 'court_one_day'",
    "body = {00}",
    "body = {0100010203}",
    "body = {ff0001000102030405060708090a0b0c0d0e0f}",
    "number = {01}",
    "number = {0100ff000000000000000000000000000000000000000000000000000000000000}",
    "number_index = {00}",
    "number_index = NULL",
    "appointment_id = NULL",
    "appointment_version = 99",
    "appointment_version = NULL",
    "hearing_id = NULL, appointment_id = NULL, kind = 'court_one_day'",
    "template_version = -1",
    "level = 9",
    "attempts = 2, kind = 'nonsense'",
    "attempts = 400",
    "fence = -5",
    "not_after = not_before",
    "on_hold_why = 'no such reason'",
    "language = 'xx', language_wanted = 'xx'",
]
DAMAGED_PEOPLE = ["given_name = {00}", "known_as = {0100010203}"]
ENDS = {"planned", "person", "dropped", "expired", "kept"}


def damage(table: str, change: str, key: int) -> None:
    blob = BLOB[db.session.get_bind().dialect.name]
    for part in change.split("{")[1:]:
        raw = part.partition("}")[0]
        change = change.replace(f"{{{raw}}}", blob.format(raw))
    with transaction():
        db.session.execute(sql(f"UPDATE {table} SET {change} WHERE id = {key}"))


def row_of(person_id: int) -> tuple[str, int, str | None]:
    db.session.rollback()
    found = db.session.execute(
        sql("SELECT state, attempts, quarantine_reason FROM text WHERE person_id = :person"), {"person": person_id}
    ).one()
    return found[0], found[1], found[2]


def booked(cast: Cast, number: int) -> int:
    person = cast.person(f"+447700900{number:03}")
    cast.book("2026-12-08 14:00", person)
    with transaction():
        db.session.execute(sql("DELETE FROM text WHERE kind <> 'booked'"))
    return person.id


def test_every_poison_harms_only_itself_and_ends_in_quarantine_with_a_reason(cast: Cast, at: At) -> None:
    poisoned = [booked(cast, 200 + n) for n in range(len(POISONS) + len(DAMAGED_PEOPLE))]
    healthy = [booked(cast, 300 + n) for n in range(6)]
    for person, change in zip(poisoned, POISONS, strict=False):
        [key] = db.session.scalars(sql("SELECT id FROM text WHERE person_id = :p"), {"p": person})
        db.session.rollback()
        damage("text", change, key)
    for person, change in zip(poisoned[len(POISONS) :], DAMAGED_PEOPLE, strict=True):
        damage("person", change, person)
    jobs.run_due(Outbox())
    jobs.run_due(Outbox())
    assert {row_of(person)[0] for person in healthy} == {"kept"}, "the others go within two polls"
    for minutes in (3, 8):
        at((london("2026-11-23 11:20") + dt.timedelta(minutes=minutes)).strftime("%Y-%m-%d %H:%M"))
        jobs.run_due(Outbox())
    ends = [row_of(person) for person in poisoned]
    assert {state for state, _, _ in ends} <= ENDS
    set_aside = [why for state, _, why in ends if state == "person"]
    assert len(set_aside) >= 5
    assert all(why and why.startswith("Could not be prepared: ") for why in set_aside)
    assert all(attempts <= 3 or attempts >= 400 for state, attempts, _ in ends)
    assert not [state for state, _, why in ends if state == "planned" and why], "what is given up is not tried again"


def test_what_is_wrong_is_said_in_words_and_never_shows_what_it_holds() -> None:
    from casework.kernel.keyring import KeyringError
    from casework.kernel.quarantine import reason

    assert reason(KeyringError("07700 900123")) == (
        "Could not be prepared: something in it cannot be opened with our keys (KeyringError)"
    )
    assert reason(ZeroDivisionError("Jo")) == "Could not be prepared: ZeroDivisionError"
