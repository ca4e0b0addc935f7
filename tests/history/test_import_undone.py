"""A whole import is undone within 24 hours, but for what somebody has changed since; and it goes on after a crash."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import select

from casework.accounts.models import Staff
from casework.appointments.models import Appointment, Attendance
from casework.courts.models import Hearing
from casework.kernel import audit, clock
from casework.kernel.database import db, intent, reading, transaction
from casework.kernel.models import Event
from casework.kernel.refused import Refused
from casework.people import services as people
from casework.people.models import Agreement, Alias, Person, SafeContact
from diversion.history import jobs
from diversion.history.services import running, undoing
from diversion.models import CaseEnding, Charge, Referral, Requirement, RequirementBooking
from tests.history.giving import Desk, named, sheet
from tests.history.importing import SAFE_EXIT, how_many, only_referral
from tests.support.staff import Team

ADA = named("Farrow", "Ada", "3 Feb 1980", "HT/0001/09")
BEA = named("Lowe", "Bea", "4 Mar 1985", "HT/0002/09")
WRITTEN = (
    Person, SafeContact, Agreement, Referral, Charge, CaseEnding, Hearing, Requirement, RequirementBooking,
    Appointment, Attendance,
)  # fmt: skip


@pytest.fixture
def desk(within: Flask, team: Team) -> Desk:
    return Desk.of(team)


def bring_in(desk: Desk, *rows: dict[str, str]) -> None:
    desk.given(sheet(*rows))
    assert desk.post().status_code == 303


@contextmanager
def statements() -> Iterator[list[str]]:
    """What the database is asked meanwhile; many rows in one statement count once."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, said: str, *_rest: object) -> None:
        asked.append(said)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    yield asked
    sa.event.remove(db.engine, "before_cursor_execute", note)


def alter(team: Team, family: str) -> str:
    """A colleague goes through her safe contact: nothing but the trail shows it."""
    by = team.actor("worker")
    with transaction():
        found = next(one for one in db.session.scalars(select(Person)) if one.family_name == family)
        people.check_again(found, by=by, at=clock.now())
        return found.reference


def test_everything_goes_where_nobody_changed_anything(desk: Desk) -> None:
    before = {model: how_many(model) for model in WRITTEN}
    bring_in(desk, ADA, BEA)
    assert "Undo this import" in desk.look()
    assert desk.post("/undo").status_code == 303
    assert {model: how_many(model) for model in WRITTEN} == before
    assert "2 referrals taken away" in desk.look()
    assert desk.job.state == "undone"
    erased = db.session.scalars(select(Event).where(Event.act == "erasure")).one()
    assert erased.record.startswith("import:")
    assert audit.first_broken() is None
    bring_in(desk, ADA, BEA)
    assert how_many(Referral) == 2, "the same file can come again"


def test_what_somebody_changed_stays_and_says_who_and_when(desk: Desk, team: Team) -> None:
    bring_in(desk, ADA, BEA)
    changed = alter(team, "Farrow")
    assert desk.post("/undo").status_code == 303
    shown = desk.look()
    assert "1 referrals taken away" in shown or "1 referral taken away" in shown
    assert f"/people/{changed}" in shown
    assert "Changed by Robin Hale on " in shown
    assert only_referral().person.reference == changed
    assert how_many(Appointment) == 2


def test_what_was_added_without_a_word_in_the_trail_stays_too(desk: Desk) -> None:
    bring_in(desk, ADA, BEA)
    with transaction():
        found = next(one for one in db.session.scalars(select(Person)) if one.family_name == "Lowe")
        db.session.add(Alias(person_id=found.id, name="Bee", recorded_at=clock.now()))
    desk.post("/undo")
    assert "Something was added to the record since" in desk.look()
    assert [one.family_name for one in db.session.scalars(select(Person))] == ["Lowe"]


def test_a_record_that_was_there_before_stays_without_the_rows_that_joined_it(desk: Desk, team: Team) -> None:
    by = team.actor("worker")
    with transaction():
        mine = people.add_person(
            given_name="Ada", family_name="Farrow", date_of_birth=dt.date(1980, 2, 3),
            by=by, at=clock.now(),
        ).reference  # fmt: skip
    bring_in(desk, ADA, BEA)
    desk.post("/undo")
    assert [one.reference for one in db.session.scalars(select(Person))] == [mine]
    assert how_many(Referral) == how_many(Appointment) == 0


@pytest.mark.parametrize(("hours", "undone"), [(23.99, True), (24.01, False)])
def test_it_can_be_undone_for_24_hours(desk: Desk, hours: float, undone: bool) -> None:
    bring_in(desk, ADA)
    job = desk.job
    assert job.done_at is not None
    by, at = db.session.get_one(Staff, job.by_id).actor, job.done_at + dt.timedelta(hours=hours)
    with transaction(), nullcontext() if undone else pytest.raises(Refused, match="24 hours"):
        undoing.begin_undo(desk.job, by=by, at=at)
    assert desk.job.state == ("undoing" if undone else "done")


def test_the_worker_goes_on_after_a_crash_and_two_of_them_bring_nothing_twice(desk: Desk) -> None:
    desk.give(SAFE_EXIT.read_bytes())
    desk.match()
    jobs.run_due()
    desk.post()
    job_id = desk.job.id
    with reading():
        first = second = running.prepare(job_id, at=clock.now())
    with transaction(), statements() as asked:
        went_on = running.bring_some(first, at=clock.now())
    assert went_on is not None
    assert len(asked) < 60, "whatever the number of rows"
    half = how_many(Referral)
    assert 250 <= half < 420
    assert f"{half} of 420 rows" in desk.look()
    with transaction():
        assert running.bring_some(second, at=clock.now()) is None, "another went on from here"
    db.session.rollback()
    with intent("write"):
        running.bring_some(went_on, at=clock.now())
        db.session.rollback()  # the power goes before the commit
    assert how_many(Referral) == half
    jobs.run_due()
    assert (how_many(Referral), how_many(Person), desk.job.added) == (420, 84, 420)
    with transaction():
        job = desk.job
        undoing.begin_undo(job, by=db.session.get_one(Staff, job.by_id).actor, at=clock.now())
    jobs.run_due()
    assert (how_many(Referral), how_many(Person), desk.job.removed) == (0, 0, 420)


def test_one_that_cannot_go_on_stops_and_a_person_decides(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.given(sheet(ADA, BEA))
    with monkeypatch.context() as broken:
        broken.setattr(running, "write_some", lambda *args, **more: 1 / 0)
        desk.post()
    assert desk.job.state == "stopped"
    assert "Something got in the way after 0 of 2 rows" in desk.look()
    assert desk.post("/on").status_code == 303
    assert (desk.job.state, how_many(Referral)) == ("done", 2)


def test_the_result_stands_on_the_managers_today_until_it_was_read(desk: Desk, team: Team) -> None:
    bring_in(desk, ADA)
    assert f'href="{desk.address}"' in desk.reader.get("/today").text
    assert desk.post("/seen").status_code == 303
    assert desk.address not in desk.reader.get("/today").text
    assert desk.address not in team.sign_in("worker").get("/today").text
