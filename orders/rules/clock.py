"""What the deadline clock runs on for an order (domain rules 9, 11, 12, 14, 16 and 18; decision 35)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from casework.kernel.deadline import Clock, DeadlineFacts, Need, deadline
from orders.rules.facts import OrderFacts
from orders.rules.meetings import Slot, slots
from orders.rules.months import finish_by
from orders.rules.standing import RUNNING_OUT_DAYS, standing


def clock_of(
    facts: OrderFacts,
    *,
    today: date,
    free: Mapping[date, int] | None = None,
    not_on: Collection[date] = (),
    closed: Collection[date] = (),
) -> Clock:
    """Where an order stands against the date on its paper, on a London date.

    `free` are the free times of each London day, as `deadline` takes them; `not_on` are court days of hers. The three
    meetings are on three days and in no legal order. Over once the court has ended the order.
    """
    return deadline(deadline_facts(facts, today=today, not_on=not_on, closed=closed), today=today, free=free)


def deadline_facts(
    facts: OrderFacts, *, today: date, not_on: Collection[date] = (), closed: Collection[date] = ()
) -> DeadlineFacts:
    """What is still needed by the date on the paper, or by the six-month ceiling where the paper names none (rule 12).

    A meeting kept after that day cannot count, and there is no power to extend (rule 18): nothing counts later.
    """
    kept = {meeting.number for meeting in facts.counted}
    open_ones = [slot for slot in slots(facts) if slot.number not in kept]
    return DeadlineFacts(
        needs=tuple(_need(slot, today) for slot in open_ones),
        attended=len(facts.counted),
        by=finish_by(facts.made_on, facts.required_by),
        in_order=False,
        over=bool(open_ones) and standing(facts, today=today).status.over,
        soon=RUNNING_OUT_DAYS,
        not_on=not_on,
        closed=closed,
    )


def _need(slot: Slot, today: date) -> Need:
    """Waiting where a past meeting is not recorded, or one was missed and nobody has accepted why: until then no other
    can be fixed in its place (rule 18)."""
    return Need(
        booked=min((m.day for m in slot.fixings if m.is_ahead(today)), default=None),
        waiting=any(m.is_unrecorded(today) for m in slot.fixings)
        or (bool(slot.fixings) and not slot.open and not any(m.is_ahead(today) for m in slot.fixings)),
    )
