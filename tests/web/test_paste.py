"""A court's own list beside people of ours: answered in place, kept nowhere, and silent about everybody else's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from casework.kernel.database import Base, db
from casework.kernel.models import Event
from tests.diversion.conftest import COURT_DAY, THAMES, Case, on
from tests.support.application import Reader, hidden_fields
from tests.support.staff import Team
from web.rules.untangle import MOST_LINES

pytestmark = pytest.mark.sqlite
SignIn = Callable[[str], Reader]
PASTE = f"/court/{THAMES}/{COURT_DAY}/paste"
EARLY = dt.date(2026, 10, 20)
GROW = {"event", "event_record", "sign_in", "staff_session", "request_count"}
"""What any page that is asked for adds to: none has a column for what was pasted."""


@pytest.fixture
def case(within: Flask, team: Team) -> Case:
    made = Case(within, team)
    made.arrest()
    return made


@pytest.fixture
def elsewhere(within: Flask) -> Case:
    """Amina, of another agency."""
    made = Case(within, Team(within, "Harbour Trust"))
    made.arrest(
        given_name="Amina", family_name="Khan", date_of_birth=dt.date(1990, 12, 1), police_reference="01HT1290026"
    )
    return made


def rows() -> dict[str, int]:
    tables = [table for table in Base.metadata.sorted_tables if table.name not in GROW]
    return {one.name: db.session.scalar(sa.select(sa.func.count()).select_from(one)) or 0 for one in tables}


def pasted(client: Reader, text: str, **more: str) -> str:
    with time_machine.travel(on(EARLY), tick=True):
        form = hidden_fields(client.get(PASTE).text, PASTE)
        answer = client.post(PASTE, data={**form, "pasted": text, **more})
    assert answer.status_code == 200
    return answer.text


def test_match_possible_and_no_record(case: Case, sign_in: SignIn) -> None:
    before, lesley = rows(), sign_in("liaison")
    seen = pasted(lesley, "1. BARNES, Josephine 3/2/95\n2. Josefine Barnes 2/3/95\n3. WONG Lee 5/6/1990\nKind regards")
    assert "1 matched, 1 to check, 1 no record" in seen
    assert "Agrees: first name, family name, date of birth." in seen
    assert "<strong>Agrees: family name.</strong> Differs: first name (close), date of birth (close)." in seen
    assert "No referral recorded for this name and date of birth as at 12:00pm on 20 October 2026." in seen
    assert "Not read as a person (1)" in seen
    assert rows() == before
    event = db.session.scalars(db.select(Event).order_by(Event.seq.desc())).first()
    assert event is not None
    assert event.record == f"court-list:{THAMES}:{COURT_DAY}:paste"
    assert [one.record for one in event.others] == [f"person:{case.person.reference}"]
    assert "wong" not in repr(vars(event)).lower()


def test_ours_whom_their_list_does_not_name(case: Case, sign_in: SignIn) -> None:
    seen = pasted(sign_in("liaison"), "1. WONG Lee 5/6/1990")
    assert "Ours, not on their list (1)" in seen
    assert "Josephine Barnes" in seen


def test_never_a_hint_of_another_agencys_people(case: Case, elsewhere: Case, sign_in: SignIn) -> None:
    seen = pasted(sign_in("liaison"), "KHAN Amina 1/12/1990 01HT 12900 26")
    assert "0 matched, 0 to check, 1 no record" in seen
    assert elsewhere.person.reference not in seen


def test_not_this_person_holds_for_that_line_until_compared_again(case: Case, sign_in: SignIn) -> None:
    lesley, line = sign_in("liaison"), "Josephine Barnes"
    seen = pasted(lesley, line)
    assert "Possible match, check (1)" in seen
    key = seen.split('name="not_this" value="')[1].split('"')[0]
    after = pasted(lesley, line, not_this=key)
    assert "No record (1)" in after
    assert "You said that this is not the person found" in after
    assert "Possible match, check (1)" in pasted(lesley, f"9. {line}", not_this=key)
    assert "Possible match, check (1)" in pasted(lesley, line)


def test_too_much_is_refused_at_the_box_with_everything_still_there(case: Case, sign_in: SignIn) -> None:
    many = "\n".join(f"Name{n} Other{n}" for n in range(MOST_LINES + 1))
    seen = pasted(sign_in("liaison"), many)
    assert "lines or fewer. Paste it in two parts" in seen
    assert f"Other{MOST_LINES}" in seen
    assert "no record" not in seen


def test_hostile_lines_are_only_lines(case: Case, sign_in: SignIn) -> None:
    text = "<script>alert(1)</script> Barnes Josephine 3/2/95\x00\n{{7*7}} O'Brien\n\u202eenihpesoJ\n" + "9" * 5000
    seen = pasted(sign_in("liaison"), text)
    assert "<script>alert" not in seen
    assert "1 matched" in seen
