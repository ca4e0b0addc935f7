"""The ten headings of a needs assessment, and what an assessment or a plan must hold (review 6.2-6.4, 6.17)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

REVIEW_AFTER = dt.timedelta(days=28)
MOST_GOALS = 10


class Heading(StrEnum):
    """What is talked through. The order is the order of the page."""

    SAFETY = "safety"
    HEALTH = "health"
    DOMESTIC_VIOLENCE = "domestic_violence"
    HOUSING = "housing"
    BENEFITS = "benefits"
    ALCOHOL_AND_DRUGS = "alcohol_and_drugs"
    EMPLOYMENT_AND_TRAINING = "employment_and_training"
    CRIMINAL_JUSTICE_SUPPORT = "criminal_justice_support"
    EXITING = "exiting"
    AFTERCARE = "aftercare"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return self.value.replace("_", " ").capitalize()


class Scale(StrEnum):
    """How things are, in words; no number can be added up into a person."""

    NEEDS_HELP_NOW = "needs_help_now"
    HARD = "hard"
    MANAGING = "managing"
    GOING_WELL = "going_well"
    PREFERS_NOT_TO_SAY = "prefers_not_to_say"
    NOT_TALKED_ABOUT = "not_talked_about"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return {
            "needs_help_now": "Needs help now",
            "hard": "Hard at the moment",
            "managing": "Managing",
            "going_well": "Going well",
            "prefers_not_to_say": "Prefers not to say",
            "not_talked_about": "Not talked about",
        }[self.value]

    @property
    def was_talked_about(self) -> bool:
        """False where the heading was left for another day."""
        return self is not Scale.NOT_TALKED_ABOUT


class Stage(StrEnum):
    """Where somebody is on the way (review 6.4); going back is normal and no failure."""

    BUILDING_TRUST = "building_trust"
    PREPARING = "preparing"
    ACTION = "action"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return {
            "building_trust": "Building trust",
            "preparing": "Preparing for change",
            "action": "Action and maintenance",
        }[self.value]


@dataclass(frozen=True)
class NeedsAnswers:
    """One heading: how things are, in words; what she wants, in hers; whether it cannot wait."""

    scale: Scale = Scale.NOT_TALKED_ABOUT
    now: str = ""
    wants: str = ""
    urgent: bool = False


@dataclass(frozen=True)
class Goal:
    """One small goal, the next step, who does it and by when (a London date)."""

    heading: Heading
    goal: str
    step: str = ""
    who: str = ""
    by_when: dt.date | None = None


def assessment_faults(answers: Mapping[Heading, NeedsAnswers], *, made_on: dt.date, today: dt.date) -> dict[str, str]:
    """What stops an assessment, by form field. It needs one heading talked about, or it is no assessment."""
    found: dict[str, str] = {}
    if made_on > today:
        found["made_on"] = "The day of the assessment cannot be after today"
    if not any(answer.scale.was_talked_about for answer in answers.values()):
        found["safety"] = "Choose how things are under at least one heading"
    return found


def plan_faults(
    goals: Sequence[Goal], *, agreed_on: dt.date, review_on: dt.date | None, agreed_with_person: bool, today: dt.date
) -> dict[str, str]:
    """What stops a Care Action Plan, by form field: it has a goal, it was agreed with her, it is looked at again.

    Goals are numbered from 1 in field names such as `goal_1`.
    """
    found: dict[str, str] = {}
    if not goals:
        found["goal_1"] = "Enter at least one goal"
    if len(goals) > MOST_GOALS:
        found["goal_1"] = f"A plan has {MOST_GOALS} goals at most. Start with the small ones"
    if not agreed_with_person:
        found["agreed"] = "Tick to say that the plan was agreed with the person, or come back to it later"
    if agreed_on > today:
        found["agreed_on"] = "The day the plan was agreed cannot be after today"
    if review_on is not None and review_on <= agreed_on:
        found["review_on"] = "The review must come after the day the plan was agreed"
    return found


def usual_review(agreed_on: dt.date) -> dt.date:
    """The review date offered first: four weeks on."""
    return agreed_on + REVIEW_AFTER


def needs_help_first(answers: Mapping[Heading, NeedsAnswers]) -> list[Heading]:
    """Headings that cannot wait, in the order of the page: those marked urgent or in need of help now."""
    return [h for h in Heading if h in answers and (answers[h].urgent or answers[h].scale is Scale.NEEDS_HELP_NOW)]
