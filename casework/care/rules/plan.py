"""What a Care Action Plan holds: goals and steps, services and their outcomes, reviews, closing and aftercare."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from casework.care.rules.headings import Heading
from casework.kernel.months import months_after

REVIEW_AFTER = dt.timedelta(days=28)
MOST_GOALS = 10
MOST_STEPS = 20
CHECK_IN_MONTHS = (1, 3, 6)
"""How long after closing somebody is usually asked after (ours)."""


@dataclass(frozen=True)
class Goal:
    """One small goal, the next step, who does it and by when (a London date)."""

    heading: Heading
    goal: str
    step: str = ""
    who: str = ""
    by_when: dt.date | None = None


class Ended(StrEnum):
    """What came of a goal."""

    REACHED = "reached"
    LET_GO = "let_go"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return {"reached": "Reached", "let_go": "No longer wanted"}[self.value]


class ServiceOutcome(StrEnum):
    """What became of a referral to a service, in the order in which it mostly goes."""

    REFERRED = "referred"
    ACCEPTED = "accepted"
    ATTENDED = "attended"
    DECLINED = "declined"
    CLOSED = "closed"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return self.value.capitalize()


class ClosedAs(StrEnum):
    """Why support ended."""

    GOALS_REACHED = "goals_reached"
    THEIR_WISH = "their_wish"
    OTHER_SERVICE = "other_service"
    MOVED_AWAY = "moved_away"
    LOST_TOUCH = "lost_touch"
    OTHER = "other"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return {
            "goals_reached": "They reached what they wanted",
            "their_wish": "They want no more support now",
            "other_service": "Another service supports them now",
            "moved_away": "They moved away",
            "lost_touch": "We lost touch",
            "other": "Something else",
        }[self.value]


class CameOf(StrEnum):
    """What came of asking after somebody."""

    WELL = "well"
    WANTS_SUPPORT = "wants_support"
    NOT_REACHED = "not_reached"
    NOT_WANTED = "not_wanted"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return {
            "well": "They are all right",
            "wants_support": "They want support again",
            "not_reached": "Not reached",
            "not_wanted": "They do not want to be asked again",
        }[self.value]


def goal_faults(goals: Sequence[Goal]) -> dict[str, str]:
    """What stops the goals of a plan, by form field."""
    if not goals:
        return {"goal_1": "Enter at least one goal"}
    if len(goals) > MOST_GOALS:
        return {"goal_1": f"A plan has {MOST_GOALS} goals at most. Start with the small ones"}
    return {}


def plan_faults(
    goals: Sequence[Goal], *, agreed_on: dt.date, review_on: dt.date | None, agreed_with_person: bool, today: dt.date
) -> dict[str, str]:
    """What stops a Care Action Plan, by form field: it has a goal, it was agreed with her, it is looked at again.

    Days are London dates.
    """
    found = goal_faults(goals)
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


def day_fault(day: dt.date, *, today: dt.date, since: dt.date | None = None) -> str | None:
    """Why something cannot have happened on a London date, or None: not after today, not before what it follows."""
    if day > today:
        return "The day cannot be after today"
    if since is not None and day < since:
        return "The day cannot be before it began"
    return None


def due_fault(day: dt.date, *, today: dt.date) -> str | None:
    """Why a check-in cannot be planned for a London date, or None: after today, and at most two years on."""
    if day <= today:
        return "The check-in must be after today"
    if day > months_after(today, 24):
        return "Plan check-ins at most two years ahead"
    return None


def check_in_days(closed_on: dt.date, months: Sequence[int]) -> list[dt.date]:
    """The London dates of check-ins so many calendar months after closing, soonest first."""
    return [months_after(closed_on, each) for each in sorted(set(months))]
