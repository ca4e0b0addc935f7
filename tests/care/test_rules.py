"""What makes a needs assessment and a Care Action Plan worth the name (review 6.2-6.4, 6.17)."""

from __future__ import annotations

import datetime as dt

import pytest

from casework.care import rules
from casework.care.rules import Goal, Heading, NeedsAnswers, Scale, Stage

TODAY = dt.date(2026, 11, 21)
DAY = dt.timedelta(days=1)
GOAL = Goal(Heading.HOUSING, "A room of my own", "Ring the council", "Sam", TODAY + 7 * DAY)


def test_the_ten_headings_in_their_order() -> None:
    assert [heading.words for heading in Heading] == [
        "Safety", "Health", "Domestic violence", "Housing", "Benefits", "Alcohol and drugs",
        "Employment and training", "Criminal justice support", "Exiting", "Aftercare",
    ]  # fmt: skip


def test_an_assessment_talks_about_something() -> None:
    silent = {heading: NeedsAnswers() for heading in Heading}
    assert list(rules.assessment_faults(silent, made_on=TODAY, today=TODAY)) == ["safety"]
    assert list(rules.assessment_faults({}, made_on=TODAY, today=TODAY)) == ["safety"]
    asked = silent | {Heading.EXITING: NeedsAnswers(Scale.PREFERS_NOT_TO_SAY)}
    assert rules.assessment_faults(asked, made_on=TODAY, today=TODAY) == {}
    assert list(rules.assessment_faults(asked, made_on=TODAY + DAY, today=TODAY)) == ["made_on"]


def test_what_cannot_wait_comes_first_in_the_order_of_the_page() -> None:
    answers = {
        Heading.EXITING: NeedsAnswers(Scale.HARD, urgent=True),
        Heading.HEALTH: NeedsAnswers(Scale.NEEDS_HELP_NOW),
        Heading.HOUSING: NeedsAnswers(Scale.MANAGING),
    }
    assert rules.needs_help_first(answers) == [Heading.HEALTH, Heading.EXITING]


@pytest.mark.parametrize(
    ("goals", "agreed", "agreed_on", "review_on", "fields"),
    [
        pytest.param([GOAL], True, TODAY, TODAY + DAY, [], id="a small plan, agreed"),
        pytest.param([GOAL], True, TODAY, None, [], id="no review set"),
        pytest.param([], True, TODAY, None, ["goal_1"], id="no goal"),
        pytest.param([GOAL] * 11, True, TODAY, None, ["goal_1"], id="eleven goals"),
        pytest.param([GOAL], False, TODAY, None, ["agreed"], id="not agreed with her"),
        pytest.param([GOAL], True, TODAY + DAY, None, ["agreed_on"], id="agreed tomorrow"),
        pytest.param([GOAL], True, TODAY, TODAY, ["review_on"], id="reviewed the same day"),
    ],
)
def test_a_plan(
    goals: list[Goal], agreed: bool, agreed_on: dt.date, review_on: dt.date | None, fields: list[str]
) -> None:
    found = rules.plan_faults(goals, agreed_on=agreed_on, review_on=review_on, agreed_with_person=agreed, today=TODAY)
    assert list(found) == fields


def test_words() -> None:
    assert rules.usual_review(TODAY) == dt.date(2026, 12, 19)
    assert [stage.words for stage in Stage] == ["Building trust", "Preparing for change", "Action and maintenance"]
    assert [scale for scale in Scale if not scale.was_talked_about] == [Scale.NOT_TALKED_ABOUT]
    assert all(scale.words for scale in Scale)
