"""Assessments and plans: kept, sealed off from those who may not see support (domain rule 29)."""

from __future__ import annotations

import pytest
from flask import Flask

from casework.care import services
from casework.care.rules import Goal, Heading, NeedsAnswers, Scale, Stage
from casework.kernel.database import transaction
from casework.kernel.refused import NotFound, Refused
from casework.people.models import Person
from tests.people.cast import AT, DAY, TODAY, add_jo, events, other_agency
from tests.support.staff import Team

TALKED = {Heading.HOUSING: NeedsAnswers(Scale.NEEDS_HELP_NOW, "Sofas since June", "A room of my own", urgent=True)}
GOAL = Goal(Heading.HOUSING, "A room of my own", "Ring the council together", "Robin", TODAY + 7 * DAY)


@pytest.fixture
def jo(within: Flask, team: Team) -> Person:
    return add_jo(team.actor("worker"))


def test_an_assessment_keeps_all_ten_headings(team: Team, jo: Person) -> None:
    with transaction():
        made = services.record_assessment(jo, TALKED, by=team.actor("worker"), at=AT)
    assert [answer.heading for answer in made.answers] == [heading.value for heading in Heading]
    housing = made.answers[3]
    assert (housing.scale, housing.now, housing.wants, housing.urgent) == (
        "needs_help_now",
        "Sofas since June",
        "A room of my own",
        True,
    )
    assert made.answers[0].scale == "not_talked_about"
    assert made.made_on == TODAY
    last = events(f"person:{jo.reference}")[-1]
    assert (last.compartment, last.detail) == ("support", {"assessment": made.reference})


def test_a_plan_keeps_its_goals_in_order(team: Team, jo: Person) -> None:
    with transaction():
        made = services.agree_plan(
            jo,
            [GOAL, Goal(Heading.HEALTH, "See the nurse")],
            agreed_on=TODAY,
            stage=Stage.PREPARING,
            review_on=TODAY + 28 * DAY,
            by=team.actor("worker"),
            at=AT,
        )
    assert [goal.goal for goal in made.goals] == ["A room of my own", "See the nurse"]
    assert (made.stage, made.goals[0].by_when) == ("preparing", TODAY + 7 * DAY)


def test_later_ones_are_new_records_latest_first(team: Team, jo: Person) -> None:
    worker = team.actor("worker")
    with transaction():
        first = services.record_assessment(jo, TALKED, made_on=TODAY - DAY, by=worker, at=AT)
        second = services.record_assessment(jo, TALKED, by=worker, at=AT)
        plan = services.agree_plan(jo, [GOAL], agreed_on=TODAY, by=worker, at=AT)
    assert services.assessments(jo, by=worker) == [second, first]
    assert services.plans(jo, by=worker) == [plan]


def test_what_is_no_assessment_and_no_plan_is_refused(team: Team, jo: Person) -> None:
    worker = team.actor("worker")
    with pytest.raises(Refused) as no, transaction():
        services.record_assessment(jo, {}, by=worker, at=AT)
    assert no.value.field == "safety"
    with pytest.raises(Refused) as no, transaction():
        services.agree_plan(jo, [], agreed_on=TODAY, by=worker, at=AT)
    assert no.value.field == "goal_1"
    with pytest.raises(Refused) as no, transaction():
        services.agree_plan(jo, [GOAL], agreed_on=TODAY, agreed_with_person=False, by=worker, at=AT)
    assert no.value.field == "agreed"


@pytest.mark.parametrize("role", ["liaison", "administrator"])
def test_court_and_settings_people_never_see_support(team: Team, jo: Person, role: str) -> None:
    someone = team.actor(role)
    with pytest.raises(NotFound):
        services.assessments(jo, by=someone)
    with pytest.raises(NotFound):
        services.plans(jo, by=someone)
    with pytest.raises(NotFound), transaction():
        services.record_assessment(jo, TALKED, by=someone, at=AT)


def test_nor_does_another_agency(team: Team, jo: Person) -> None:
    stranger = other_agency(team).actor("manager")
    with pytest.raises(NotFound):
        services.assessments(jo, by=stranger)
    with pytest.raises(NotFound), transaction():
        services.agree_plan(jo, [GOAL], agreed_on=TODAY, by=stranger, at=AT)
