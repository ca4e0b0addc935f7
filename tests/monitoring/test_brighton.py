"""Real shapes: the quarter that Brighton published (review 8.3), and the two schemes' histories (6.38)."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from casework.care.models import ContactHeading, SupportContact
from casework.kernel.database import db, transaction
from casework.people.models import Person
from monitoring.models import ManagerFigure
from monitoring.rules.cells import counted
from monitoring.rules.facts import ContactFact, Facts
from monitoring.rules.periods import Quarter
from monitoring.rules.rates import wilson
from tests.monitoring.test_page import SignIn, figure, lines
from tests.support.staff import Team

SPRING = Quarter(2026, 2)
KNOWN, NEW, CONTACTS = 61, 20, 253


def brighton(agency_id: int) -> None:
    """81 women, of whom 20 came for the first time; 253 contacts in three months. 61 were known before."""
    at = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)
    kept = {"agency_id": agency_id, "recorded_at": at}
    people = [Person(agency_id=agency_id, given_name="A", family_name="B", created_at=at) for _ in range(KNOWN + NEW)]
    db.session.add_all(people)
    db.session.flush()
    for person in people[:KNOWN]:
        db.session.add(SupportContact(person_id=person.id, kind="drop_in", on_day=dt.date(2026, 3, 31), **kept))
    for nth in range(CONTACTS):
        row = SupportContact(
            person_id=people[nth % len(people)].id,
            kind=("outreach", "drop_in", "phone")[nth % 3],
            on_day=SPRING.first + dt.timedelta(days=nth * 91 // CONTACTS),
            **kept,
        )
        row.headings.append(ContactHeading(heading="health", raised=nth % 2 == 0, supported=True))
        db.session.add(row)
    for kind, amount in (("target_contacts", 80), ("target_individuals", 50), ("cost_contacts", 12650)):
        db.session.add(
            ManagerFigure(agency_id=agency_id, quarter=SPRING.first, kind=kind, amount=amount, recorded_at=at)
        )


@pytest.mark.sqlite
def test_a_made_quarter_gives_brightons_table(app: Flask, team: Team, sign_in: SignIn) -> None:
    with app.app_context(), transaction():
        brighton(team.agency_id)
    page = sign_in("manager").get("/monitoring/2026-q2").text
    assert figure("Contacts", page) == ("253 target 240, 80 a month", "61", "0")
    assert figure("Individuals", page) == ("81", "61", "0")
    assert figure("New contacts", page) == ("20", "61", "0")
    assert figure("Repeat contacts", page)[0] == "233"
    assert figure("Cost for each contact", page)[0] == "£50.00 of £12,650"
    assert {"Issues raised", "Health", "127", "target 50", "First month (April)"} <= set(lines(page))
    listed = sign_in("manager").get("/monitoring/2026-q2/contacts.new").text
    assert ("20 in all." in listed, listed.count("wm-row__say")) == (True, 20)
    last = sign_in("manager").get("/monitoring/2026-q2/contacts?page=6").text
    assert ("Page 6 of 6" in last, last.count("wm-row__say")) == (True, 3), "253 are 50 at a time and three"


def test_a_contact_that_names_nobody_is_counted_and_is_nobody() -> None:
    day = SPRING.first
    facts = Facts(contacts=(ContactFact(1, day, "outreach", heads=5), ContactFact(2, day, "phone", 7, first=True)))
    found = counted(facts, SPRING).numbers
    assert (found["contacts"], found["contacts.anonymous"], found["contacts.new"]) == (6, 5, 1)
    assert (found["individuals"], found["individuals.new"], found["kind.outreach"]) == (1, 1, 5)


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        pytest.param(178, 200, ("89.0%", "83.9%", "92.6%"), id="what TRUST reports"),
        pytest.param(0, 10, ("0.0%", "0.0%", "27.8%"), id="none of few is not nothing"),
        pytest.param(10, 10, ("100.0%", "72.2%", "100.0%"), id="all of few is not certain"),
    ],
)
def test_a_rate_has_wilsons_interval(part: int, whole: int, expected: tuple[str, ...]) -> None:
    """As published tables of the interval have them (Newcombe 1998 gives 0 of 10 as 0.0000 to 0.2775)."""
    found = wilson(part, whole)
    assert found is not None
    assert tuple(f"{one:.1%}" for one in (found.rate, found.least, found.most)) == expected
    assert wilson(0, 0) is None
    with pytest.raises(ValueError, match="between"):
        wilson(3, 2)
