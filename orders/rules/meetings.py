"""Which meeting may be fixed next, and when: three meetings, never a fourth (domain rules 11, 14 and 18)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casework.kernel.words import long_day
from orders.rules.facts import MeetingFacts, OrderFacts
from orders.rules.months import finish_by
from orders.rules.particulars import Fault
from orders.rules.standing import standing
from orders.rules.words import MEETINGS, Status

_STILL_MEETING = frozenset(
    {
        Status.ACTIVE,
        Status.RUNNING_OUT,
        Status.CHECK_FIRST,
        Status.REASON_AWAITED,
        Status.NO_REASONABLE_EXCUSE,
        Status.BACK_AT_COURT,
    }
)
"""Until the court has dealt with a failure the order is in force, and the meetings it still asks for can be fixed."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One of the three meetings with every time it was fixed, oldest first."""

    number: int
    fixings: tuple[MeetingFacts, ...] = ()

    @property
    def last(self) -> MeetingFacts | None:
        """The latest fixing, the one that stands."""
        return self.fixings[-1] if self.fixings else None

    @property
    def open(self) -> bool:
        """Whether a time can be fixed: never yet, or every time before was excused, moved or cancelled by us."""
        return all(m.kept is not None and m.kept.leaves_room for m in self.fixings)


def slots(facts: OrderFacts) -> tuple[Slot, ...]:
    """The three meetings of an order, each with the fixings it has had, in the order they were put in the facts."""
    return tuple(
        Slot(number, tuple(m for m in facts.meetings if m.number == number)) for number in range(1, MEETINGS + 1)
    )


def next_number(facts: OrderFacts) -> int | None:
    """Which of the three meetings to fix next; None where all three are fixed or kept."""
    return next((slot.number for slot in slots(facts) if slot.open), None)


def fixing_fault(facts: OrderFacts, day: date, *, today: date) -> Fault | None:
    """Why a meeting may not be fixed on this London date, or None.

    Refused: a fourth meeting that replaces nothing (rule 18); one after the date to work to (rule 12), since a
    meeting kept then cannot count and no power to extend was found; one for an order that is over.
    """
    if standing(facts, today=today).status not in _STILL_MEETING:
        return Fault("day", "No more meetings can be fixed for this order")
    if next_number(facts) is None:
        return Fault("day", _no_room(facts))
    return day_fault(facts, day)


def day_fault(facts: OrderFacts, day: date) -> Fault | None:
    """Why the three meetings cannot include one on this day: before the order was made, or after its date."""
    if day < facts.made_on:
        return Fault("day", f"The order was made on {long_day(facts.made_on)}. Choose a later day")
    last = finish_by(facts.made_on, facts.required_by)
    if day > last:
        return Fault("day", f"The meetings must be done by {long_day(last)}. Choose that day or an earlier one")
    return None


def _no_room(facts: OrderFacts) -> str:
    if facts.missed():
        return f"All {MEETINGS} meetings are fixed. A missed one can be replaced once an acceptable reason is recorded"
    return (
        f"An order has {MEETINGS} meetings and all of them are fixed. "
        "Another can only replace one that was excused, moved or cancelled by us"
    )
