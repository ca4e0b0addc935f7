"""The pages of orders: recorded from the paper, each missing particular refused at its box (domain rule 12)."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from sqlalchemy import func, select

from casework.kernel.database import db
from casework.people.models import Person, SafeguardingRecord
from orders.models import SupportOrder
from orders.rules.instructions import ToldHow
from tests.orders.conftest import MADE, Case, on
from tests.orders.test_telling import add_court
from tests.support.application import Reader, hidden_fields

PAPER = {
    "given_name": "Rosa",
    "family_name": "Marsh",
    "date_of_birth": "2 January 1990",
    "court": "Thames",
    "made_on": "12 June 2026",
    "required_by": "24/11/26",
    "area": "2574",
    "supervisor_agreed": "yes",
    "urn": "01 HT 12345/26",
}


def orders() -> list[SupportOrder]:
    db.session.rollback()
    return list(db.session.scalars(select(SupportOrder)))


def errors(html: str) -> set[str]:
    """The boxes that the error summary points at."""
    summary = re.search(r'govuk-error-summary__list">(.*?)</ul>', html, re.S)
    return set(re.findall(r'href="#([\w-]+)"', summary[1] if summary else ""))


@pytest.fixture
def at_noon() -> object:
    with time_machine.travel(on(dt.date(2026, 6, 15)), tick=False) as moment:
        yield moment


@pytest.fixture
def sam(at_noon: object, unrecorded: Case) -> Reader:
    """Sam the supervisor, signed in on 15 June."""
    return unrecorded.team.sign_in("supervisor")


def paper(case: Case, **changes: str) -> dict[str, str]:
    return {**PAPER, "supervisor": str(case.sam.staff_id), **changes}


def test_an_order_is_recorded_from_the_paper(sam: Reader, unrecorded: Case) -> None:
    answer = sam.form("/orders/new", data=paper(unrecorded))
    assert answer.status_code == 303, errors(answer.text)
    (order,) = orders()
    assert answer.headers["Location"] == f"/orders/{order.reference}?saved=1"
    assert (order.court_code, order.urn, order.person.family_name) == ("B01ND00", "01HT1234526", "Marsh")
    shown = sam.get(answer.headers["Location"]).text
    for words in ("0 of 3 attended", "24 November 2026 (date on the order)", "Sam Okafor (has agreed)", "1144"):
        assert words in shown
    assert re.search(r"Spent on</dt><dd[^>]*>24 November 2026", shown)


@pytest.mark.parametrize(
    ("change", "box"),
    [
        pytest.param({"given_name": "", "family_name": ""}, "given_name", id="no name"),
        pytest.param({"court": ""}, "court", id="no court"),
        pytest.param({"court": "Nowhere"}, "court", id="a court nobody knows"),
        pytest.param({"made_on": ""}, "made_on", id="no day made"),
        pytest.param({"made_on": "31/02/2026"}, "made_on", id="a day that does not exist"),
        pytest.param({"made_on": "16 June 2026"}, "made_on", id="made tomorrow"),
        pytest.param({"required_by": ""}, "required_by", id="no date"),
        pytest.param({"required_by": "13 December 2026"}, "required_by", id="a day over six months"),
        pytest.param({"area": ""}, "area", id="no area"),
        pytest.param({"supervisor": ""}, "supervisor", id="no supervisor"),
        pytest.param({"supervisor": "elsewhere"}, "supervisor_name", id="somebody else, not named"),
        pytest.param({"supervisor_agreed": ""}, "supervisor_agreed", id="not agreed"),
        pytest.param({"date_of_birth": "3 Feb 1899"}, "date_of_birth", id="born in 1899"),
        pytest.param({"offence_on": "1 July 2026"}, "offence_on", id="an offence to come"),
    ],
)
def test_each_missing_particular_is_refused_at_its_box_with_everything_typed_kept(
    sam: Reader, unrecorded: Case, change: dict[str, str], box: str
) -> None:
    answer = sam.form("/orders/new", data=paper(unrecorded, **change, charge_name="Rosa Maria Marsh"))
    assert box in errors(answer.text)
    assert 'value="Rosa Maria Marsh"' in answer.text
    assert orders() == []


def test_an_empty_page_says_everything_at_once(sam: Reader) -> None:
    answer = sam.form("/orders/new")
    assert errors(answer.text) >= {"given_name", "court", "made_on", "required_by", "area", "supervisor_agreed"}


def test_a_defective_paper_is_marked_wherever_it_is_shown(sam: Reader, unrecorded: Case) -> None:
    answer = sam.form("/orders/new", data=paper(unrecorded, required_by="", query="The paper names no date"))
    assert answer.status_code == 303
    for address in (answer.headers["Location"], "/orders"):
        assert "Query with the court" in sam.get(address).text


def test_under_18_stops_and_keeps_nothing(sam: Reader, unrecorded: Case) -> None:
    born = {"date_of_birth": "2 May 2008", "offence_on": "1 May 2026"}
    answer = sam.form("/orders/new", data=paper(unrecorded, **born))
    assert "victim" in answer.text
    assert orders() == []
    assert db.session.scalar(select(func.count()).select_from(Person)) == 1


def test_a_safeguarding_record_is_all_that_is_kept_of_a_child(sam: Reader, unrecorded: Case) -> None:
    born = {"date_of_birth": "2 May 2008", "offence_on": "1 May 2026"}
    stopped = sam.form("/orders/new", data=paper(unrecorded, **born))
    assert 'value="Rosa Marsh"' in stopped.text
    carried = hidden_fields(stopped.text, "/arrests/safeguarding")
    told = {"name": "Rosa Marsh", "told_who": "Duty team", "told_on": "15 June 2026", "told_at": "11am"}
    answer = sam.post("/arrests/safeguarding", data={**carried, **told})
    assert answer.status_code == 303
    (kept,) = db.session.scalars(select(SafeguardingRecord))
    assert (kept.name, kept.told_who, kept.reason) == ("Rosa Marsh", "Duty team", "under_18")
    assert orders() == []


def test_an_age_not_known_stops_and_can_be_put_right(sam: Reader, unrecorded: Case) -> None:
    stopped = sam.form("/orders/new", data=paper(unrecorded, date_of_birth=""))
    assert "Age not known" in stopped.text
    assert orders() == []
    typed = {**hidden_fields(stopped.text, "/orders/new"), **paper(unrecorded, date_of_birth="")}
    again = sam.post("/orders/new", data=typed)
    assert again.status_code == 200
    assert 'value="Marsh"' in again.text
    assert "Age not known" not in again.text


def test_somebody_of_the_same_name_and_birth_is_asked_about_first(sam: Reader, unrecorded: Case) -> None:
    same = {"given_name": "Lena", "family_name": "Kovac", "date_of_birth": "3 Feb 1995"}
    answer = sam.form("/orders/new", data=paper(unrecorded, **same))
    assert "same_as" in errors(answer.text)
    assert orders() == []
    reference = unrecorded.person.reference
    assert sam.form("/orders/new", data=paper(unrecorded, **same, same_as=reference)).status_code == 303
    (order,) = orders()
    assert order.person_id == unrecorded.person_id


def test_from_a_persons_page_nothing_is_asked_of_them(sam: Reader, unrecorded: Case) -> None:
    address = f"/orders/new?person={unrecorded.person.reference}"
    assert "First name" not in sam.get(address).text
    rest = {name: value for name, value in paper(unrecorded).items() if name not in ("given_name", "family_name")}
    assert sam.form(address, data=rest).status_code == 303
    assert orders()[0].person_id == unrecorded.person_id


def test_pressing_twice_records_once(sam: Reader, unrecorded: Case) -> None:
    body = {**hidden_fields(sam.get("/orders/new").text, "/orders/new"), **paper(unrecorded)}
    first, second = sam.post("/orders/new", data=body), sam.post("/orders/new", data=body)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(orders()) == 1


def test_a_second_live_order_says_what_stands_in_the_way(sam: Reader, unrecorded: Case) -> None:
    unrecorded.record()
    address = f"/orders/new?person={unrecorded.person.reference}"
    answer = sam.form(address, data=paper(unrecorded, made_on="13 June 2026"))
    assert f"Order {unrecorded.order.reference} is still in force" in answer.text
    assert len(orders()) == 1


def test_the_page_shows_the_meetings_and_what_she_was_told(sam: Reader, unrecorded: Case) -> None:
    unrecorded.record()
    unrecorded.fix(1, dt.date(2026, 7, 2), told_how=ToldHow.PHONE)
    shown = sam.get(f"/orders/{unrecorded.order.reference}").text
    assert (
        "Told by phone by Sam Okafor, 12 June 2026: Thursday 2 July 2026 at 10:00am, Mill Street, for 60 minutes."
        in shown
    )
    assert "Fix meeting 2" in shown
    assert "Fix meeting 3" not in shown


def test_the_page_says_how_they_may_be_reached(sam: Reader, unrecorded: Case) -> None:
    unrecorded.record()
    assert "Safe contact: not asked" in sam.get(f"/orders/{unrecorded.order.reference}").text


def test_what_she_was_told_is_recorded_on_its_own_page(sam: Reader, unrecorded: Case) -> None:
    unrecorded.record()
    unrecorded.fix(1, dt.date(2026, 7, 2), told_how=None)
    address = f"/orders/{unrecorded.order.reference}/meetings/1/told"
    assert "how" in errors(sam.form(address).text)
    assert sam.form(address, data={"how": "in_person", "told_on": "15 June 2026"}).status_code == 303
    assert "Told in person by Sam Okafor, 15 June 2026" in sam.get(f"/orders/{unrecorded.order.reference}").text


@pytest.mark.parametrize("address", ["/orders/ZZZZZZZZ", "/orders/ZZZZZZZZ/tell-court", "/orders/%00"])
def test_an_order_that_is_not_there_is_not_found(sam: Reader, address: str) -> None:
    assert sam.get(address).status_code == 404


def test_a_meeting_that_is_not_fixed_has_no_page(sam: Reader, unrecorded: Case) -> None:
    unrecorded.record()
    assert sam.get(f"/orders/{unrecorded.order.reference}/meetings/1/told").status_code == 404


def test_an_empty_list_says_what_comes_next(sam: Reader) -> None:
    assert "record it from the paper" in sam.get("/orders").text


def test_the_court_is_told_after_reading_back(sam: Reader, unrecorded: Case) -> None:
    unrecorded.record()
    add_court(unrecorded)
    unrecorded.keep_all()
    address = f"/orders/{unrecorded.order.reference}/tell-court"
    with time_machine.travel(on(dt.date(2026, 9, 11)), tick=False):
        supervisor = unrecorded.team.sign_in("supervisor")
        shown = supervisor.get(address).text
        assert "Complied with. Attended 3 of 3 meetings" in shown
        assert "3 February 1995" in shown
        assert "read_back" in errors(supervisor.form(address).text)
        sent = supervisor.form(address, data={"read_back": "yes"})
        assert sent.status_code == 303
        assert "already on its way" in supervisor.get(address).text
        assert "To send" in supervisor.get(sent.headers["Location"]).text


def test_a_worker_sees_an_order_but_does_not_tell_the_court(at_noon: object, case: Case) -> None:
    worker = case.team.sign_in("worker")
    assert worker.get(f"/orders/{case.order.reference}").status_code == 200
    answer = worker.get(f"/orders/{case.order.reference}/tell-court")
    assert "Only a supervisor" in answer.text
    assert dt.date(2026, 6, 15) > MADE
