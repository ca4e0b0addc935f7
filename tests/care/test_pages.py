"""The needs assessment and the Care Action Plan, through the browser's own requests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from flask import Flask

from casework.care import services
from casework.people.models import Person
from tests.people.cast import AT, add_jo
from tests.people.test_pages import error_at
from tests.support.application import Reader
from tests.support.staff import Team

SignIn = Callable[[str], Reader]
NEEDS = {
    "made_on": "21/11/26",
    "housing": "needs_help_now",
    "housing_now": "Sofas since June",
    "housing_wants": "A room of my own",
    "housing_urgent": "yes",
}
PLAN = {
    "agreed_on": "21/11/26",
    "stage": "preparing",
    "goal_1": "A room of my own",
    "heading_1": "housing",
    "step_1": "Ring the council together",
    "who_1": "Robin",
    "by_when_1": "28/11/26",
    "review_on": "19/12/26",
    "agreed": "yes",
}


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def jo(within: Flask, team: Team) -> Person:
    return add_jo(team.actor("worker"))


def test_an_assessment_is_shown_on_the_care_plan(jo: Person, sign_in: SignIn) -> None:
    client, base = sign_in("worker"), f"/people/{jo.reference}/care-plan"
    assert "No assessment has been made yet" in client.get(base).text
    assert client.form(f"{base}/assessments/new", data=NEEDS).headers["Location"] == f"{base}?saved=1"
    shown = client.get(base).text
    for words in ("Needs help now", "Cannot wait", "Sofas since June", "Wants: A room of my own"):
        assert words in shown
    assert "Aftercare" not in shown


def test_a_plan_is_shown_with_its_goals_and_review(jo: Person, sign_in: SignIn) -> None:
    client, base = sign_in("worker"), f"/people/{jo.reference}/care-plan"
    assert client.form(f"{base}/plans/new", data=PLAN).status_code == 303
    shown = client.get(base).text
    for words in ("Preparing for change", "A room of my own", "Ring the council together", "19 December 2026"):
        assert words in shown


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"housing": "", "housing_urgent": ""}, "safety"),
        ({"housing": "terrible"}, "housing"),
        ({"made_on": ""}, "made_on"),
        ({"made_on": "22/11/26"}, "made_on"),
        ({"housing_now": "x" * 1001}, "housing_now"),
        ({"housing_wants": "\ud800".encode("utf-8", "surrogatepass")}, "housing_wants"),
    ],
)
def test_an_assessment_that_cannot_stand(jo: Person, sign_in: SignIn, changed: dict[str, Any], field: str) -> None:
    answer = sign_in("worker").form(f"/people/{jo.reference}/care-plan/assessments/new", data=NEEDS | changed)
    if isinstance(changed.get(field), bytes):
        assert answer.status_code in (200, 303)  # the browser's bytes are read as replacement characters, never a fault
        return
    assert answer.status_code == 200
    assert error_at(answer.text, field)
    assert services.assessments(jo, by=_worker(jo)) == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"goal_1": "", "step_1": "", "who_1": ""}, "goal_1"),
        ({"goal_1": ""}, "goal_1"),
        ({"heading_1": ""}, "heading_1"),
        ({"agreed": ""}, "agreed"),
        ({"agreed_on": "22/11/26"}, "agreed_on"),
        ({"review_on": "21/11/26"}, "review_on"),
        ({"by_when_1": "soon"}, "by_when_1"),
        ({"goal_1": "x" * 201}, "goal_1"),
    ],
)
def test_a_plan_that_cannot_stand(jo: Person, sign_in: SignIn, changed: dict[str, str], field: str) -> None:
    answer = sign_in("worker").form(f"/people/{jo.reference}/care-plan/plans/new", data=PLAN | changed)
    assert answer.status_code == 200
    assert error_at(answer.text, field)
    assert services.plans(jo, by=_worker(jo)) == []


def _worker(jo: Person) -> Any:
    from casework.kernel.actors import Actor

    return Actor(None, jo.agency_id, "", frozenset({"worker"}))
