"""What was given out stays as it was, so that nobody learns of one person by taking one version from another; and what
a contact and a completion cost, worked out by hand (promises X6, decision 60)."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from casework.care.models import SupportContact
from casework.feedback.rules import How
from casework.feedback.services import give
from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.kernel.models import Event
from casework.people.models import Person
from diversion.models import Scheme
from monitoring.models import ManagerFigure, PersonDetail
from monitoring.rules.catalogue import Figure, Kind
from monitoring.rules.cells import Counted
from monitoring.rules.hiding import Mark
from monitoring.rules.periods import Quarter
from monitoring.rules.showing import Period, Shown, _value
from tests.monitoring.made import Made
from tests.monitoring.test_page import SignIn, figure
from tests.support.application import Reader
from tests.support.staff import Team

AUTUMN = Quarter(2025, 4)
PAGE = "/monitoring/2025-q4"
WHY = {"reason": "For the steering group", "kind": "csv"}


def leaves(client: Reader, address: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    """What an export says, by part, table and name, without its own number."""
    answer = client.form(f"{address}/export?shared=yes", data=WHY)
    assert answer.status_code == 200, answer.text
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))[1:]
    return {tuple(row[1:4]): tuple(row[4:]) for row in rows}


def late(agency_id: int) -> None:
    """What an attacker waits for: one homeless Arab woman, written down months afterwards, and what she said."""
    at, day = dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC), dt.date(2025, 11, 3)
    for nth in range(7):
        person = Person(agency_id=agency_id, given_name="A", family_name="B", created_at=at)
        db.session.add(person)
        db.session.flush()
        kept = {"agency_id": agency_id, "person_id": person.id, "recorded_at": at}
        db.session.add(SupportContact(kind="outreach", on_day=day + dt.timedelta(days=nth), **kept))
        db.session.add(PersonDetail(ethnicity="O2", gender="woman", **kept))
        give(agency_id, {"safe": "no"}, "", how=How.PAPER, on=day, bounded=False)


@pytest.mark.sqlite
def test_taking_one_version_from_another_leaves_nothing(app: Flask, team: Team, sign_in: SignIn) -> None:
    """An attacker has the version of spring and the one made again after somebody was recorded late."""
    team.actor("manager")
    with app.app_context(), transaction():
        Made(team.agency_id, AUTUMN.first, 7).everything(12)
        for _ in range(8):
            give(team.agency_id, {"safe": "yes"}, "", how=How.PAPER, on=AUTUMN.first, bounded=False)
    client = sign_in("manager")
    assert "What is exported first is kept" in client.get(f"{PAGE}?shared=yes").text
    first = leaves(client, PAGE)
    assert first[("Their view", "Did you feel safe here?", "Yes")][0] == "8"
    with app.app_context(), transaction():
        late(team.agency_id)
    again = leaves(client, PAGE)
    differences = {
        name: (first.get(name), again.get(name)) for name in first | again if first.get(name) != again.get(name)
    }
    assert differences == {}
    page = client.get(f"{PAGE}?shared=yes").text
    assert "Given out first on" in page
    assert figure("Contacts", page)[0] == first[("Contacts", "", "Contacts")][0]
    own = client.get(PAGE).text
    assert int(figure("Contacts", own)[0]) == int(first[("Contacts", "", "Contacts")][0]) + 7, "within, all is counted"
    later = leaves(client, "/monitoring/2026-q1")
    for name in set(first) & set(later):
        assert later[name][2] in (first[name][0], ""), "the column in the next version is the same"
    with app.app_context():
        told = db.session.scalars(select(Event).where(Event.act == "disclosure", Event.record == "figures")).all()
        assert sorted(one.detail["quarter"] for one in told) == ["2024-q4", "2025-q1", "2025-q3", "2025-q4", "2026-q1"]


@pytest.mark.sqlite
def test_a_scheme_that_came_later_shows_nothing_of_it_and_a_quarter_that_runs_does_not_leave(
    app: Flask, team: Team, sign_in: SignIn
) -> None:
    team.actor("manager")
    with app.app_context(), transaction():
        Made(team.agency_id, AUTUMN.first, 7).everything(3)
    client = sign_in("manager")
    leaves(client, PAGE)
    with app.app_context(), transaction():
        old = db.session.scalars(select(Scheme)).first()
        assert old is not None
        columns = {
            one.name: getattr(old, one.name) for one in Scheme.__table__.columns if one.name not in ("id", "reference")
        }
        new = Scheme(**(columns | {"name": "Newer"}))
        db.session.add(new)
        db.session.flush()
        address = f"{PAGE}?shared=yes&scheme={new.reference}"
    assert figure("Contacts", client.get(address).text)[0] == "not shown"
    with time_machine.travel("2025-12-31T23:30:00Z", tick=False):
        team.key("manager")
        with app.app_context(), transaction():
            at = clock.now()
        refused = sign_in("manager").form(f"{PAGE}/export?shared=yes", data=WHY)
        assert at.year == 2025
    assert "This quarter runs until" in refused.text


def said(cell: str, amount: int | None, number: int, mark: Mark | None = None) -> Shown:
    """What a cost is shown as, of so many."""
    one = Figure("A cost", "", cell, Kind.COST, "many")
    entered = {cell: amount} if amount is not None else {}
    marks = {"many": mark} if mark else {}
    return _value(one, Period(Counted({}, {}), {"many": number}, entered, marks, bool(mark)))


@pytest.mark.parametrize(
    ("amount", "number", "shown"),
    [
        pytest.param(18_000, 178, Shown("£101.12", "of £18,000"), id="18,000 over 178 completed is 101.1235..."),
        pytest.param(12_650, 253, Shown("£50.00", "of £12,650"), id="Brighton: 12,650 over 253 contacts"),
        pytest.param(1, 3, Shown("£0.33", "of £1"), id="a third of a pound"),
        pytest.param(0, 4, Shown("£0.00", "of £0"), id="nothing was spent, and somebody said so"),
        pytest.param(500, 0, Shown("–", "of £500"), id="nobody completed: nothing is divided by nothing"),
        pytest.param(None, 7, Shown("–", "no cost entered"), id="nobody entered a cost"),
    ],
)
def test_what_one_costs(amount: int | None, number: int, shown: Shown) -> None:
    assert said("cost_scheme", amount, number) == shown
    assert said("cost_contacts", amount, number) == shown


def test_a_cost_that_would_tell_a_hidden_count_is_left_out() -> None:
    """£300 of £900 says three."""
    assert said("cost_scheme", 900, 3, Mark.SMALL) == Shown("not shown")


@pytest.mark.sqlite
def test_the_page_divides_what_was_entered_by_what_was_counted(app: Flask, team: Team, sign_in: SignIn) -> None:
    team.actor("manager")
    with app.app_context(), transaction():
        Made(team.agency_id, AUTUMN.first, 7).everything(8)
        kept = {"agency_id": team.agency_id, "quarter": AUTUMN.first, "recorded_at": clock.now()}
        for scheme in db.session.scalars(select(Scheme)):
            db.session.add(ManagerFigure(kind="cost_scheme", about=scheme.reference, amount=3000, **kept))
        db.session.add(ManagerFigure(kind="cost_contacts", amount=1000, **kept))
    page = sign_in("manager").get(PAGE).text
    completed, contacts = int(figure("Completed", page)[0]), int(figure("Contacts", page)[0])
    assert completed > 0
    assert figure("Cost for each completion", page)[0] == f"£{3000 / completed:,.2f} of £3,000"
    assert figure("Cost for each contact", page)[0] == f"£{1000 / contacts:,.2f} of £1,000"


@pytest.mark.sqlite
def test_on_paper_the_tables_are_open_and_afterwards_as_they_were(page: Page, app: Flask, team: Team) -> None:
    """In Chromium, which tells a page that it is printed: nobody can press on paper."""
    team.actor("manager")
    with app.app_context(), transaction():
        Made(team.agency_id, AUTUMN.first, 7).everything(4)
    team.enter(page, "manager", PAGE)
    closed = page.locator(".wm-figures ~ details:not([open])")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    count = closed.count()
    assert count > 5
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(closed).to_have_count(0)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(closed).to_have_count(count)
