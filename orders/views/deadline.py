"""What the page of an order says of the date on its paper, and what can be done where it is at risk (rule 11)."""

from __future__ import annotations

from casework.kernel.deadline import Clock, ClockState
from casework.kernel.words import long_day
from orders.models import SupportOrder
from orders.rules import Status
from orders.rules.standing import Standing

RUNNING = frozenset({Status.ACTIVE, Status.RUNNING_OUT, Status.CHECK_FIRST, Status.REASON_AWAITED})
"""While an order stands so, its date can still be met by doing something."""
ACT = {
    ClockState.AT_RISK: "Fix the meetings now. Somebody the supervisor directs may hold one.",
    ClockState.CANNOT_BE_MET: "As the diary stands, the date cannot now be met. Somebody the supervisor directs "
    "may hold a meeting. The date on the paper does not move.",
}


def alarm(found: Standing, clock: Clock) -> str:
    """The warning of a clock somebody should act on; empty where nothing is at risk."""
    if found.status not in RUNNING or clock.by is None or clock.state not in ACT:
        return ""
    return f"{clock.words[:1].upper()}{clock.words[1:]}. {ACT[clock.state]}"


def risk(found: Standing, clock: Clock) -> tuple[str, str] | None:
    """The tag of a date at risk, where the status does not say so already."""
    said = found.status is Status.RUNNING_OUT and clock.state is ClockState.AT_RISK
    return clock.tag if found.status in RUNNING and not said else None


def deadline_rows(order: SupportOrder, clock: Clock) -> list[tuple[str, str]]:
    """The date on the paper with what is still needed by then; nothing once nothing is needed any more."""
    if not clock.rows or clock.by is None:
        return []
    named = order.must_by == clock.by
    said = "date on the order" if named else "six months from the day it was made, until the court has answered"
    return [("Must be done by", f"{long_day(clock.by)} ({said})"), *clock.rows]
