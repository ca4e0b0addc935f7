"""What makes a needs assessment and a Care Action Plan worth the name (review 6.2-6.4, 6.17)."""

from __future__ import annotations

import datetime as dt

import pytest

from casework.care import rules
from casework.care.rules import FirstAnswers, Goal, Heading, Home, NeedsAnswers, Reach, Said, Scale, Stage, reports

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


def test_only_what_was_talked_about_both_times_is_a_change() -> None:
    before = {Heading.HOUSING: NeedsAnswers(Scale.NEEDS_HELP_NOW), Heading.HEALTH: NeedsAnswers(Scale.MANAGING)}
    after = {Heading.HOUSING: NeedsAnswers(Scale.MANAGING), Heading.HEALTH: NeedsAnswers()}
    assert rules.changes(before, after) == [rules.Change(Heading.HOUSING, Scale.NEEDS_HELP_NOW, Scale.MANAGING, True)]
    assert rules.changes(before, {Heading.HOUSING: NeedsAnswers(Scale.PREFERS_NOT_TO_SAY)})[0].better is None
    assert rules.changes(after, before)[0].better is False
    asked = FirstAnswers(safe_now=Said.YES, home=Home.STREET)
    assert rules.first_changes(asked, FirstAnswers(safe_now=Said.NO, language="Romanian")) == ["safe_now"]
    assert [home.is_homeless for home in Home] == [False, True, True, True, None]


@pytest.mark.parametrize(
    ("first", "violence", "shown"),
    [
        pytest.param(FirstAnswers(), NeedsAnswers(), [], id="nothing asked"),
        pytest.param(FirstAnswers(safe_now=Said.NO), NeedsAnswers(), ["safeguarding"], id="not safe now"),
        pytest.param(FirstAnswers(exploited=Said.NOT_SURE), NeedsAnswers(), ["nrm"], id="perhaps made to"),
        pytest.param(FirstAnswers(exploited=Said.YES), NeedsAnswers(), ["safeguarding", "nrm"], id="made to"),
        pytest.param(FirstAnswers(), NeedsAnswers(Scale.HARD), ["marac"], id="hard at home"),
        pytest.param(
            FirstAnswers(), NeedsAnswers(Scale.MANAGING, urgent=True), ["safeguarding", "marac"], id="cannot wait"
        ),
        pytest.param(FirstAnswers(safe_now=Said.YES), NeedsAnswers(Scale.GOING_WELL), [], id="all is well"),
    ],
)
def test_which_answers_call_for_a_pathway(first: FirstAnswers, violence: NeedsAnswers, shown: list[str]) -> None:
    assert rules.prompts(first, {Heading.DOMESTIC_VIOLENCE: violence}) == shown


def test_the_first_contact_is_new_and_all_others_repeat() -> None:
    first = (TODAY, 3)
    assert rules.turn_of((TODAY, 3), first) == "new"
    assert rules.turn_of((TODAY, 4), first) == rules.turn_of((TODAY + DAY, 1), first) == "repeat"


@pytest.mark.parametrize(
    ("day", "people", "named", "field"),
    [
        pytest.param(TODAY, 1, True, None, id="today, one person"),
        pytest.param(TODAY - 92 * DAY, 1, True, None, id="a quarter ago still counts"),
        pytest.param(TODAY - 93 * DAY, 1, True, "on_day", id="longer ago"),
        pytest.param(TODAY + DAY, 1, True, "on_day", id="tomorrow"),
        pytest.param(TODAY, 2, True, "people", id="a name is one person"),
        pytest.param(TODAY, 99, False, None, id="a busy night"),
        pytest.param(TODAY, 0, False, "people", id="nobody"),
    ],
)
def test_what_cannot_be_a_contact(day: dt.date, people: int, named: bool, field: str | None) -> None:
    found = rules.contact_faults(on_day=day, people=people, named=named, today=TODAY)
    assert list(found) == ([field] if field else [])


def test_check_ins_come_in_calendar_months_and_lie_ahead() -> None:
    end_of_month = dt.date(2026, 11, 30)
    days = [dt.date(2026, 12, 30), dt.date(2027, 2, 28), dt.date(2027, 5, 30)]
    assert rules.check_in_days(end_of_month, [6, 1, 3]) == days
    assert rules.due_fault(TODAY, today=TODAY) == "The check-in must be after today"
    assert rules.due_fault(TODAY + DAY, today=TODAY) is None
    assert rules.due_fault(dt.date(2028, 11, 22), today=TODAY) == "Plan check-ins at most two years ahead"
    assert rules.day_fault(TODAY, today=TODAY, since=TODAY + DAY) == "The day cannot be before it began"


BOXES = dict.fromkeys(reports.PARTS[Reach.POLICE], "x")


def test_a_form_holds_what_its_choice_lets_pass_and_no_box_more() -> None:
    assert [len(reports.sheets(one)) for one in (None, *Reach)] == [0, 1, 2, 3]
    for choice in (None, *Reach):
        for sheet in Reach:
            passed = reports.passes(BOXES, sheet, choice=choice)
            assert set(passed) == (set(reports.PARTS[sheet]) if sheet in reports.sheets(choice) else set())
    assert "happened_on" not in reports.PARTS[Reach.ALERT]
    assert "place" not in reports.PARTS[Reach.ALERT]
    assert not {"own_words", "reach"} & set(reports.PARTS[Reach.INTELLIGENCE])
    assert reports.passes({"warning": "", "area": "Docks"}, Reach.ALERT, choice=Reach.ALERT) == {"area": "Docks"}
    assert set(reports.LABELS) == set(BOXES)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("He hit JOANNA's arm", ["Joanna"], id="another case, and whose"),
        pytest.param("He took O'Brien-Łukasz home", ["O'Brien-Łukasz"], id="a double name"),
        pytest.param("A tall man by the jolly boat", [], id="inside another word"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_a_name_of_theirs_is_found(text: str, told: list[str]) -> None:
    assert reports.gives_away(text, ["Joanna", "O'Brien-Łukasz", "Jo", ""]) == told


def test_a_report_says_something_and_never_of_a_day_to_come() -> None:
    assert list(reports.report_faults({"place": "x"}, [], happened_on=None, today=TODAY)) == ["warning"]
    late = reports.report_faults({"happened": "x"}, [], happened_on=TODAY + DAY, today=TODAY)
    assert list(late) == ["happened_on"]
    own = reports.report_faults({"warning": "x", "own_words": "I, Jo, ran"}, ["Jo"], happened_on=None, today=TODAY)
    assert own == {}, "what only a full report says may name them"
