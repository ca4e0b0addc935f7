"""Business days in England and Wales (domain rule 20). Knows no page, no table and no clock.

A business day is not a Saturday, a Sunday, Christmas Day, Boxing Day, Good Friday, Easter Monday or a bank holiday
(Criminal Procedure Rules, rule 2.2). Published holidays are those of the `holidays` library, from 2000 to 2060 as
written in a file. A day proclaimed later, or a local one, comes in as `closed`, the days that staff keep. All days are
London dates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
WRITTEN = Path(__file__).parent / "data" / "bank_holidays.txt"
COURT_EMAIL_CLOSES = dt.time(14, 30)
"""An e-mail to a court counts on the day it is sent only up to this London time (domain rule 20)."""

_DAY = dt.timedelta(days=1)


@lru_cache(maxsize=128)
def bank_holidays(year: int) -> frozenset[dt.date]:
    """The published holidays of England and Wales in one year."""
    if (known := _written().get(year)) is not None:
        return known
    import holidays  # the calendars of the world take 17 MiB, which a process that counts our days does not need

    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


@lru_cache(maxsize=1)
def _written() -> dict[int, frozenset[dt.date]]:
    """What the library says of the years that people work in, as written down; a test holds it to the library."""
    lines = (line.split() for line in WRITTEN.read_text(encoding="ascii").splitlines())
    return {
        int(year[:4]): frozenset(dt.date.fromisoformat(f"{year[:4]}-{day}") for day in days) for year, *days in lines
    }


def is_business_day(day: dt.date, closed: Collection[dt.date] = ()) -> bool:
    """True when the courts count this day (domain rule 20)."""
    return day.weekday() < 5 and day not in closed and day not in bank_holidays(day.year)


@lru_cache(maxsize=2048)
def business_days(first: dt.date, last: dt.date, closed: frozenset[dt.date] = frozenset()) -> frozenset[dt.date]:
    """Every business day from `first` to `last`, both counted; kept, since a list asks for the same days many times."""
    days = (first + _DAY * n for n in range((last - first).days + 1))
    return frozenset(day for day in days if is_business_day(day, closed))


def _step(day: dt.date, count: int, step: dt.timedelta, closed: Collection[dt.date]) -> dt.date:
    if count < 0:
        raise ValueError("The number of business days cannot be negative")
    while count:
        day += step
        count -= is_business_day(day, closed)
    return day


def add_business_days(day: dt.date, count: int, closed: Collection[dt.date] = ()) -> dt.date:
    """The business day `count` after `day`, which is itself never counted; for 0, `day` as it is.

    Raises ValueError for a negative count.
    """
    return _step(day, count, _DAY, closed)


def business_days_before(day: dt.date, count: int, closed: Collection[dt.date] = ()) -> dt.date:
    """The business day `count` before `day`: a scheme's "finish by", counted back from court (domain rule 21).

    `day` itself is never counted; for 0 it is returned as it is. Raises ValueError for a negative count.
    """
    return _step(day, count, -_DAY, closed)


def business_days_between(start: dt.date, end: dt.date, closed: Collection[dt.date] = ()) -> int:
    """How many business days come after `start`, up to and including `end`; negative when `end` is the earlier."""
    if end < start:
        return -business_days_between(end, start, closed)
    days = (start + _DAY * n for n in range(1, (end - start).days + 1))
    return sum(is_business_day(day, closed) for day in days)


def next_business_day(day: dt.date, closed: Collection[dt.date] = ()) -> dt.date:
    """`day` itself when it is a business day, otherwise the first one after it."""
    return day if is_business_day(day, closed) else add_business_days(day, 1, closed)


def email_counts_on(sent_at: dt.datetime, closed: Collection[dt.date] = ()) -> dt.date:
    """The business day on which an e-mail to a court counts (domain rule 20).

    `sent_at` is any aware moment. Sent by 14:30 London time on a business day it counts that day, else the next.
    """
    sent = sent_at.astimezone(LONDON)
    on_time = sent.time().replace(tzinfo=None) <= COURT_EMAIL_CLOSES
    if on_time and is_business_day(sent.date(), closed):
        return sent.date()
    return add_business_days(sent.date(), 1, closed)
