"""The dates that follow from a court date and from a notice (domain rules 5, 7, 20 and 21)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from casework.kernel.workdays import add_business_days, business_days_before, is_business_day

REVIVE_WITHIN_DAYS = 35


def finish_by(court_day: date, business_days: int, closed: Collection[date]) -> date:
    """The last day a scheme's appointments should be kept: so many business days before court (domain rule 21).

    Follows whenever the court date moves (rule 5). `closed` are the days that are not business days
    besides weekends (rule 20). Zero business days means the court date itself.
    """
    return business_days_before(court_day, business_days, closed) if business_days else court_day


def usual_court_day(arrested_on: date, weeks: int, closed: Collection[date]) -> date:
    """The court date offered first: so many weeks after the arrest, then the next business day.

    A default for the field, not law: the bail sheet decides (domain rule 5).
    """
    day = arrested_on + timedelta(weeks=weeks)
    return day if is_business_day(day, closed) else add_business_days(day, 1, closed)


def may_ask_until(served_on: date) -> date:
    """The last day on which the accused may ask for a discontinued case to go on.

    Within 35 calendar days of service of the notice (domain rule 7: Prosecution of Offences Act 1985 s.23).
    """
    return served_on + timedelta(days=REVIVE_WITHIN_DAYS)
