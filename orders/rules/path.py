"""What follows an opinion that there was no reasonable excuse: information, summons, hearing, result (rules 16 and 17).

No step stands before the information, and none gives more time: the statute has neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casework.kernel.words import long_day
from orders.rules.facts import AtCourt
from orders.rules.particulars import Fault

BREACH_CODE = "SO59501"
"""Failing to comply with the requirements of an engagement and support order."""

RESULT_CODES = {
    AtCourt.MADE_AGAIN: "1144",
    AtCourt.FINE: "1015",
    AtCourt.NO_ACTION: "1087",
    AtCourt.REVOKED: "1029",
}
RESULT_WORDS = {
    AtCourt.MADE_AGAIN: "The court made the order again",
    AtCourt.FINE: "The court fined instead",
    AtCourt.NO_ACTION: "The court took no action",
    AtCourt.REVOKED: "The court revoked the order",
}
ENDS_THE_ORDER = frozenset({AtCourt.MADE_AGAIN, AtCourt.FINE, AtCourt.REVOKED})


class Step(StrEnum):
    """The steps in the order in which they come."""

    INFORMATION = "information"
    SUMMONS = "summons"
    HEARING = "hearing"
    RESULT = "result"

    @property
    def called(self) -> str:
        """As the page shows it."""
        return _TITLES[self]

    @property
    def why(self) -> str:
        """Why it comes next, in one sentence."""
        return _WHY[self]

    @property
    def button(self) -> str:
        """What the button that leads to it says."""
        return _BUTTONS[self]


_TITLES = {
    Step.INFORMATION: "Information laid",
    Step.SUMMONS: "Summons",
    Step.HEARING: "Hearing",
    Step.RESULT: "Result",
}
_WHY = {
    Step.INFORMATION: "Once you have formed the opinion, the law says that you must cause an information to be laid "
    f"before a magistrate. Offence code {BREACH_CODE}.",
    Step.SUMMONS: "The magistrate may issue a summons to come to court on a named day.",
    Step.HEARING: "The court hears the failure on the day in the summons.",
    Step.RESULT: "The court may make the order again, fine, take no action or revoke the order. "
    "There is no prison for the offence or for this failure.",
}
_BUTTONS = {
    Step.INFORMATION: "Record that the information was laid",
    Step.SUMMONS: "Record the summons",
    Step.HEARING: "Record what happened at the hearing",
    Step.RESULT: "Record the result",
}


class Said(StrEnum):
    """What a step came to, where it can come to more than one thing."""

    ISSUED = "issued"
    NOT_ISSUED = "not_issued"
    HEARD = "heard"
    PUT_OFF = "put_off"
    WARRANT = "warrant"

    @property
    def words(self) -> str:
        """As staff choose it."""
        return _SAID[self]


_SAID = {
    Said.ISSUED: "A summons was issued",
    Said.NOT_ISSUED: "The magistrate did not issue a summons",
    Said.HEARD: "It was heard",
    Said.PUT_OFF: "It was put off to another day",
    Said.WARRANT: "They did not come, and the court issued a warrant",
}
SUMMONS_CHOICES = (Said.ISSUED, Said.NOT_ISSUED)
HEARING_CHOICES = (Said.HEARD, Said.PUT_OFF, Said.WARRANT)


@dataclass(frozen=True, slots=True)
class Taken:
    """One step as recorded: the London day it happened, and what it came to (a `Said` or a result of `AtCourt`)."""

    step: Step
    on: date
    said: str = ""


@dataclass(frozen=True, slots=True)
class PathFacts:
    """An opinion that stands and every step recorded since, oldest first. `heard_on` is the day the hearing is for."""

    formed_on: date
    taken: tuple[Taken, ...] = ()
    heard_on: date | None = None

    def last(self, step: Step) -> Taken | None:
        """The latest word on a step: recorded again, the later one counts."""
        return next((row for row in reversed(self.taken) if row.step is step), None)

    @property
    def laid(self) -> bool:
        """Whether an information has been laid: from then on the opinion is the court's to deal with."""
        return self.last(Step.INFORMATION) is not None

    @property
    def at_court(self) -> AtCourt | None:
        """How far it has come: None before the information, then pending, then the result."""
        if result := self.last(Step.RESULT):
            return AtCourt(result.said)
        if (summons := self.last(Step.SUMMONS)) and summons.said == Said.NOT_ISSUED:
            return AtCourt.NO_ACTION
        return AtCourt.PENDING if self.laid else None


def next_step(path: PathFacts) -> Step | None:
    """Which step is to be recorded next; None once there is a result, or no summons was issued."""
    if path.at_court not in {None, AtCourt.PENDING}:
        return None
    hearing = path.last(Step.HEARING)
    if hearing is not None and hearing.said == Said.HEARD:
        return Step.RESULT
    return next((step for step in (Step.INFORMATION, Step.SUMMONS) if path.last(step) is None), Step.HEARING)


def step_fault(path: PathFacts, taking: Taken, *, today: date) -> Fault | None:
    """Why this step may not be recorded as taken on its London date, or None: in turn, by day, and not to come."""
    step, on = taking.step, taking.on
    if next_step(path) is not step:
        return Fault("", "This step is recorded already, or another comes first. Look at the order again")
    if on > today:
        return Fault("on", "The day must be today or earlier")
    before, what = _not_before(path, taking)
    if on < before:
        return Fault("on", f"It cannot be before {long_day(before)}, {what}")
    return None


def _not_before(path: PathFacts, taking: Taken) -> tuple[date, str]:
    """The earliest day a step can have: that of the step before it, and a hearing is not heard before its own day."""
    if taking.step is Step.HEARING and taking.said != Said.PUT_OFF and path.heard_on:
        return path.heard_on, "the day the hearing is listed"
    if path.taken:
        last = path.taken[-1]
        return last.on, f"the day of the step before it ({last.step.called.lower()})"
    return path.formed_on, "the day the opinion was formed"


def pressing(paths: tuple[PathFacts, ...]) -> PathFacts | None:
    """Of several opinions the one that decides where the order stands: an order that the court ended, then an
    information still to be laid, then what is before the court, then what the court let rest."""
    return min(paths, key=lambda path: (_PRESSING[path.at_court], path.formed_on), default=None)


_PRESSING = {
    AtCourt.REVOKED: 0,
    AtCourt.MADE_AGAIN: 0,
    AtCourt.FINE: 0,
    None: 1,
    AtCourt.PENDING: 2,
    AtCourt.NO_ACTION: 3,
}
