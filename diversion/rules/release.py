"""May she be told that she does not need to go to court? The most dangerous answer here (domain rule 4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from casework.kernel.words import long_day
from diversion.rules.words import Method


@dataclass(frozen=True)
class EndingFacts:
    """One recorded decision about a charge or an attendance: who decided, when, under what reference."""

    method: Method
    decided_by: str
    decided_on: date | None
    reference: str

    @property
    def is_complete(self) -> bool:
        """True where who, when and reference are all recorded."""
        return bool(self.decided_by.strip() and self.decided_on and self.reference.strip())


@dataclass(frozen=True)
class ChargeFacts:
    """One charge of hers and the court day it is listed for; `endings` in the order recorded, last one true."""

    key: int
    label: str
    court_day: date | None
    endings: tuple[EndingFacts, ...] = ()


@dataclass(frozen=True)
class HearingFacts:
    """One hearing of hers. `charges` are the keys of those it will deal with; empty where we know of none.

    `excused` is the court's own decision that she need not attend, or that the hearing will not take place.
    """

    label: str
    day: date
    charges: tuple[int, ...] = ()
    excused: EndingFacts | None = None


@dataclass(frozen=True)
class WarrantFacts:
    """A warrant recorded against her; `withdrawn_on` once the court has withdrawn or executed it."""

    label: str
    withdrawn_on: date | None = None


@dataclass(frozen=True)
class Allowed:
    """Everything of hers that day is ended or excused; `by` says on whose recorded decisions."""

    day: date
    by: tuple[str, ...]


@dataclass(frozen=True)
class Why:
    """She must still go; each reason says what stands in the way."""

    day: date
    reasons: tuple[str, ...]


def may_release(
    day: date,
    charges: Iterable[ChargeFacts],
    hearings: Iterable[HearingFacts],
    warrants: Iterable[WarrantFacts],
) -> Allowed | Why:
    """Decide whether "you do not need to go" may be said about a court day (domain rule 4).

    Every charge and every hearing of hers on that London day must be ended, or the court must have excused
    her, each with who decided, when and reference; and no warrant may stand. Completing a scheme is no
    argument here, because it does not end the duty to surrender to bail (Bail Act 1976 s.6).
    """
    listed = [charge for charge in charges if charge.court_day == day]
    sittings = [hearing for hearing in hearings if hearing.day == day]
    reasons = [f"A warrant is recorded: {w.label}" for w in warrants if w.withdrawn_on is None]
    reasons += [why for charge in listed if (why := _charge_stands(charge, sittings))]
    reasons += [why for hearing in sittings if (why := _hearing_stands(hearing, listed))]
    if not listed and not sittings:
        reasons.append("No charge or hearing of this person is recorded on that day")
    if reasons:
        return Why(day, tuple(reasons))
    return Allowed(day, _on_whose_word(listed, sittings))


def _charge_stands(charge: ChargeFacts, sittings: list[HearingFacts]) -> str:
    """Why this charge still brings her to court, or nothing: it ended, or every hearing of it is excused."""
    its_hearings = [hearing for hearing in sittings if charge.key in hearing.charges]
    if _ended(charge) or (its_hearings and all(_excused(hearing) for hearing in its_hearings)):
        return ""
    if not charge.endings:
        return f"{charge.label}: no ending of the case is recorded"
    if charge.endings[-1].method.ends_the_charge:
        return f"{charge.label}: the ending does not say who decided, when and under what reference"
    return f"{charge.label}: the last thing recorded does not end it"


def _ended(charge: ChargeFacts) -> bool:
    return bool(charge.endings) and charge.endings[-1].method.ends_the_charge and charge.endings[-1].is_complete


def _excused(hearing: HearingFacts) -> bool:
    return hearing.excused is not None and hearing.excused.is_complete


def _hearing_stands(hearing: HearingFacts, listed: list[ChargeFacts]) -> str:
    """Why this hearing still brings her to court, or nothing: excused, or every charge before it ended."""
    ended = {charge.key for charge in listed if _ended(charge)}
    if _excused(hearing) or (hearing.charges and ended.issuperset(hearing.charges)):
        return ""
    return f"{hearing.label}: the court has not excused attendance"


def _on_whose_word(listed: list[ChargeFacts], sittings: list[HearingFacts]) -> tuple[str, ...]:
    decisions = [charge.endings[-1] for charge in listed if _ended(charge)]
    decisions += [hearing.excused for hearing in sittings if hearing.excused and _excused(hearing)]
    return tuple(dict.fromkeys(f"{d.decided_by}, {_day(d.decided_on)}, {d.reference}" for d in decisions))


def _day(day: date | None) -> str:
    return long_day(day) if day else ""
