"""The changes the law knows: of supervisor, of local justice area, revocation, and a paper put right (rules 12, 18).

There is no other: no power to give more time was found, so none is offered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casework.kernel.words import long_day
from orders.rules.months import latest_named_date
from orders.rules.particulars import Fault

AMENDED, REVOKED_CODE = "1032", "1029"


class Change(StrEnum):
    """What the court is asked for."""

    SUPERVISOR = "supervisor"
    AREA = "area"
    REVOCATION = "revocation"
    PAPER = "paper"

    @property
    def words(self) -> str:
        """As staff choose it."""
        return _WORDS[self]

    @property
    def code(self) -> str:
        """The CJS code of the application; empty where there is none."""
        return _CODES.get(self, "")

    @property
    def result_code(self) -> str:
        """The CJS result code when the court grants it; empty where there is none."""
        return {Change.REVOCATION: REVOKED_CODE, Change.PAPER: ""}.get(self, AMENDED)


_WORDS = {
    Change.SUPERVISOR: "Change of supervisor",
    Change.AREA: "Change of local justice area",
    Change.REVOCATION: "Revocation of the order",
    Change.PAPER: "Correction of a defective paper",
}
_CODES = {Change.SUPERVISOR: "SO59503", Change.AREA: "SO59502"}


class Decision(StrEnum):
    """What came of an application."""

    GRANTED = "granted"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"

    @property
    def words(self) -> str:
        """As staff choose it."""
        return {"granted": "Granted", "refused": "Refused", "taken_back": "Taken back before it was decided"}[self]


@dataclass(frozen=True, slots=True)
class Asking:
    """An application as typed. Dates are London dates; what a change does not need is left out."""

    kind: Change
    court_code: str = ""
    on: date | None = None
    supervisor: str = ""
    agreed: bool = False
    area: str = ""
    must_by: date | None = None


def asking_faults(asking: Asking, *, made_on: date, area_now: str, today: date) -> tuple[Fault, ...]:
    """Everything that stops an application being recorded, each at its field (rules 12 and 18)."""
    found = [*_when(asking.on, made_on, today)]
    if not asking.court_code:
        found.append(Fault("court", "Choose the court"))
    if asking.kind is Change.SUPERVISOR:
        found += _supervisor(asking)
    if asking.kind is Change.AREA and not asking.area:
        found.append(Fault("area", "Choose the local justice area they are moving to"))
    if asking.kind is Change.AREA and asking.area and asking.area == area_now:
        found.append(Fault("area", "This is the area the order names now. Choose the one they are moving to"))
    if asking.kind is Change.PAPER:
        found += _paper(asking.must_by, made_on)
    return tuple(found)


def decision_fault(on: date | None, *, applied_on: date, today: date) -> Fault | None:
    """Why the court cannot have decided on this London date."""
    if on is None:
        return Fault("decided_on", "Enter the day the court decided")
    if on > today:
        return Fault("decided_on", "The day the court decided must be today or earlier")
    if on < applied_on:
        return Fault("decided_on", f"The application was made on {long_day(applied_on)}. Enter that day or a later one")
    return None


def _when(on: date | None, made_on: date, today: date) -> tuple[Fault, ...]:
    if on is None:
        return (Fault("on", "Enter the day the application was made"),)
    if on > today:
        return (Fault("on", "The day of the application must be today or earlier"),)
    if on < made_on:
        return (Fault("on", f"The order was made on {long_day(made_on)}. Enter that day or a later one"),)
    return ()


def _supervisor(asking: Asking) -> tuple[Fault, ...]:
    """The one who takes over must have agreed, as the first one had to (rule 12)."""
    if not asking.supervisor.strip():
        return (Fault("supervisor", "Choose who is to supervise"),)
    if not asking.agreed:
        return (Fault("agreed", "The new supervisor must have agreed. Ask them first"),)
    return ()


def _paper(must_by: date | None, made_on: date) -> tuple[Fault, ...]:
    if must_by is None:
        return (Fault("must_by", "Enter the date the corrected paper names"),)
    if must_by <= made_on:
        return (Fault("must_by", "The date the meetings must be done by must be after the day the order was made"),)
    if must_by > (latest := latest_named_date(made_on)):
        return (Fault("must_by", f"The corrected paper can name a date up to {long_day(latest)}"),)
    return ()
