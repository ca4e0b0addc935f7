"""When CPS and court are to be told of a court day, when they are chased, and until when trying again is of use.

A court is told at once of whoever has completed, and of everybody at noon two business days before the hearing; the
last look is at 14:00 on the business day before, because an e-mail to a court counts on that day only until 14:30
(domain rule 20). Court days are London dates; every moment returned is UTC. `closed` holds days closed beside the
bank holidays.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from casework.kernel.workdays import (
    COURT_EMAIL_CLOSES,
    LONDON,
    add_business_days,
    business_days_before,
    is_business_day,
)

PROPOSED_AT = time(12)
LAST_LOOK = time(14)
OPENS = time(9)
COURT_RISES = time(17)
"""Until when news of a court day is of use on the day itself (ours)."""
CHASED_FOR = timedelta(days=28)
"""How long a notice without a court day is chased (ours)."""
WAITS_AT_MOST = timedelta(hours=1)
"""How long a notice waits for the mail server before a person is told that it has not gone yet (ours)."""


@dataclass(frozen=True)
class Times:
    """The three moments before a court day: everybody is proposed, the last look, and until when an e-mail counts."""

    propose_at: datetime
    last_look_at: datetime
    counts_until: datetime


def times(court_day: date, closed: Collection[date] = ()) -> Times:
    """When a court is told of a court day (domain rule 20)."""
    before = business_days_before(court_day, 1, closed)
    return Times(
        at(business_days_before(court_day, 2, closed), PROPOSED_AT),
        at(before, LAST_LOOK),
        at(before, COURT_EMAIL_CLOSES),
    )


def last_day_proposed(now: datetime, closed: Collection[date] = ()) -> date:
    """The last court day of which everybody is proposed by now, whatever they have completed."""
    here = now.astimezone(LONDON)
    day, counts = here.date(), here.time() >= PROPOSED_AT and is_business_day(here.date(), closed)
    after_noon = day if counts else business_days_before(day, 1, closed)
    return add_business_days(after_noon, 2, closed)


def chase_at(sent_at: datetime, court_day: date | None, closed: Collection[date] = ()) -> datetime:
    """When a notice nobody has acknowledged is chased: one business day after it was sent, or at the last look before
    its court day or that morning where those come sooner."""
    here = sent_at.astimezone(LONDON)
    if not is_business_day(here.date(), closed):
        here = datetime.combine(add_business_days(here.date(), 1, closed), OPENS, LONDON)
    due = at(add_business_days(here.date(), 1, closed), here.time())
    if court_day is None:
        return due
    sooner = (times(court_day, closed).last_look_at, at(court_day, OPENS))
    return min([due, *(moment for moment in sooner if moment > sent_at)])


def chase_until(sent_at: datetime, court_day: date | None) -> datetime:
    """Until when chasing is of use: the end of the court day, or four weeks where there is none."""
    return sent_at + CHASED_FOR if court_day is None else at(court_day + timedelta(days=1), time(0))


def useful_until(made_at: datetime, court_day: date | None, closed: Collection[date] = ()) -> datetime:
    """Until when a notice that the mail server puts off is tried again; after that a person is told.

    The rising of the court, and never less than one business day; two business days where there is no court day.
    """
    here = made_at.astimezone(LONDON)
    waits = at(add_business_days(here.date(), 1 if court_day else 2, closed), here.time())
    return max(waits, at(court_day, COURT_RISES)) if court_day else waits


def at(day: date, wall: time) -> datetime:
    """A London wall time as a moment in UTC (domain rule 22)."""
    return datetime.combine(day, wall.replace(tzinfo=None), LONDON).astimezone(UTC)
