"""When the people of a mixed day may be texted, by their number, and which texts came at another hour (promises P4).

By rules of its own, which owe nothing to the product's: what it took for open is not asked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from tests.harness.storm import FIRST_NUMBER
from tests.harness.verdict import LONGEST_POST
from tests.support.provider.ledger import Taken

LONDON = ZoneInfo("Europe/London")
CHANGE = dt.time(10, 6)
"""The day begins at ten: the hours of some end, and those of others begin, while everything dies in turn (in a long
run), or when nothing dies any more (in a short one)."""


@dataclass(frozen=True)
class Hours:
    """London wall times, the end not included; days are 1 for Monday to 7 for Sunday, as the product's form has it."""

    since: dt.time = dt.time(9)
    until: dt.time = dt.time(19, 30)
    days: str = "1234567"

    def allow(self, moment: dt.datetime) -> bool:
        """Whether a text that the provider took at this moment (UTC) may have left in these hours."""
        there = moment.astimezone(LONDON)
        left = (there - dt.timedelta(seconds=LONGEST_POST)).time()
        return str(there.isoweekday()) in self.days and self.since <= there.time() and left < self.until


USUAL = Hours()
EARLY, LATE, NOT_MONDAY = Hours(until=CHANGE), Hours(since=CHANGE), Hours(days="234567")
OWN = {1: EARLY, 3: LATE, 5: NOT_MONDAY, 7: LATE}
MADE = 400
"""So many numbers belong to people who are there from the beginning; those who are arrested later name no hours."""


def hours_of(number: str) -> Hours:
    """What the person with this number has said; half of them, those who have an appointment ahead, say something."""
    n = int(number) - FIRST_NUMBER
    return OWN.get(n % 8, USUAL) if n < MADE else USUAL


def usual(_number: str) -> Hours:
    """Where nobody has said anything."""
    return USUAL


def outside(taken: Iterable[Taken], at_once: frozenset[str], hours: Callable[[str], Hours]) -> list[str]:
    """The texts that came outside the hours of whoever has the number; `at_once` are those that were asked for."""
    return [
        f"{one.token} at {one.created.astimezone(LONDON):%a %H:%M:%S}"
        for one in taken
        if one.token not in at_once and not hours(one.number).allow(one.created)
    ]
