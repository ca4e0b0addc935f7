"""Counting calendar months, as the law counts the life of an order (domain rules 12 and 21)."""

from __future__ import annotations

from datetime import date

from casework.kernel.months import months_after

__all__ = ["LONGEST_MONTHS", "finish_by", "latest_named_date", "months_after"]
LONGEST_MONTHS = 6


def latest_named_date(made_on: date) -> date:
    """The last date an order may name: six calendar months after it was made, that day included (rule 12)."""
    return months_after(made_on, LONGEST_MONTHS)


def finish_by(made_on: date, required_by: date | None) -> date:
    """The day to work to: the date on the paper, or the six-month ceiling where the paper lacks one or goes past it.

    A paper that names no date, or too late a one, is a matter for the court (rule 12). Until the court has answered,
    working to the earlier day is the choice that cannot make her late.
    """
    ceiling = latest_named_date(made_on)
    return min(required_by, ceiling) if required_by else ceiling
