"""Needs, plan, services and aftercare, through the browser's own requests: each piece saved by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from flask import Flask

from casework.care import services
from casework.kernel.actors import Actor
from casework.people.models import Person
from tests.people.cast import AT, DAY, add_jo, events
from tests.people.test_pages import error_at
from tests.support.application import Reader, hidden_fields
from tests.support.staff import Team

SignIn = Callable[[str], Reader]
pytestmark = pytest.mark.sqlite
HOUSING = {"scale": "needs_help_now", "now": "Sofas since June", "wants": "A room of my own", "urgent": "yes"}
FIRST = {"safe_now": "no", "home": "with_others", "language": "Romanian", "interpreter": "yes", "exploited": "not_sure"}
GOAL = {"goal": "A room of my own", "heading": "housing", "step": "Ring the council together", "who": "Robin"}


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def jo(within: Flask, team: Team) -> Person:
    return add_jo(team.actor("worker"))


def saved(client: Reader, address: str, data: dict[str, Any]) -> str:
    answer = client.form(address, data=data)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def test_an_assessment_in_pieces_goes_on_where_it_was_left(jo: Person, sign_in: SignIn) -> None:
    client, base = sign_in("worker"), f"/people/{jo.reference}/care-plan"
    at = f"{base}/assessment"
    assert "Finish the assessment" not in client.get(at).text
    assert saved(client, f"{at}/first", FIRST | {"safe_now": "yes", "exploited": "no"}) == f"{at}/safety"
    assert saved(client, f"{at}/housing", HOUSING | {"who_else": "Her GP"}) == f"{at}/benefits"
    assert saved(client, f"{at}/exiting", {"scale": "hard", "then": "list"}) == f"{at}?saved=1"
    begun = sign_in("supervisor").get(at).text
    assert "Needs help now" in begun
    assert "go on where you left it" in begun
    assert error_at(client.form(f"{at}/health", data={"scale": ""}).text, "scale")
    assert 'value="needs_help_now" checked' in client.get(f"{at}/housing").text
    assert "Needs help now" not in client.get(base).text, "nothing stands before it is finished"
    assert saved(client, at, {"made_on": "20/11/26"}) == f"{base}?saved=1"
    shown = client.get(base).text
    for words in ("Sofas since June", "Wants: A room of my own", "Should know: Her GP", "Romanian, interpreter: yes"):
        assert words in shown
    assert "Aftercare" not in shown

    assert "Still so" in client.get(at).text
    assert "On 20 November 2026: needs help now" in client.get(f"{at}/housing").text
    assert "A room of my own" in client.get(f"{at}/housing").text, "prefilled from the last one"
    press(client, at, f"{at}/exiting/same")
    saved(client, f"{at}/housing", {"scale": "managing", "then": "list"})
    assert "Better: was needs help now" in client.get(at).text
    saved(client, at, {"made_on": "21/11/26"})
    made = services.assessments(jo, by=_worker(jo))
    again = client.get(f"{base}/assessments/{made[0].reference}").text
    assert "Compared with 20 November 2026" in again
    assert "Better: was needs help now" in again
    assert again.count("Hard at the moment") == 1, "still so was kept as it was"

    paper = client.get(f"{base}/assessments/{made[0].reference}/print?only=housing").text
    assert "Managing" in paper
    assert "Exiting" not in paper
    last = events(f"person:{jo.reference}")[-1]
    assert (last.act, last.detail["headings"]) == ("disclosure", "housing")


def test_what_cannot_stand_is_refused_and_what_was_typed_stays(jo: Person, sign_in: SignIn) -> None:
    client, at = sign_in("worker"), f"/people/{jo.reference}/care-plan/assessment"
    for field, wrong in (("now", "x" * 1001), ("scale", "terrible"), ("who_else", "x" * 201)):
        answer = client.form(f"{at}/housing", data=HOUSING | {field: wrong})
        assert error_at(answer.text, field)
        assert "A room of my own" in answer.text
    assert services.unfinished(jo, by=_worker(jo)) is None
    assert client.get(f"{at}/weather").status_code == 404
    saved(client, f"{at}/first", {"home": "street"})
    nothing = client.form(at, data={"made_on": "21/11/26"})
    assert "Choose how things are under at least one heading" in nothing.text
    assert error_at(client.form(at, data={"made_on": "22/11/26"}).text, "made_on")


def test_the_gravest_answers_show_what_the_service_wrote_and_never_words_of_ours(jo: Person, sign_in: SignIn) -> None:
    client, at = sign_in("worker"), f"/people/{jo.reference}/care-plan/assessment"
    assert saved(client, f"{at}/first", FIRST) == f"{at}?saved=1", "they are read at once"
    unwritten = client.get(at).text
    listed = unwritten.partition("Your service has not written down what to do about")[2]
    assert "<li>Safeguarding</li><li>Exploitation: National Referral Mechanism</li>" in listed
    admin = sign_in("administrator")
    saved(admin, "/admin/pathways", {"nrm": "Ring the First Responder desk on 020 7946 0001", "marac": "Form M1"})
    shown = client.get(at).text
    assert "Ring the First Responder desk" in shown
    assert "Form M1" not in shown, "nothing was said of domestic violence yet"
    assert saved(client, f"{at}/domestic_violence", {"scale": "hard"}) == f"{at}?saved=1"
    assert "Form M1" in client.get(at).text
    assert client.get("/admin/pathways").status_code in (403, 404)


def test_a_plan_in_pieces_agreed_reviewed_copied_and_closed(jo: Person, sign_in: SignIn) -> None:
    client, base = sign_in("worker"), f"/people/{jo.reference}/care-plan"
    assert error_at(client.form(f"{base}/plan", data=GOAL | {"heading": ""}).text, "heading")
    assert client.get(f"{base}/plan/agree").status_code == 404
    assert saved(client, f"{base}/plan", GOAL | {"by_when": "28/11/26"}) == f"{base}/plan?saved=1"
    saved(client, f"{base}/plan", {"goal": "See Mia at weekends", "heading": "exiting"})
    assert "Not agreed yet" in client.get(base).text
    assert error_at(client.form(f"{base}/plan/agree", data={"agreed_on": "21/11/26"}).text, "agreed")
    agreed = {"agreed": "yes", "agreed_on": "21/11/26", "stage": "preparing", "review_on": "19/12/26"}
    assert saved(client, f"{base}/plan/agree", agreed) == f"{base}?saved=1"
    goal = f"{base}/plan/goals/1"
    saved(client, goal, {"step": "View the room", "who": "Jo", "by_when": "2/12/26"})
    press(client, goal, f"{goal}/steps/1/done")
    press(client, f"{base}/plan/goals/2", f"{base}/plan/goals/2/end", ended="reached")
    shown = client.get(base).text
    for words in ("Preparing for change", "✓ Ring the council together", "View the room", "Reached", "19 December"):
        assert words in shown

    paper = client.get(f"{base}/copy").text.partition("My list")[2]
    assert "View the room" in paper
    for telling in ("Housing", "Preparing", "Joanna", "See Mia"):
        assert telling not in paper
    full = client.get(f"{base}/copy?headings=1").text.partition("My list")[2]
    assert "Housing" in full
    assert "A room of my own" not in client.get(f"{base}/copy?without=1").text.partition("My list")[2]

    with time_machine.travel(AT + 28 * DAY, tick=False):
        assert "agreed for Sat 19 Dec" in sign_in("worker").get("/today").text
        again = sign_in("worker")
        saved(again, f"{base}/plan/agree", agreed | {"agreed_on": "19/12/26", "stage": "action", "review_on": ""})
        assert "agreed for" not in again.get("/today").text
        page = again.get(base).text
        assert "Action and maintenance" in page
        assert "Before: preparing for change from 21 November 2026" in page
        closing = {"closed_as": "goals_reached", "closed_on": "19/12/26", "check_ins": ["1", "3"]}
        saved(again, f"{base}/close", closing)
    with time_machine.travel(AT + 60 * DAY, tick=False):
        later = sign_in("worker")
        today = later.get("/today").text
        assert "Ask after them, as planned for Tue 19 Jan" in today
        row = services.check_ins(jo, by=_worker(jo))[-1]
        done = {"came_of": "well", "done_on": "20/1/27", "note": "New job", "again_on": "20/6/27"}
        saved(later, f"{base}/check-ins/{row.reference}", done)
        assert "Ask after them" not in later.get("/today").text
        assert "New job" in later.get(base).text
        assert [str(one.due_on) for one in services.check_ins(jo, by=_worker(jo))] == [
            "2027-06-20",
            "2027-03-19",
            "2027-01-19",
        ]


def press(client: Reader, page: str, address: str, **data: str) -> None:
    hidden = hidden_fields(client.get(page).text, address)
    assert client.post(address, data=hidden | data).status_code == 303


def test_a_service_and_what_became_of_it(jo: Person, sign_in: SignIn) -> None:
    client, base = sign_in("worker"), f"/people/{jo.reference}/care-plan"
    saved(client, f"{base}/services", {"service": "Shelter", "heading": "housing", "on_day": "20/11/26"})
    (row,) = services.service_referrals(jo, by=_worker(jo))
    at = f"{base}/services/{row.reference}"
    saved(client, at, {"outcome": "accepted", "on_day": "21/11/26"})
    assert error_at(client.form(at, data={"outcome": "attended", "on_day": "19/11/26"}).text, "on_day")
    shown = client.get(at).text
    assert "Referred 20 November 2026" in shown
    assert "Accepted 21 November 2026" in shown
    assert "Shelter" in client.get(base).text
    assert client.get(f"{base}/services/ZZZZZZZZ").status_code == 404


def _worker(jo: Person) -> Actor:
    return Actor(None, jo.agency_id, "", frozenset({"worker"}))
