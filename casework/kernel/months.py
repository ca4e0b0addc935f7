"""Counting calendar months, as the law and the periods of records count them."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day of the month, `months` calendar months on, or back below 0; in a shorter month, its last day.

    Not moved for weekends or bank holidays: this is a limit in calendar months, not a working deadline (rule 12).
    """
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return dt.date(year, month, min(day.day, monthrange(year, month)[1]))
