"""Recording an order: what is kept, what is refused and where, and what never comes to be (rules 1, 12, 13, 19)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import func, select

from casework.kernel.database import db, transaction
from casework.kernel.models import Event
from casework.kernel.refused import NotFound, Refused
from casework.people.models import Person
from orders import services
from orders.models import SupportOrder
from orders.rules import Status
from orders.services.recording import OrderAnswers
from tests.orders.conftest import MADE, NAMED, Case, on
from tests.support.staff import Team


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_an_order_is_kept_with_every_particular(case: Case) -> None:
    order = case.order
    assert (order.court_code, order.made_on, order.must_by) == ("B01ND00", MADE, NAMED)
    assert (order.justice_area, order.result_code, order.urn) == ("2574", "1144", "01HT1234526")
    assert (order.supervisor_name, order.supervisor_agreed_on) == ("Sam Okafor", MADE)
    assert [meeting.position for meeting in order.meetings] == [1, 2, 3]
    assert (order.status, order.done) == (Status.ACTIVE, 0)


def test_recording_is_one_event_that_names_the_person(case: Case) -> None:
    event = db.session.scalars(select(Event).where(Event.record == f"order:{case.order.reference}")).one()
    assert event.act == "collection"
    assert [other.record for other in event.others] == [f"person:{case.person.reference}"]


@pytest.mark.parametrize(
    ("lacks", "field"),
    [
        pytest.param({"court_code": ""}, "court", id="no court"),
        pytest.param({"court_code": "B99XX00"}, "court", id="a court that is not one"),
        pytest.param({"made_on": None}, "made_on", id="no day made"),
        pytest.param({"required_by": None}, "required_by", id="no date"),
        pytest.param({"required_by": dt.date(2026, 12, 13)}, "required_by", id="a day over six months"),
        pytest.param({"supervisor_id": None, "supervisor_name": ""}, "supervisor", id="no supervisor"),
        pytest.param({"supervisor_agreed": False}, "supervisor_agreed", id="not agreed"),
        pytest.param({"area": ""}, "area", id="no area"),
    ],
)
def test_a_paper_that_lacks_one_is_refused_at_its_field_and_nothing_is_kept(
    unrecorded: Case, lacks: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        unrecorded.record(**lacks)
    assert refused.value.field == field
    assert count(SupportOrder) == 0


def test_a_defective_paper_is_recorded_as_made_with_its_query(unrecorded: Case) -> None:
    unrecorded.record(required_by=None, query="The paper names no date")
    order = unrecorded.order
    assert (order.must_by, order.query_with_court) == (None, "The paper names no date")
    assert services.standing_of(order, at=on(MADE)).finish_by == dt.date(2026, 12, 12)


def test_a_second_live_order_is_refused(case: Case) -> None:
    with pytest.raises(Refused, match=f"Order {case.order.reference} is still in force"):
        case.record(made_on=dt.date(2026, 9, 1), required_by=dt.date(2027, 3, 1), at=on(dt.date(2026, 9, 1)))
    assert count(SupportOrder) == 1


def test_an_order_after_the_first_has_ended_is_recorded(case: Case) -> None:
    case.record(made_on=dt.date(2026, 11, 25), required_by=dt.date(2027, 5, 25), at=on(dt.date(2026, 11, 25)))
    assert count(SupportOrder) == 2


@pytest.mark.parametrize(
    ("born", "offence_on"),
    [
        pytest.param(dt.date(2008, 5, 2), dt.date(2026, 5, 1), id="17 on the day of the offence"),
        pytest.param(None, dt.date(2026, 5, 1), id="age not known"),
    ],
)
def test_under_18_makes_no_order_and_no_person(unrecorded: Case, born: dt.date | None, offence_on: dt.date) -> None:
    child = OrderAnswers(
        given_name="Mia", family_name="Reed", date_of_birth=born, paper=unrecorded.paper(offence_on=offence_on)
    )
    before = count(Person)
    with pytest.raises(services.UnderAge), transaction():
        services.record_order(child, by=unrecorded.sam, at=on(MADE))
    assert (count(SupportOrder), count(Person)) == (0, before)


def test_somebody_new_is_added_with_their_order(unrecorded: Case) -> None:
    new = OrderAnswers(
        given_name="Rosa", family_name="Marsh", date_of_birth=dt.date(1990, 1, 2), paper=unrecorded.paper()
    )
    with transaction():
        order = services.record_order(new, by=unrecorded.sam, at=on(MADE))
        assert order.person.family_name == "Marsh"


@pytest.mark.parametrize("role", ["worker", "liaison", "manager"])
def test_only_a_supervisor_records_an_order(unrecorded: Case, team: Team, role: str) -> None:
    with pytest.raises(Refused, match="Only a supervisor"):
        unrecorded.record(by=team.actor(role))
    assert count(SupportOrder) == 0


def test_another_agency_sees_no_order(case: Case, team: Team) -> None:
    stranger = Team(case.app, "Harbour Trust").actor("supervisor")
    with pytest.raises(NotFound):
        services.load_order(case.order.reference, by=stranger)
    assert services.cards(case.person_id, agency_id=stranger.agency_id, today=MADE) == []


def test_the_process_of_the_agency_is_noted_on_its_orders(unrecorded: Case) -> None:
    with transaction():
        process = services.add_preset(by=unrecorded.sam, at=on(MADE))
        key = process.id
    unrecorded.record()
    assert unrecorded.order.process_id == key
    with pytest.raises(Refused, match="already"), transaction():
        services.add_preset(by=unrecorded.sam, at=on(MADE))
