"""The only place that reads a clock. A stored moment is UTC; a court day is a London date (domain rule 22)."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from casework.kernel.refused import Refused

LONDON = ZoneInfo("Europe/London")


def now() -> dt.datetime:
    """This moment, in UTC and aware."""
    return dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """The date in London at this moment."""
    return now().astimezone(LONDON).date()


def local(instant: dt.datetime) -> dt.datetime:
    """A stored moment as London wall time."""
    return instant.astimezone(LONDON)


def local_day(instant: dt.datetime) -> dt.date:
    """The date in London on which a stored moment falls."""
    return local(instant).date()


def moment(day: dt.date, time: dt.time, *, field: str | None = None) -> dt.datetime:
    """The UTC moment of a London wall time.

    Raises Refused, on `field`, for a time that does not exist on the night the clocks go forward
    or that happens twice on the night they go back (promises C.14).
    """
    first = dt.datetime.combine(day, time, LONDON)
    second = first.replace(fold=1)
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(dt.UTC)
    if first.astimezone(dt.UTC).astimezone(LONDON).time() != time:
        raise Refused("The clocks go forward that night, so this time does not exist. Choose another time", field)
    raise Refused("The clocks go back that night, so this time happens twice. Choose another time", field)


def start_of_day(day: dt.date) -> dt.datetime:
    """The UTC moment at which a London date begins."""
    return dt.datetime.combine(day, dt.time(), LONDON).astimezone(dt.UTC)
