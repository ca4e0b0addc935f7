"""An attendance put right in the very instant a notice leaves: it stops the notice, or is "Changed since told".

The other side writes on a connection of its own and stands in no queue of ours: the rows themselves are held.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from casework.kernel import handover
from casework.kernel.database import db, reading, transaction
from diversion import services
from notices.gateway.letter import Letter
from notices.gateway.mail import Outbox
from notices.models import Notice
from notices.rules.answers import Answer, Outcome
from notices.services import changed_about, last_look
from notices.services.sending import Sending
from tests.diversion.conftest import Case, on

DAY = dt.date(2026, 10, 14)
TAKEN_BACK = (
    "UPDATE appointment SET outcome = NULL WHERE id = :id",
    "UPDATE attendance SET superseded_at = recorded_at WHERE appointment_id = :id",
)
"""The appointment first, as whoever records does (`casework.appointments.services.recording`)."""
BLOCKED = 0.4
"""Seconds for which somebody is seen to wait. Where they would not have to, they are done long before."""


class Post(Outbox):
    def hand(self, letter: Letter) -> Answer:
        super().hand(letter)
        return Answer(Outcome.ACCEPTED, "250 taken")


@pytest.fixture
def kept(case: Case, monkeypatch: pytest.MonkeyPatch) -> int:
    """Both kept, CPS and court are about to be told; the appointment whose record is about to change."""
    monkeypatch.setattr("notices.gateway.document.pdf", lambda page: b"%PDF-1.7")
    case.arrest()
    case.contacts()
    case.share()
    case.attend(1, dt.date(2026, 10, 6))
    last = case.attend(2, dt.date(2026, 10, 13))
    robin = case.robin
    with transaction():
        services.tell([case.referral], by=robin, at=on(DAY))
        db.session.execute(sa.update(Notice).values(pdf=b"%PDF-1.7"))
    return last


@contextmanager
def elsewhere(app: Flask) -> Iterator[sa.Connection]:
    """A connection past every queue and setting of ours."""
    engine = sa.create_engine(app.extensions["settings"].database_url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def beside(app: Flask, work: Callable[[], object]) -> tuple[threading.Thread, list[Any]]:
    """Run it beside, inside the application; what it says, or the fault it met, is in the list."""
    said: list[Any] = []

    def run() -> None:
        with app.app_context():
            try:
                said.append(work())
            except Exception as error:
                said.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, said


def states() -> set[tuple[str, str | None]]:
    with reading():
        return {(row.state, row.quarantine_reason) for row in db.session.scalars(sa.select(Notice))}


def test_put_right_first_it_stops_the_notice(case: Case, kept: int, within: Flask) -> None:
    post = Post()
    db.session.rollback()
    with elsewhere(within) as other:
        if other.dialect.name == "sqlite":
            other.exec_driver_sql("BEGIN IMMEDIATE")
        take_back(other, kept)
        sending, said = beside(within, lambda: handover.run(Sending(post), lambda: on(DAY, 13)))
        sending.join(BLOCKED)
        assert sending.is_alive(), "it looked at what somebody was changing, and did not wait"
        other.commit()
    sending.join(20)
    assert said == [0]
    assert states() == {("person", last_look.UNRECORDED)}
    assert post.kept == []


def test_put_right_after_the_look_it_waits_and_is_changed_since_told(
    case: Case, kept: int, within: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked, go, look = threading.Event(), threading.Event(), last_look.why_not

    def slowly(row: Notice, now: dt.datetime) -> str:
        found = look(row, now)
        looked.set()
        go.wait(20)
        return found

    monkeypatch.setattr(last_look, "why_not", slowly)
    post, subject, agency = Post(), f"referral:{case.referral.reference}", case.team.agency_id
    db.session.rollback()
    sending, said = beside(within, lambda: handover.run(Sending(post), lambda: on(DAY, 13), 1))
    assert looked.wait(20)
    with elsewhere(within) as other:
        changing, faults = beside(within, lambda: change(other, kept))
        changing.join(BLOCKED)
        assert changing.is_alive(), "what the notice says was changed between the look and the commit"
        go.set()
        changing.join(20)
    sending.join(20)
    assert said == [1]
    assert faults == [None]
    assert states() == {("sent", None), ("to_send", None)}
    assert len(post.kept) == 1
    with reading():
        assert (
            changed_about([subject], agency_id=agency, at=on(DAY, 14)) == []
        )  # nothing may be told until it is recorded


def take_back(other: sa.Connection, appointment_id: int) -> None:
    for statement in TAKEN_BACK:
        other.execute(sa.text(statement), {"id": appointment_id})


def change(other: sa.Connection, appointment_id: int) -> None:
    take_back(other, appointment_id)
    other.commit()
