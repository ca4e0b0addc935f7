"""What hangs on a court date follows it wherever it goes, in the same commit (domain rules 4 and 5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from flask import Flask

import diversion.services
from casework.kernel.database import db, transaction
from casework.people.rules.agreements import HowAgreed
from casework.people.rules.contact import Answer
from diversion.models import Referral, Scheme
from diversion.services import ArrestAnswers
from reminders.models import Text
from tests.people.cast import AT, DAY, NUMBER, TODAY
from tests.support.application import Reader
from tests.support.staff import Team

COURT_DAY = dt.date(2026, 12, 22)
DECIDED = {
    "decided_by": "Listing office, Thames",
    "decided_on": "21/11/26",
    "reference": "e-mail of 21 November",
    "result_code": "",
    "day": "",
    "time": "",
    "court": "",
}


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def referral(within: Flask, team: Team) -> Referral:
    worker = team.actor("worker")
    with transaction():
        scheme = diversion.services.add_preset("Safe Exit", by=team.actor("administrator"), at=AT)
        assert isinstance(scheme, Scheme)
        return diversion.services.record_arrest(
            ArrestAnswers(
                scheme=scheme,
                given_name="Joanna",
                family_name="Bell",
                date_of_birth=dt.date(1995, 2, 3),
                mobile=NUMBER,
                safe_to_text=Answer.YES,
                arrested_on=TODAY - DAY,
                offence_codes=("SO59003",),
                police_reference="01HT1234526",
                court_code="B01ND00",
                court_day=COURT_DAY,
                agreed=HowAgreed.IN_PERSON,
            ),
            by=worker,
            at=AT,
        )


def test_put_off_moves_the_referral_its_finish_by_and_its_texts(
    referral: Referral, sign_in: Callable[[str], Reader]
) -> None:
    before, finish_by = referral.hearing, referral.finish_by
    assert before is not None
    data = DECIDED | {"kind": "adjourned", "day": "12 Jan 2027", "time": "10am"}
    assert sign_in("liaison").form(f"/hearings/{before.reference}", data=data).status_code == 303
    db.session.rollback()
    found = db.session.get_one(Referral, referral.id)
    assert found.hearing is not None
    assert found.hearing.day == dt.date(2027, 1, 12)
    assert finish_by is not None
    assert found.finish_by == dt.date(2027, 1, 8)
    kinds = db.session.scalars(db.select(Text.hearing_id).where(Text.state == "planned")).all()
    assert set(kinds) <= {found.hearing_id}
    assert kinds


def test_excused_stops_the_reminders_of_that_day(referral: Referral, sign_in: Callable[[str], Reader]) -> None:
    assert referral.hearing is not None
    count = db.select(db.func.count()).select_from(Text).where(Text.state == "planned", Text.hearing_id.is_not(None))
    assert db.session.scalar(count)
    answer = sign_in("liaison").form(f"/hearings/{referral.hearing.reference}", data=DECIDED | {"kind": "excused"})
    assert answer.status_code == 303
    db.session.rollback()
    assert db.session.scalar(count) == 0


@pytest.mark.parametrize("kind", ["custody", "died"])
def test_custody_and_death_hold_what_was_planned(
    referral: Referral, sign_in: Callable[[str], Reader], kind: str
) -> None:
    data = {"kind": kind, "since": "21/11/26", "place": "HMP Example", "until": "", "note": ""}
    address = f"/people/{referral.person.reference}/circumstances"
    assert sign_in("worker").form(address, data=data).status_code == 303
    db.session.rollback()
    rows = db.session.scalars(db.select(Text).where(Text.person_id == referral.person_id)).all()
    assert rows
    assert all(row.state != "planned" or row.held_why for row in rows)
