"""The age stop: under 18 on the day of the alleged offence there is no offence (domain rule 1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casework.people.rules.ages import birth_fault, is_under_18


class AgeDoubt(StrEnum):
    """Why a referral stops and the safeguarding page opens instead."""

    UNDER_18 = "under_18"
    NOT_KNOWN = "not_known"
    DOUBTED = "doubted"


@dataclass(frozen=True)
class AdultThen:
    """She was 18 or over on `on`, the day that decides."""

    on: date


@dataclass(frozen=True)
class Safeguard:
    """No referral may be made; `on` is the day that decides, in London."""

    why: AgeDoubt
    on: date


def deciding_day(offence_days: Iterable[date], arrested_on: date) -> date:
    """The earliest offence date charged; the arrest date only where none is known (domain rule 1)."""
    return min(offence_days, default=arrested_on)


def may_enter(
    born: date | None, *, offence_days: Iterable[date], arrested_on: date, doubted: bool = False
) -> AdultThen | Safeguard:
    """Decide whether a referral may be made at all (domain rule 1: Street Offences Act 1959 s.1 applies at 18).

    Days are London dates. A known age under 18 stops first; an age not known, or doubted by the worker,
    opens the same safeguarding page. Nothing is raised: the reason is the answer.
    """
    day = deciding_day(offence_days, arrested_on)
    if born is not None and is_under_18(born, day):
        return Safeguard(AgeDoubt.UNDER_18, day)
    if born is None:
        return Safeguard(AgeDoubt.NOT_KNOWN, day)
    return Safeguard(AgeDoubt.DOUBTED, day) if doubted else AdultThen(day)


def arrest_faults(
    *, born: date | None, arrested_on: date, offence_days: Iterable[date], court_day: date, today: date
) -> dict[str, str]:
    """What cannot be true about the dates of an arrest, by form field, each with how to put it right (R3, R5).

    All are London dates. Being under 18 is not a fault of the form: `may_enter` decides that.
    """
    found: dict[str, str] = {}
    if born is not None and (fault := birth_fault(born, today)):
        found["date_of_birth"] = fault
    if arrested_on > today:
        found["arrested_on"] = "The day of arrest cannot be after today"
    if any(day > arrested_on for day in offence_days):
        found["offence_on"] = "The offence cannot be after the arrest"
    if court_day <= arrested_on:
        found["court_day"] = f"Court date must be after the arrest ({arrested_on.day} {arrested_on:%B %Y})"
    return found
