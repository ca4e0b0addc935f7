"""What Today says of an order: one sentence and one button, the most urgent thing only (ux 2.4)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from casework.kernel.deadline import SPARE, Clock, ClockState
from casework.kernel.showing import REASON_AFTER, Rank
from casework.kernel.words import counted, long_day, short_day
from casework.kernel.workdays import add_business_days
from orders.rules.facts import AtCourt, Kept, MeetingFacts, OrderFacts
from orders.rules.meetings import next_number
from orders.rules.standing import Standing, standing
from orders.rules.words import MEETINGS, Status

TELL = "Tell the court"
LAY = "Record it"
DUE_DAYS = 28
"""With meetings outstanding, this many calendar days before the date on the paper or fewer are shown (ux 2.4)."""


@dataclass(frozen=True, slots=True)
class OrderTask:
    """One thing to do. `fix` is the meeting to fix, `missed` the meeting whose reason is wanted, if it is that."""

    rank: Rank
    why: str
    button: str
    due: date | None
    fix: int | None = None
    missed: MeetingFacts | None = None


def task_of(
    facts: OrderFacts,
    *,
    today: date,
    closed: Collection[date] = (),
    reason_after: int = REASON_AFTER,
    clock: Clock | None = None,
) -> OrderTask | None:
    """The one thing this order asks for on a London date, or None. Past meetings to record are not among them:
    Today lists every appointment of that kind itself.

    `clock` is its deadline clock with the free times of the supervisor's diary, where somebody looked: an order is
    running out of time, too, where that diary leaves too little room (decision 35).

    A reason that is not known yet is asked for after `reason_after` business days (ours, a setting; domain rule 16).
    """
    found = standing(facts, today=today)
    if found.status is Status.NO_REASONABLE_EXCUSE:
        return OrderTask(Rank.TO_LAY, _to_lay(facts), LAY, facts.opinion_on)
    if found.status is Status.COMPLIED_NOT_TOLD:
        return OrderTask(Rank.COMPLIED, f"kept all {MEETINGS} meetings. The court is not told yet", TELL, today)
    if found.status is Status.DATE_PASSED and facts.at_court is AtCourt.NO_ACTION:
        return None
    if found.status is Status.DATE_PASSED:
        why = f"kept {found.attended} of {MEETINGS} meetings; the order said by {_day(facts)}"
        return OrderTask(Rank.OUTCOME_NEEDED, why, "Look", facts.required_by)
    return _reason(facts, today, closed, reason_after) or _in_time(facts, found, clock)


def _in_time(facts: OrderFacts, found: Standing, clock: Clock | None) -> OrderTask | None:
    """While the date has not passed: running out by its date or by the diary, or simply due soon."""
    tight = clock is not None and clock.state.wants_action and clock.to_book > 0 and not found.status.over
    if found.status is not Status.RUNNING_OUT and not (tight and facts.outstanding):
        return _due(facts, found)
    room = _room(clock) if tight and clock is not None else ""
    return _running_out(facts, found, room)


def _room(clock: Clock) -> str:
    """What the diary says that the date alone does not: that too few times are free, or that it cannot be met."""
    if clock.free_times_left is None or clock.tag is None:
        return ""
    short = clock.state is ClockState.CANNOT_BE_MET or (clock.slack is not None and clock.slack <= SPARE)
    return f". {clock.tag[0]}: {clock.words}" if short else ""


def _to_lay(facts: OrderFacts) -> str:
    formed = f" formed on {long_day(facts.opinion_on)}" if facts.opinion_on else ""
    return f"the supervisor’s opinion{formed}: an information must be laid before a magistrate"


def _reason(facts: OrderFacts, today: date, closed: Collection[date], reason_after: int) -> OrderTask | None:
    unknown = (m for m in facts.missed() if m.kept is Kept.REASON_NOT_KNOWN)
    late = next((m for m in unknown if add_business_days(m.day, reason_after, closed) <= today), None)
    if late is None:
        return None
    why = f"missed meeting {late.number} on {short_day(late.day)}. The reason is still not known"
    return OrderTask(
        Rank.REASON_NEEDED, why, "Give reason", add_business_days(late.day, reason_after, closed), missed=late
    )


def _running_out(facts: OrderFacts, found: Standing, room: str) -> OrderTask:
    left = counted(found.days_left or 0, "day")
    why = f"needs {counted(facts.outstanding, 'meeting')} by {_day(facts)}, {left} left{room}"
    number = next_number(facts)
    button = "Look" if number is None else "Book"
    return OrderTask(Rank.RUNNING_OUT, why, button, found.finish_by, fix=number)


def _due(facts: OrderFacts, found: Standing) -> OrderTask | None:
    """Meetings still outstanding four weeks before the date on the paper, though nothing is at risk yet (ux 2.4)."""
    if found.status.over or not facts.outstanding or found.days_left is None or found.days_left > DUE_DAYS:
        return None
    why = f"needs {counted(facts.outstanding, 'meeting')} by {_day(facts)}, {counted(found.days_left, 'day')} left"
    number = next_number(facts)
    return OrderTask(Rank.ORDER_DUE, why, "Look" if number is None else "Book", found.finish_by, fix=number)


def _day(facts: OrderFacts) -> str:
    return long_day(facts.required_by) if facts.required_by else "the six-month limit"
