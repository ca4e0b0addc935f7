"""The age stop of an order: under 18 on the day of the alleged offence there is no offence (domain rule 1)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from casework.people.rules.ages import is_under_18
from orders.rules.months import months_after
from orders.rules.particulars import Fault

_COURT_WITHIN_MONTHS = -12
"""An order is made within months of the offence. A year back is far enough to be sure of an age without its date."""


class AgeStop(StrEnum):
    """Why no order is recorded and the safeguarding page opens instead."""

    UNDER_18 = "under_18"
    NOT_KNOWN = "not_known"
    DOUBTED = "doubted"


def age_stop(born: date | None, *, offence_on: date | None, made_on: date, doubted: bool = False) -> AgeStop | None:
    """Decide whether the age stops an order. The offence date decides; the day of the order where none is known."""
    if born is None:
        return AgeStop.NOT_KNOWN
    if is_under_18(born, offence_on or made_on):
        return AgeStop.UNDER_18
    return AgeStop.DOUBTED if doubted else None


def offence_date_fault(born: date | None, *, offence_on: date | None, made_on: date) -> Fault | None:
    """Ask for the offence date of somebody who may have been under 18 then, though 18 when the order was made."""
    if born is None or offence_on is not None or not is_under_18(born, months_after(made_on, _COURT_WITHIN_MONTHS)):
        return None
    return Fault(
        "offence_on", "Enter the date of the offence: this person may have been under 18 then, so it has to be known"
    )
