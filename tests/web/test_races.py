"""Two to five colleagues change one thing at the same moment: exactly one is saved, every other sees both values and
may choose, and what was recorded first stays in the history (promises P14, T2, B18)."""

from __future__ import annotations

import datetime as dt
import html
import os
from dataclasses import dataclass
from functools import partial
from random import Random

import pytest
import sqlalchemy as sa
from flask import Flask

from casework.appointments.models import Appointment, AppointmentMove, Attendance
from casework.appointments.rules import Outcome
from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.people.models import Alias, Person
from tests.diversion.conftest import Case
from tests.support.crowd import Colleague, at_once, gather
from tests.support.staff import Team

RACES = {
    "sqlite": {"outcome": 70, "correction": 70, "move": 30, "details": 30},
    "postgresql": {"outcome": 35, "correction": 35, "move": 15, "details": 15},
}
"""300 in all."""
ANSWERS = {
    "attended": Outcome.ATTENDED,
    "reason_not_known": Outcome.REASON_NOT_KNOWN,
    "no_acceptable_reason": Outcome.NO_ACCEPTABLE_REASON,
    "cancelled_by_us": Outcome.CANCELLED_BY_US,
    "could_not_take_part:no": Outcome.COULD_NOT_TAKE_PART,
}


def races(of: str) -> int:
    """How many of these are run on the database of this test."""
    return RACES[db.engine.dialect.name][of]


@dataclass
class Ring:
    """One appointment that has begun, one still to come, one person, and five colleagues."""

    case: Case
    chance: Random
    crowd: list[Colleague]
    begun: str
    ahead: str

    def editors(self) -> list[Colleague]:
        return self.chance.sample(self.crowd, self.chance.randint(2, 5))


@pytest.fixture
def ring(within: Flask, team: Team) -> Ring:
    today = clock.today()
    made = Case(within, team)
    made.arrest(arrested_on=today, court_day=today + dt.timedelta(days=60), at=clock.now())
    begun = made.book(1, today + dt.timedelta(days=1), at=clock.now())
    ahead = made.book(2, today + dt.timedelta(days=3), at=clock.now())
    with transaction():
        hour_ago = {"starts_at": clock.now() - dt.timedelta(hours=1), "day": today}
        db.session.execute(sa.update(Appointment).where(Appointment.id == begun).values(**hour_ago))
    references = [db.session.get_one(Appointment, key).reference for key in (begun, ahead)]
    crowd = gather(within, team.agency_id, 5)
    return Ring(made, Random(os.environ["SEED"]), crowd, *references)


def settle(answers: list[tuple[str, int, str]], theirs_of: dict[str, str]) -> str:
    """Exactly one was saved; every other was shown what was saved and their own. Returns what was saved."""
    saved = [value for value, status, _ in answers if status == 303]
    assert len(saved) == 1, [(value, status) for value, status, _ in answers]
    for value, status, text in answers:
        if status != 303:
            assert status == 409, (value, status)
            shown = html.unescape(text)
            assert theirs_of[saved[0]] in shown, (saved[0], value)
            assert theirs_of[value] in shown, value
            assert "Keep theirs" in shown
            assert "Save mine" in shown
    return saved[0]


def race(editors: list[Colleague], address: str, typed: dict[str, dict[str, str]]) -> list[tuple[str, int, str]]:
    values = list(typed)
    answers = at_once([partial(one.post, address, typed[v]) for one, v in zip(editors, values, strict=True)])
    return [(value, answer.status_code, answer.text) for value, answer in zip(values, answers, strict=True)]


def rows(reference: str) -> list[Attendance]:
    wanted = sa.select(Attendance).join(Appointment).where(Appointment.reference == reference).order_by(Attendance.id)
    db.session.rollback()
    return list(db.session.scalars(wanted))


def version_of(reference: str) -> str:
    """What a page that is opened now would carry as seen."""
    db.session.rollback()
    return str(db.session.scalars(sa.select(Appointment.version).where(Appointment.reference == reference)).one())


def test_outcomes(ring: Ring) -> None:
    where, words = f"/appointments/{ring.begun}", {value: outcome.words for value, outcome in ANSWERS.items()}
    for _ in range(races("outcome")):
        editors = ring.editors()
        values = ring.chance.sample(list(ANSWERS), len(editors))
        before = len(rows(ring.begun))
        saved = settle(
            race(editors, f"{where}/outcome", {v: {"outcome": v, "seen_version": "1"} for v in values}), words
        )
        assert [row.outcome for row in rows(ring.begun)[before:]] == [ANSWERS[saved].value]
        undo = {"seen": str(rows(ring.begun)[-1].id)}
        assert editors[0].post(f"{where}/undo", undo).status_code == 303


def test_corrections(ring: Ring) -> None:
    where, words = f"/appointments/{ring.begun}", {value: ANSWERS[value].words for value in ANSWERS}
    plain = [value for value in ANSWERS if ":" not in value]
    ring.crowd[0].post(f"{where}/outcome", {"outcome": "attended", "seen_version": "1"})
    for _ in range(races("correction")):
        stands = rows(ring.begun)[-1]
        editors = ring.editors()[:3]
        values = ring.chance.sample([v for v in plain if v != stands.outcome], len(editors))
        seen = {"seen": str(stands.id), "seen_version": "1", "why": "learned_more"}
        saved = settle(race(editors, where, {v: {"outcome": v, **seen} for v in values}), words)
        after = rows(ring.begun)
        assert (after[-1].outcome, after[-1].replaces_id) == (ANSWERS[saved].value, stands.id)
        assert sum(row.superseded_at is None for row in after) == 1


def test_moves(ring: Ring) -> None:
    where = f"/appointments/{ring.ahead}/move"
    for number in range(races("move")):
        editors = ring.editors()
        seen = version_of(ring.ahead)
        day = clock.today() + dt.timedelta(days=5 + number)
        times = {f"{9 + place}:{number % 60:02}": day for place in range(len(editors))}
        typed = {
            time: {"day": f"{day:%d/%m/%Y}", "time": time, "asked_by": "us", "despite": "Agreed", "seen_version": seen}
            for time in times
        }
        said = {time: f"{int(time.split(':')[0]) % 12 or 12}:{time.split(':')[1]}" for time in times}
        settle(race(editors, where, typed), said)
        db.session.rollback()
        assert db.session.scalar(sa.select(sa.func.count(AppointmentMove.id))) == number + 1


def test_details(ring: Ring) -> None:
    person_id = ring.case.person.id
    where = f"/people/{ring.case.person.reference}/details"
    names: list[str] = []
    for number in range(races("details")):
        editors = ring.editors()
        seen = str(db.session.get_one(Person, person_id).version)
        wanted = [f"Jo{chr(97 + number % 26)}{'abcde'[place]}" for place in range(len(editors))]
        typed = {name: {"given_name": name, "family_name": "Barnes", "seen_version": seen} for name in wanted}
        names.append(settle(race(editors, where, typed), {name: name for name in wanted}))
        db.session.rollback()
        assert db.session.get_one(Person, person_id).given_name == names[-1]
    before = {row.name for row in db.session.scalars(sa.select(Alias).where(Alias.person_id == person_id))}
    assert {f"{name} Barnes" for name in names[:-1]} <= before
