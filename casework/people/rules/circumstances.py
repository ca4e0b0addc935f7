"""Life gets in the way, and each way has its place in the record (domain rule 30)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum


class CircumstanceKind(StrEnum):
    """What stands in the way."""

    CUSTODY = "custody"
    HOSPITAL = "hospital"
    WARRANT = "warrant"
    NO_FIXED_ADDRESS = "no_fixed_address"
    BAIL_CONDITION = "bail_condition"
    DIED = "died"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return _WORDS[self]

    @property
    def prompt(self) -> str:
        """What to do about it, in one sentence."""
        return _PROMPTS[self]

    @property
    def holds_texts(self) -> bool:
        """True where nothing may be sent to the phone: it may be in other hands, or nobody's."""
        return self in {CircumstanceKind.CUSTODY, CircumstanceKind.DIED}

    @property
    def stops_release(self) -> bool:
        """True where she must not be told that she need not go to court (domain rule 4)."""
        return self is CircumstanceKind.WARRANT

    @property
    def can_end(self) -> bool:
        """False for death: only a manager undoes it, as recorded in error."""
        return self is not CircumstanceKind.DIED

    @property
    def needs_place(self) -> bool:
        """True where the record says where."""
        return self in {CircumstanceKind.CUSTODY, CircumstanceKind.HOSPITAL, CircumstanceKind.WARRANT}


_WORDS = {
    CircumstanceKind.CUSTODY: "In custody",
    CircumstanceKind.HOSPITAL: "In hospital",
    CircumstanceKind.WARRANT: "Warrant issued",
    CircumstanceKind.NO_FIXED_ADDRESS: "No fixed address",
    CircumstanceKind.BAIL_CONDITION: "Bail condition",
    CircumstanceKind.DIED: "Died",
}
_PROMPTS = {
    CircumstanceKind.CUSTODY: "Texts are held. A missed appointment has an acceptable reason. Plan a prison visit.",
    CircumstanceKind.HOSPITAL: "A missed appointment has an acceptable reason. Ask the ward how to visit.",
    CircumstanceKind.WARRANT: "Find a solicitor and plan a supported surrender. Nobody may say that court is off.",
    CircumstanceKind.NO_FIXED_ADDRESS: "Texts reach few people who have no address. See them in person first.",
    CircumstanceKind.BAIL_CONDITION: "Check each booking against the condition.",
    CircumstanceKind.DIED: "Nothing is sent to them. Tell the CPS and the court yourself.",
}


def is_in_force(since: dt.date, until: dt.date | None, ended: bool, day: dt.date) -> bool:
    """Whether it stands on `day` (a London date). The last day still counts; `ended` means that somebody closed it.

    A closed circumstance with an end date to come stood until that date; without one it no longer stands at all.
    """
    if day < since:
        return False
    if until is not None:
        return day <= until
    return not ended


def faults(
    kind: CircumstanceKind, *, since: dt.date, until: dt.date | None, place: str, today: dt.date
) -> dict[str, str]:
    """What cannot be true, by form field, each with how to put it right; empty when it can be recorded."""
    found: dict[str, str] = {}
    if since > today:
        found["since"] = "The day it began cannot be after today"
    if until is not None and until < since:
        found["until"] = "The last day cannot be before the first"
    if until is not None and not kind.can_end:
        found["until"] = "Leave the last day blank"
    if kind.needs_place and not place.strip():
        found["place"] = _WHERE[kind]
    return found


_WHERE = {
    CircumstanceKind.CUSTODY: "Enter where, such as the prison or police station, or “not known”",
    CircumstanceKind.HOSPITAL: "Enter which hospital, or “not known”",
    CircumstanceKind.WARRANT: "Enter the court that issued it, or “not known”",
}
