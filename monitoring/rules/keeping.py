"""What goes on being counted of somebody who is erased, quarter by quarter: codes, days and sums, and not whose."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from monitoring.rules.facts import (
    Facts,
    MeetingFact,
    OrderFact,
    PersonFact,
    ReplyFact,
    ServiceFact,
    TextFact,
    WayFact,
)

MOST_OF_ONE = 10_000
"""More of anything than one person has in one quarter: it keeps apart the numbers of those of two."""


def to_keep(facts: Facts) -> dict[str, Any]:
    """The facts of one person in one quarter, but for referrals and contacts, which are kept one by one."""
    return {
        "orders": [[_written(day) for day in _days(one)] for one in facts.orders],
        "texts": Counter(one.state for one in facts.texts),
        "replies": len(facts.replies),
        "meetings": [[one.came, one.reminded] for one in facts.meetings],
        "services": [[one.heading, one.outcome] for one in facts.services],
        "ways": [[one.stage, dict(one.headings), one.homeless] for one in facts.ways],
        "people": [[one.ethnicity, one.gender, one.age] for one in facts.people],
    }


def _days(one: OrderFact) -> tuple[dt.date | None, ...]:
    return one.made_on, one.complied_on, one.returned_on, one.revoked_on


def _written(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def from_kept(kept: Mapping[str, Any], number: int, *, person_id: int) -> Facts:
    """The facts again. `number` (below nothing) says which row they stand in, `person_id` which were one person."""
    base = number * MOST_OF_ONE
    states = [state for state, times in kept["texts"].items() for _ in range(times)]
    return Facts(
        orders=tuple(_order(base - nth, person_id, days) for nth, days in enumerate(kept["orders"])),
        texts=tuple(TextFact(base - nth, person_id, state) for nth, state in enumerate(states)),
        replies=tuple(ReplyFact(base - nth, person_id) for nth in range(kept["replies"])),
        meetings=tuple(MeetingFact(base - nth, person_id, *said) for nth, said in enumerate(kept["meetings"])),
        services=tuple(ServiceFact(base - nth, person_id, *said) for nth, said in enumerate(kept["services"])),
        ways=tuple(_way(person_id, *said) for said in kept["ways"]),
        people=tuple(PersonFact(person_id, *said) for said in kept["people"]),
    )


def _order(number: int, person_id: int, days: Sequence[str | None]) -> OrderFact:
    made, *others = (dt.date.fromisoformat(day) if day else None for day in days)
    return OrderFact(number, person_id, made or dt.date.min, *others)


def _way(person_id: int, stage: Any, headings: Mapping[str, Any], homeless: Any) -> WayFact:
    pairs = {name: (str(pair[0]), str(pair[1])) for name, pair in headings.items()}
    return WayFact(person_id, tuple(stage) if stage else None, pairs, tuple(homeless) if homeless else None)


def together(first: Facts, *others: Facts) -> Facts:
    """All of them as one."""
    every = (first, *others)
    return Facts(**{name: tuple(fact for one in every for fact in getattr(one, name)) for name in vars(first)})
