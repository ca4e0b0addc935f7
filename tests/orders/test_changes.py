"""The changes the law knows, each applied for, decided, and what was before kept (domain rules 12, 13 and 18)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import time_machine

from casework.courts import reference as known
from casework.kernel.database import db, transaction
from casework.kernel.refused import Refused
from orders import services
from orders.models import OrderApplication
from orders.rules import Status
from orders.rules.changes import AMENDED, REVOKED_CODE, Asking, Change, Decision, asking_faults, decision_fault
from orders.rules.standing import ends_on, in_force
from orders.services import Wanted
from tests.orders.conftest import MADE, NAMED, Case, on
from tests.orders.test_opinions import second_supervisor
from tests.support.application import Reader

pytestmark = pytest.mark.sqlite  # every write is made on both databases by test_whole_way

ASKED, DECIDED = dt.date(2026, 7, 1), dt.date(2026, 7, 20)
THAMES, BIRMINGHAM = "B01ND00", "2922"
SUPERVISOR = Asking(kind=Change.SUPERVISOR, court_code=THAMES, on=ASKED, supervisor="Jo Bright", agreed=True)
AREA = Asking(kind=Change.AREA, court_code=THAMES, on=ASKED, area=BIRMINGHAM)
PAPER = Asking(kind=Change.PAPER, court_code=THAMES, on=ASKED, must_by=dt.date(2026, 12, 12))


@pytest.mark.parametrize(
    ("asking", "field"),
    [
        pytest.param(SUPERVISOR, None, id="a new supervisor who has agreed"),
        pytest.param(replace(SUPERVISOR, agreed=False), "agreed", id="a new supervisor who has not agreed"),
        pytest.param(replace(SUPERVISOR, supervisor=" "), "supervisor", id="no new supervisor"),
        pytest.param(AREA, None, id="another area"),
        pytest.param(replace(AREA, area=""), "area", id="no area"),
        pytest.param(replace(AREA, area="2574"), "area", id="the area it names now"),
        pytest.param(replace(AREA, court_code=""), "court", id="no court"),
        pytest.param(replace(AREA, on=None), "on", id="no day"),
        pytest.param(replace(AREA, on=MADE), None, id="on the day the order was made"),
        pytest.param(replace(AREA, on=dt.date(2026, 6, 11)), "on", id="the day before the order"),
        pytest.param(replace(AREA, on=DECIDED), None, id="today"),
        pytest.param(replace(AREA, on=dt.date(2026, 7, 21)), "on", id="tomorrow"),
        pytest.param(PAPER, None, id="a paper put right to the last day of the sixth month"),
        pytest.param(replace(PAPER, must_by=dt.date(2026, 12, 13)), "must_by", id="and to the day after it"),
        pytest.param(replace(PAPER, must_by=None), "must_by", id="a paper put right that names no date"),
        pytest.param(replace(PAPER, must_by=MADE), "must_by", id="the day of the order"),
        pytest.param(Asking(kind=Change.REVOCATION, court_code=THAMES, on=ASKED), None, id="revocation"),
    ],
)
def test_what_an_application_must_say(asking: Asking, field: str | None) -> None:
    found = [fault.field for fault in asking_faults(asking, made_on=MADE, area_now="2574", today=DECIDED)]
    assert found == ([] if field is None else [field])


@pytest.mark.parametrize(
    ("day", "words"),
    [
        pytest.param(ASKED, None, id="on the day of the application"),
        pytest.param(dt.date(2026, 6, 30), "1 July 2026", id="the day before it"),
        pytest.param(DECIDED, None, id="today"),
        pytest.param(dt.date(2026, 7, 21), "today or earlier", id="tomorrow"),
        pytest.param(None, "Enter the day", id="no day"),
    ],
)
def test_when_a_court_can_have_decided(day: dt.date | None, words: str | None) -> None:
    fault = decision_fault(day, applied_on=ASKED, today=DECIDED)
    assert (fault is None) if words is None else (fault is not None and words in fault.message)


@pytest.mark.parametrize(
    ("change", "code", "result"),
    [
        pytest.param(Change.SUPERVISOR, "SO59503", AMENDED, id="supervisor"),
        pytest.param(Change.AREA, "SO59502", AMENDED, id="area"),
        pytest.param(Change.REVOCATION, "", REVOKED_CODE, id="revocation"),
    ],
)
def test_the_codes_are_those_of_the_reference_data(change: Change, code: str, result: str) -> None:
    assert (change.code, change.result_code) == (code, result)
    assert known.result(result) is not None
    assert not code or known.offence(code) is not None


def apply(case: Case, kind: Change, **more: Any) -> OrderApplication:
    wanted = Wanted(kind=kind, court_code=THAMES, on=ASKED, **more)
    with transaction():
        made = services.apply_for(case.order, wanted, by=case.sam, at=on(ASKED))
        reference = made.reference
    return services.load_application(case.order, reference)


def decide(case: Case, made: OrderApplication, decision: Decision = Decision.GRANTED) -> None:
    reference = made.reference
    with transaction():
        found = services.load_application(case.order, reference)
        services.decide(found, decision, on=DECIDED, by=case.sam, at=on(DECIDED))


def test_a_new_supervisor_takes_over_once_the_court_has_decided_and_the_old_one_is_kept(case: Case) -> None:
    jo = second_supervisor(case)
    made = apply(case, Change.SUPERVISOR, supervisor_id=jo.staff_id, agreed=True)
    assert case.order.supervisor_name == "Sam Okafor"
    decide(case, made)
    assert (case.order.supervisor_id, case.order.supervisor_name) == (jo.staff_id, "Jo Bright")
    decided = case.order.applications[0].decision
    assert decided is not None
    assert (decided.before, decided.code, decided.on_day) == ("Sam Okafor", "1032", DECIDED)
    assert services.application_line(case.order.applications[0]).startswith(
        "Change of supervisor: applied for on 1 July 2026 at Thames Magistrates' Court, code SO59503. "
        "Granted on 20 July 2026, result code 1032. Before: Sam Okafor"
    )
    assert services.is_named(case.order, by=jo)
    assert not services.is_named(case.order, by=case.sam)


def test_a_supervisor_who_has_not_agreed_does_not_take_over(case: Case) -> None:
    with pytest.raises(Refused, match="must have agreed") as refused:
        apply(case, Change.SUPERVISOR, supervisor_name="R. Osei, Turning Point")
    assert refused.value.field == "agreed"
    assert case.order.applications == []


def test_another_area_changes_which_courts_are_offered(case: Case) -> None:
    before = {court.ou_code for court in services.court_area(case.order)}
    decide(case, apply(case, Change.AREA, area=BIRMINGHAM))
    after = {court.ou_code for court in services.court_area(case.order)}
    assert "B01ND00" in before
    assert "B20BL00" in after
    assert not before & after
    assert case.order.applications[0].decision is not None
    assert case.order.applications[0].decision.before == "East London (2574)"


@pytest.mark.parametrize("decision", [Decision.REFUSED, Decision.TAKEN_BACK])
def test_what_the_court_did_not_grant_changes_nothing(case: Case, decision: Decision) -> None:
    decide(case, apply(case, Change.AREA, area=BIRMINGHAM), decision)
    assert case.order.justice_area == "2574"
    assert case.order.applications[0].decision is not None
    assert case.order.applications[0].decision.before == ""


def test_a_decision_is_recorded_once_and_one_application_at_a_time(case: Case) -> None:
    made = apply(case, Change.AREA, area=BIRMINGHAM)
    with pytest.raises(Refused, match="applied for already"):
        apply(case, Change.AREA, area=BIRMINGHAM)
    decide(case, made)
    with pytest.raises(Refused, match="recorded already"):
        decide(case, made, Decision.REFUSED)
    assert len(db.session.scalars(db.select(OrderApplication)).all()) == 1


def test_revoked_the_order_ends_that_day_its_meetings_are_cancelled_and_another_can_be_made(case: Case) -> None:
    case.fix(1, dt.date(2026, 8, 6))
    decide(case, apply(case, Change.REVOCATION))
    facts = services.facts_of(case.order, at=on(DECIDED))
    assert (case.order.status, ends_on(facts)) == (Status.REVOKED, DECIDED)
    assert not in_force(facts, DECIDED)
    assert case.appointment(1).outcome == "cancelled_by_us"
    assert services.changes_open(case.order, at=on(DECIDED)) == []
    case.record(made_on=DECIDED, required_by=dt.date(2027, 1, 20), at=on(DECIDED))
    assert case.order.status == Status.ACTIVE
    assert case.order.replaces_id is None


def test_an_order_recorded_late_does_not_bind_beside_the_one_that_came_after_it(case: Case) -> None:
    with pytest.raises(Refused, match="still in force"):
        case.record(made_on=dt.date(2026, 6, 1), required_by=dt.date(2026, 11, 30), at=on(dt.date(2026, 6, 15)))


def test_a_paper_put_right_by_the_court_is_no_longer_queried(unrecorded: Case) -> None:
    unrecorded.record(required_by=None, query="The paper names no date")
    decide(unrecorded, apply(unrecorded, Change.PAPER, must_by=NAMED))
    order = unrecorded.order
    assert (order.must_by, order.query_with_court) == (NAMED, "")
    assert order.applications[0].decision is not None
    assert order.applications[0].decision.before == "no date named. Query with the court: The paper names no date"


def test_a_paper_that_is_not_queried_is_not_corrected(case: Case) -> None:
    assert Change.PAPER not in services.changes_open(case.order, at=on(ASKED))
    with pytest.raises(Refused, match="not queried"):
        apply(case, Change.PAPER, must_by=NAMED)


@pytest.mark.parametrize("role", ["worker", "manager", "liaison"])
def test_only_a_supervisor_applies(case: Case, role: str) -> None:
    other = case.team.actor(role)
    with pytest.raises(Refused, match="Only a supervisor"), transaction():
        services.apply_for(
            case.order, Wanted(kind=Change.REVOCATION, court_code=THAMES, on=ASKED), by=other, at=on(ASKED)
        )


@pytest.fixture
def sam(case: Case) -> Iterator[Reader]:
    with time_machine.travel(on(DECIDED), tick=False):
        yield case.team.sign_in("supervisor")


def test_an_application_decided_at_once_is_one_page(sam: Reader, case: Case) -> None:
    address = f"/orders/{case.order.reference}/changes/area"
    shown = sam.get(address).text
    assert "SO59502" in shown
    assert "Thames Magistrates" in shown
    typed = {
        "area": BIRMINGHAM,
        "court": "elsewhere",
        "court_other": "Nowhere",
        "on": "1 July 2026",
        "decision": "granted",
        "decided_on": "20/7/26",
    }
    again = sam.form(address, data=typed)
    assert "Enter the full name of the court" in again.text
    assert 'value="Nowhere"' in again.text
    assert sam.form(address, data={**typed, "court_other": "Thames"}).status_code == 303
    page = sam.get(f"/orders/{case.order.reference}").text
    assert "Before: East London (2574)" in page
    assert "Birmingham and Solihull (2922)" in page or "(2922)" in page


def test_a_decision_comes_later_on_its_own_page(sam: Reader, case: Case) -> None:
    apply(case, Change.REVOCATION)
    shown = sam.get(f"/orders/{case.order.reference}").text
    assert "Not decided yet" in shown
    assert "Record what the court decided" in shown
    address = f"/orders/{case.order.reference}/applications/{case.order.applications[0].reference}"
    assert "Choose what the court decided" in sam.form(address).text
    assert sam.form(address, data={"decision": "granted", "decided_on": "20 July 2026"}).status_code == 303
    assert "Revoked" in sam.get(f"/orders/{case.order.reference}").text
    assert "recorded already" in sam.get(address).text


@pytest.mark.parametrize("kind", ["more-time", "extend", "", "%00"])
def test_there_is_no_other_change(sam: Reader, case: Case, kind: str) -> None:
    assert sam.get(f"/orders/{case.order.reference}/changes/{kind}").status_code == 404
