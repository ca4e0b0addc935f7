"""What stands around the numbers: what is entered, who is asked what, who may see which list, how a quarter leaves,
and what is still counted of somebody who is erased."""

from __future__ import annotations

import datetime as dt
import io
import re
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import select

from casework.care.models import SupportContact
from casework.feedback.rules import How
from casework.feedback.services import give
from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.kernel.models import Event
from casework.people.models import Person, RecordRestriction
from casework.people.services import erasing
from monitoring.models import ManagerFigure, PersonDetail
from monitoring.rules.cells import counted
from monitoring.rules.charts import bars
from monitoring.rules.periods import Quarter
from monitoring.rules.showing import Line, Shown, Table
from monitoring.services.facts import facts_of_quarter
from tests.monitoring.made import Made
from tests.monitoring.test_page import SignIn, figure
from tests.support.staff import Team

AUTUMN = Quarter(2025, 4)
PAGE = "/monitoring/2025-q4"


def make(app: Flask, team: Team, people: int = 12) -> None:
    team.actor("manager")
    with app.app_context(), transaction():
        Made(team.agency_id, AUTUMN.first, 7).everything(people)


@pytest.mark.sqlite
def test_a_manager_enters_what_was_aimed_at_and_what_it_cost(app: Flask, team: Team, sign_in: SignIn) -> None:
    make(app, team, 4)
    client = sign_in("manager")
    wrong = client.form(f"{PAGE}/entered", data={"target_contacts": "eighty", "cost_contacts": "1,200"}).text
    assert "must be a whole number" in wrong
    assert 'value="1,200"' in wrong, "what was typed is still there"
    done = client.form(f"{PAGE}/entered", data={"target_contacts": "80", "cost_contacts": "1,200"})
    assert done.status_code == 303
    page = client.get(PAGE).text
    assert "target 240, 80 a month" in figure("Contacts", page)[0]
    assert figure("Cost for each contact", page)[0].endswith("of £1,200")
    later = client.get("/monitoring/2026-q1/entered").text
    assert 'value="80"' in later, "a target stands until another is entered"
    assert 'value="1200"' not in later, "a cost is of its own quarter"
    client.form(f"{PAGE}/entered", data={"target_contacts": "", "cost_contacts": "1200"})
    assert "target 240" not in client.get(PAGE).text
    with app.app_context():
        rows = list(db.session.scalars(select(ManagerFigure).order_by(ManagerFigure.id)))
        assert [(row.kind, row.amount) for row in rows] == [
            ("target_contacts", 80),
            ("cost_contacts", 1200),
            ("target_contacts", None),
        ], "only what changed is a new row"
    assert sign_in("worker").get(f"{PAGE}/entered").status_code in {403, 404}


@pytest.mark.sqlite
def test_people_are_asked_in_their_own_terms_and_need_not_answer(app: Flask, team: Team, sign_in: SignIn) -> None:
    with app.app_context(), transaction():
        at = dt.datetime(2025, 11, 3, 9, tzinfo=dt.UTC)
        person = Person(agency_id=team.agency_id, given_name="Jo", family_name="Bell", created_at=at)
        db.session.add(person)
        db.session.flush()
        contact = {"kind": "phone", "on_day": dt.date(2025, 11, 3), "recorded_at": at}
        db.session.add(SupportContact(agency_id=team.agency_id, person_id=person.id, **contact))
        address = f"/people/{person.reference}/described"
    worker = sign_in("worker")
    assert worker.get(address).text.count("<option") == 20, "18 groups, prefers not to say, and not asked"
    assert worker.form(address, data={"ethnicity": "W3", "gender": "woman"}).status_code == 303
    assert worker.form(address, data={"ethnicity": "NS", "gender": "prefers_not_to_say"}).status_code == 303
    assert worker.form(address, data={"ethnicity": "NS", "gender": "prefers_not_to_say"}).status_code == 303
    assert "Choose one of the answers" in worker.form(address, data={"ethnicity": "XX"}).text
    with app.app_context():
        rows = list(db.session.scalars(select(PersonDetail).order_by(PersonDetail.id)))
        assert [(row.ethnicity, row.superseded_at is None) for row in rows] == [("W3", False), ("NS", True)]
        found = counted(facts_of_quarter(team.agency_id, None, AUTUMN), AUTUMN).numbers
        assert (found["ethnicity.NS"], found["gender.prefers_not_to_say"], found["age.not_known"]) == (1, 1, 1)
    assert sign_in("liaison").get(address).status_code == 404


@pytest.mark.sqlite
def test_a_number_counts_everybody_and_its_list_shows_whom_its_reader_may_see(
    app: Flask, team: Team, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(app, team)
    client = sign_in("manager")
    before = client.get(PAGE).text
    with app.app_context(), transaction():
        who = db.session.scalars(
            select(SupportContact.person_id).where(
                SupportContact.person_id.is_not(None),
                SupportContact.taken_back_at.is_(None),
                SupportContact.on_day.between(AUTUMN.first, AUTUMN.last),
            )
        ).first()
        kept = {"why": "safety", "since": clock.now()}
        db.session.add(RecordRestriction(agency_id=team.agency_id, person_id=who, **kept))
    after = client.get(PAGE).text
    assert figure("Individuals", after) == figure("Individuals", before)
    listed = client.get(f"{PAGE}/individuals").text
    number = int(figure("Individuals", after)[0])
    assert f"{number} in all." in listed
    assert "1 on this page of records that you may not see." in listed
    assert listed.count("wm-row__say") == number - 1
    with app.app_context():
        looks = db.session.scalars(select(Event).where(Event.record == "figures")).all()
        assert looks[-1].detail == {"figure": "individuals", "of": "2025-q4"}
    from casework.accounts.rules import Action, Compartment, policy

    figures_only = frozenset({(Action.LOOK, Compartment.FIGURES)})
    monkeypatch.setitem(policy.TABLE, "manager", figures_only)
    assert "You may see the figures, and not the records behind them." in client.get(PAGE).text
    assert "You may see this figure, and not the records behind it." in client.get(f"{PAGE}/individuals").text


@pytest.mark.sqlite
def test_a_quarter_leaves_as_a_tagged_document_and_as_a_sheet(
    app: Flask, team: Team, sign_in: SignIn, tmp_path: Path
) -> None:
    make(app, team)
    with app.app_context(), transaction():
        for _ in range(8):
            give(team.agency_id, {"safe": "yes"}, "", how=How.PAPER, on=AUTUMN.first, bounded=False)
    client = sign_in("manager")
    shared = f"{PAGE}/export?shared=yes"
    made = client.form(shared, data={"reason": "For the steering group", "kind": "pdf"}).data
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en-GB"
    (tmp_path / "quarter.pdf").write_bytes(made)
    asked = ["pdftotext", "-layout", str(tmp_path / "quarter.pdf"), "-"]
    text = subprocess.run(asked, capture_output=True, check=True, text=True).stdout
    assert "Every contact recorded, named or not." in text
    assert re.search(r"Did you feel safe here\?\s+8\s+0\s+0", text), "what people said stands in it too"
    assert "This is not a trial." in " ".join(text.split())
    counts = [line for line in text.split("\n") if not line.startswith("Days from")]
    alone = [int(word) for line in counts for word in re.findall(r"(?<=  )\d+(?=  |$)", line)]
    assert not any(0 < number < 5 for number in alone)
    sheet = client.form(f"{PAGE}/export", data={"reason": "Our own", "kind": "xlsx"}).data
    with zipfile.ZipFile(io.BytesIO(sheet)) as archive:
        words = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml")).itertext()
        said = {"Their view", "Did you feel safe here?"}
        assert {"Individuals", "How it is counted", "Ethnicity", "A year ago"} | said <= set(words)
    with app.app_context():
        kept = db.session.scalars(select(Event).where(Event.act == "export")).all()
        assert [event.detail["format"] for event in kept] == ["pdf", "xlsx"]
    refused = client.form(shared, data={"kind": "pdf"})
    assert "Say why this is needed" in refused.text


@pytest.mark.sqlite
def test_somebody_erased_is_counted_as_before_and_is_nobody(app: Flask, team: Team, sign_in: SignIn) -> None:
    make(app, team, 8)
    with app.app_context(), transaction():
        quarters = [AUTUMN.later(nth) for nth in (-4, -1, 0)]
        from diversion.models import Scheme

        scheme = db.session.scalars(select(Scheme)).first()

        def numbers() -> list[dict[str, int]]:
            found = [counted(facts_of_quarter(team.agency_id, scheme, one), one).numbers for one in quarters]
            return [{name: number for name, number in one.items() if number} for one in found]

        before = numbers()
        for person in db.session.scalars(select(Person)).all():
            erasing._erase(person, clock.now())
        assert not db.session.scalars(select(Person)).all()
        assert not db.session.scalars(select(PersonDetail)).all()
        db.session.expire_all()
        assert numbers() == before
    listed = sign_in("manager").get(f"{PAGE}/worked_with").text
    assert f"{before[2]['worked_with']} of records that are erased" in listed
    assert "wm-row__say" not in listed


def test_a_chart_is_a_picture_with_a_name_and_no_style() -> None:
    """Its words are escaped, a count that is left out has no bar, and a count of nothing no row."""
    rows = (
        Line("A <b> & more", "", (Shown("7", "", 7), Shown("<5"), Shown("0", "", 0)), "a"),
        Line("Nothing", "", (Shown("0", "", 0),) * 3, "b"),
    )
    drawn = bars(Table("Issues", "", rows, True), ["Now", "Before", "Last year"], name="one")
    tree = ElementTree.fromstring(drawn)
    words = list(tree.itertext())
    assert {"A <b> & more", "7", "<5"} <= set(words)
    assert "Nothing" not in words
    assert "The most in Now: A <b> & more, 7. The table that follows has every number." in words
    assert tree.attrib["role"] == "img"
    assert not re.search(r"\b(style|class|on\w+)=", drawn)
    assert len([one for one in tree if one.tag.endswith("rect")]) == 3 + 1
