"""The import page (issue 8 point 9, ux 6.5): from a file to the end of the day in which it can be undone."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from casework.kernel import audit, clock
from casework.kernel.database import db, transaction
from casework.kernel.models import Event
from casework.people import services as people
from casework.people.models import Person, SafeContact
from diversion.history import jobs
from diversion.models import ImportBatch, Referral
from notices.models import Notice
from reminders.models import Text
from tests.history.giving import Desk, named, sheet
from tests.history.importing import SAFE_EXIT, bring, how_many, written
from tests.support.staff import Team
from web import wiring

ADA = named("Farrow", "Ada", "3 Feb 1980", "HT/0001/09")
BEA = named("Lowe", "Bea", "4 Mar 1985", "HT/0002/09")


@pytest.fixture
def desk(within: Flask, team: Team) -> Desk:
    return Desk.of(team)


def person(team: Team, family: str, given: str, born: dt.date) -> str:
    by = team.actor("worker")
    with transaction():
        made = people.add_person(given_name=given, family_name=family, date_of_birth=born, by=by, at=clock.now())
        return made.reference


def test_a_file_goes_in_and_the_page_says_what_came_of_it(desk: Desk) -> None:
    shown = desk.given(sheet(ADA, BEA, BEA))
    assert "2, of 2 people" in shown
    assert "Line 4 says the same as line 3" in shown
    assert how_many(Referral) == 0
    assert desk.job.sheet is not None
    assert desk.post().status_code == 303
    assert "2 referrals" in desk.look()
    assert (how_many(Referral), how_many(Person), how_many(ImportBatch)) == (2, 2, 1)
    job = desk.job
    assert (job.sheet, job.answers, job.findings) == (None, None, None)
    assert (job.state, job.added, job.known, job.left_out) == ("done", 2, 0, 0)
    again = desk.given(sheet(ADA, BEA))
    assert "There is nothing new to bring in" in again
    assert "There is no row to bring in" in desk.insist().text
    assert how_many(Referral) == 2


def test_the_page_and_the_command_are_one_engine(desk: Desk) -> None:
    """The 420 rows of the review are more than a page waits for: the worker brings them in, some at a time."""
    desk.give(SAFE_EXIT.read_bytes())
    desk.match()
    checking = desk.reader.get(desk.address)
    assert checking.headers["Refresh"] == "5"
    assert jobs.run_due() == 1
    assert "420, of 84 people" in desk.look()
    desk.post()
    assert "0 of 420 rows" in desk.look()
    assert jobs.run_due() == 1
    assert (how_many(Referral), how_many(Person)) == (420, 84)
    assert "Refresh" not in desk.reader.get(desk.address).headers
    assert "0 new, 420 already there" in bring(SAFE_EXIT).stdout
    assert audit.first_broken() is None


def test_nobody_is_texted_or_told_whatever_the_worker_does_next(desk: Desk) -> None:
    """With a hearing and an appointment still to come, and a paper that says texts are safe."""
    soon = clock.today() + dt.timedelta(days=10)
    row = ADA | {
        "Arrest date": f"{clock.today() - dt.timedelta(days=20):%d/%m/%Y}",
        "Court date": f"{soon:%d/%m/%Y}",
        "1st appt": f"{clock.today() + dt.timedelta(days=3):%d/%m/%Y} 14:30",
        "Safe to text": "yes",
    }
    row |= dict.fromkeys(("1st outcome", "2nd appt", "2nd outcome", "Case ending", "Ending date", "URN"), "")
    desk.given(sheet(row))
    assert desk.post().status_code == 303
    assert how_many(Referral) == 1
    for days in (0, 2, 8):
        with time_machine.travel(clock.now() + dt.timedelta(days=days), tick=False):
            for name, job in wiring.jobs().items():
                if name in {"texts", "witness", "notices", "referrals", "orders", "imports"}:
                    job()
    assert how_many(Text) == how_many(Notice) == 0
    assert db.session.scalars(select(SafeContact.safe_to_text)).all() == ["not_asked"]


def test_bad_rows_are_put_right_on_the_page_or_left_out(desk: Desk) -> None:
    wrong = BEA | {"DOB": "31/02/1985", "Court": "Nowhere"}
    shown = desk.given(sheet(ADA, wrong, ADA | {"Custody ref": ""}))
    assert "Line 3, DOB: " in shown
    assert "Tick that the rows" in desk.post().text
    page = desk.reader.get(f"{desk.address}/rows").text
    assert 'value="31/02/1985"' in page
    [dob, court] = re.findall(r'name="(cell_3_\d+)"', page)
    [custody] = re.findall(r'name="(cell_4_\d+)"', page)
    answer = desk.post("/rows", **{dob: "4/3/1985", court: "Thames", custody: "", "out_4": "yes"})
    assert answer.status_code == 303
    assert "Left out by you" in desk.look()
    assert "Cannot be used" not in desk.look()
    assert desk.post().status_code == 303
    assert (how_many(Referral), desk.job.left_out) == (2, 1)
    assert {one.date_of_birth for one in db.session.scalars(select(Person))} == {
        dt.date(1980, 2, 3), dt.date(1985, 3, 4)
    }  # fmt: skip


def test_possible_duplicates_stand_side_by_side_and_are_chosen(desk: Desk, team: Team) -> None:
    known = person(team, "Farow", "Ada", dt.date(1980, 2, 3))
    person(team, "Lowe", "Bea", dt.date(1985, 3, 4))
    twin = named("Farrow", "Ada", "3 Feb 1981", "HT/0003/09")
    shown = desk.given(sheet(ADA, BEA, twin))
    assert "2 of 2 still to answer" in shown
    assert "Bring in 3 rows" not in shown
    assert "Say first who 2 of these people are" in desk.insist().text
    page = desk.reader.get(f"{desk.address}/people").text
    assert known in page
    assert "Farow" in page
    assert page.count("Ada Farrow") == 3, "line 2 in the file, line 4 in the file, and line 2 beside it"
    assert desk.post("/people", who_2=known, who_4="line:2").status_code == 303
    assert desk.post().status_code == 303
    assert (how_many(Person), how_many(Referral)) == (2, 3)
    mine = db.session.scalars(select(Person).where(Person.reference == known)).one()
    assert mine.family_name == "Farow"
    assert len(db.session.scalars(select(Referral).where(Referral.person_id == mine.id)).all()) == 2
    looks = db.session.scalars(select(Event.record).where(Event.act == "consultation")).all()
    assert f"person:{known}" in looks


def test_somebody_else_of_nearly_the_same_name_gets_a_record_of_their_own(desk: Desk, team: Team) -> None:
    person(team, "Farow", "Ada", dt.date(1980, 2, 3))
    desk.given(sheet(ADA))
    assert desk.post("/people", who_2="new").status_code == 303
    desk.post()
    assert how_many(Person) == 2


def test_columns_of_any_name_are_guessed_matched_and_remembered(desk: Desk) -> None:
    data = sheet(ADA).replace(b"Surname", b"Family name").replace(b"Custody ref", b"Ref at station")
    data = data.replace(b"Agreed", b"Consent?").replace(b"Mobile", b"Notes")
    desk.give(data)
    page = desk.reader.get(f"{desk.address}/columns").text
    assert "It says: HT/0001/09" in page
    refused = desk.match()
    assert "No column is matched to Custody ref. Choose" in refused.text
    assert desk.match(column_0="Custody ref", column_20="").status_code == 303
    assert "1, of 1 person" in desk.look()
    desk.post()
    assert how_many(SafeContact) == 0
    other = data.replace(b"HT/0001/09", b"HT/0009/09")
    desk.give(other)
    assert desk.match().status_code == 303, "what was chosen the last time is offered"
    assert "1, of 1 person" in desk.look()


def test_a_file_that_is_thrown_away_or_forgotten_is_deleted(desk: Desk) -> None:
    desk.given(sheet(ADA))
    assert desk.post("/drop").status_code == 303
    assert (desk.job.state, desk.job.sheet, desk.job.findings) == ("dropped", None, None)
    desk.given(sheet(ADA))
    with time_machine.travel(clock.now() + dt.timedelta(hours=24, minutes=1), tick=False):
        jobs.run_due()
    assert (desk.job.state, desk.job.sheet, desk.job.answers) == ("dropped", None, None)
    assert how_many(Referral) == 0


def test_only_a_manager_of_this_agency_finds_it(desk: Desk, team: Team) -> None:
    desk.given(sheet(ADA))
    other = Team(team.app, agency_name="Harbour Trust")
    assert other.sign_in("manager").get(desk.address).status_code == 404
    assert team.sign_in("worker").get("/imports").status_code == 404


def test_the_command_and_the_page_say_the_same_of_bad_rows(desk: Desk, tmp_path: Path) -> None:
    wrong = {"DOB": "31/02/1985", "Court": "Nowhere"}
    said = bring(written(tmp_path, ADA | wrong), "--check").stderr.splitlines()
    shown = unescape(desk.given(sheet(ADA | wrong)))
    told = [line for line in said if line.startswith("Line 2")]
    assert len(told) == 2
    assert [line for line in told if line not in shown] == []
