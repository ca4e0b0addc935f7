"""What a diversion scheme asks, as data: an administrator makes one on a page, never in code (domain.md)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reminders.rules import choosing

LOITER, SOLICIT = "SO59003", "SO59004"
STREET_OFFENCES = (LOITER, SOLICIT)

MOST_STEPS = 10
MOST_DAYS_BEFORE_COURT = 60
MOST_WEEKS_TO_COURT = 52


class Leaves(StrEnum):
    """What a kept appointment must leave behind before it counts."""

    NOTHING = "nothing"
    ASSESSMENT = "assessment"
    PLAN = "plan"


LEAVES_WORDS = {
    Leaves.NOTHING: "Attendance is enough",
    Leaves.ASSESSMENT: "A needs assessment",
    Leaves.PLAN: "A Care Action Plan agreed with the person",
}


@dataclass(frozen=True)
class Step:
    """One required appointment of a scheme. `position` counts from 1.

    `at_service` says that it may be kept at another service, whose word on it a worker writes down (rule 9).
    """

    position: int
    title: str
    leaves: Leaves = Leaves.NOTHING
    at_service: bool = False


@dataclass(frozen=True)
class SchemePlan:
    """Everything a scheme decides (domain rules 4, 5, 8 and 10).

    `finish_by_business_days` is counted back from the court date. `weeks_to_court` is only the default
    for the court date field (rule 5). `dropped_on_the_day` marks a scheme whose cases are ended at court,
    so that the product asks for an earlier notice of discontinuance (rule 4). `reminders` are the texts that go before
    an appointment or court (values of TextKind); None leaves that to the agency.
    """

    name: str
    steps: tuple[Step, ...]
    in_order: bool = True
    finish_by_business_days: int = 2
    offence_codes: tuple[str, ...] = STREET_OFFENCES
    shares_attendance: bool = False
    tells_cps: bool = True
    tells_court: bool = True
    weeks_to_court: int = 5
    opt_in_at_court: bool = False
    dropped_on_the_day: bool = False
    two_people_release: bool = False
    reminders: tuple[str, ...] | None = None

    @property
    def needed(self) -> int:
        """How many appointments must be kept."""
        return len(self.steps)


SAFE_EXIT = SchemePlan(
    name="Safe Exit",
    steps=(
        Step(1, "Initial assessment with the diversion worker"),
        Step(2, "Second appointment at a service", at_service=True),
    ),
    dropped_on_the_day=True,
)
TRUST = SchemePlan(
    name="TRUST",
    steps=(
        Step(1, "Needs assessment", leaves=Leaves.ASSESSMENT),
        Step(2, "Care Action Plan", leaves=Leaves.PLAN),
    ),
    opt_in_at_court=True,
)
PRESETS = (SAFE_EXIT, TRUST)


def faults(plan: SchemePlan) -> dict[str, str]:
    """What is wrong with a plan, by form field, each saying how to put it right; empty when it can be used."""
    found: dict[str, str] = {}
    if not plan.name.strip():
        found["name"] = "Enter the name of the scheme"
    if not 1 <= plan.needed <= MOST_STEPS:
        found["steps"] = f"A scheme needs between 1 and {MOST_STEPS} appointments"
    elif any(not step.title.strip() for step in plan.steps):
        found["steps"] = "Give every appointment a title"
    elif [step.position for step in plan.steps] != list(range(1, plan.needed + 1)):
        found["steps"] = "Number the appointments from 1 without gaps"
    return found | _number_faults(plan) | _people_faults(plan)


def _number_faults(plan: SchemePlan) -> dict[str, str]:
    found: dict[str, str] = {}
    if not 0 <= plan.finish_by_business_days <= MOST_DAYS_BEFORE_COURT:
        found["finish_by_business_days"] = f"Enter a number of business days between 0 and {MOST_DAYS_BEFORE_COURT}"
    if not 1 <= plan.weeks_to_court <= MOST_WEEKS_TO_COURT:
        found["weeks_to_court"] = f"Enter a number of weeks between 1 and {MOST_WEEKS_TO_COURT}"
    return found


def _people_faults(plan: SchemePlan) -> dict[str, str]:
    found: dict[str, str] = {}
    if not plan.offence_codes:
        found["offence_codes"] = "Choose at least one offence"
    if not (plan.tells_cps or plan.tells_court):
        found["tells_cps"] = "Choose who is told: the CPS, the court or both"
    if plan.reminders is not None and (fault := choosing.fault(plan.reminders)):
        found["reminders"] = fault
    return found
