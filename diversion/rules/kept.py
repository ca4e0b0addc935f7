"""Which attendances of a referral count, and why any does not (domain rules 8 and 9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from casework.kernel.words import long_day
from diversion.rules.facts import LONDON, BookingFacts, Came, ReferralFacts, RequirementFacts
from diversion.rules.schemes import Leaves

LEFT_WORDS = {Leaves.ASSESSMENT: "a needs assessment", Leaves.PLAN: "a Care Action Plan agreed with the person"}


@dataclass(frozen=True)
class Kept:
    """One required appointment that counts; `late` when kept after the scheme's own date (domain rule 8)."""

    position: int
    day: date
    late: bool = False

    @property
    def words(self) -> str:
        """When it was kept, in words."""
        late = ", after the scheme's own date but before the hearing" if self.late else ""
        return f"Appointment {self.position} kept on {long_day(self.day)}{late}"


def found_in_order(facts: ReferralFacts) -> list[tuple[RequirementFacts, BookingFacts | None]]:
    """Each requirement, in order, with the first attendance that can count for it, whatever it has left behind."""
    earlier: list[BookingFacts | None] = []
    ordered = sorted(facts.requirements, key=lambda requirement: requirement.position)
    for requirement in ordered:
        earlier.append(_first_in_order(requirement, facts, earlier))
    return list(zip(ordered, earlier, strict=True))


def counted(facts: ReferralFacts) -> tuple[tuple[Kept, ...], tuple[str, ...]]:
    """The required appointments that count, and why any that were attended do not (domain rule 8)."""
    kept: list[Kept] = []
    reasons: list[str] = []
    for requirement, found in found_in_order(facts):
        if found is not None and has_left(requirement, found):
            kept.append(Kept(requirement.position, found.day, _is_late(found, facts)))
        else:
            reasons += _why_not(requirement, facts, found)
    return tuple(kept), tuple(reasons)


def attended(facts: ReferralFacts) -> tuple[Kept, ...]:
    """Required appointments she came to before the hearing, whatever else they lack: what a court is told."""
    ordered = sorted(facts.requirements, key=lambda requirement: requirement.position)
    first = ((r.position, next(iter(_before_hearing(r, facts)), None)) for r in ordered)
    return tuple(Kept(position, b.day, _is_late(b, facts)) for position, b in first if b is not None)


def needed_again(facts: ReferralFacts) -> frozenset[int]:
    """The positions attended before the one that the scheme asks for first: they are needed once more (rule 8)."""
    return frozenset(r.position for r, found in found_in_order(facts) if found is None and _before_hearing(r, facts))


def past_unrecorded(facts: ReferralFacts, now: datetime) -> tuple[date, ...]:
    """London dates of appointments that have started and have no outcome: never inferred (domain rule 9)."""
    waiting = {
        booking.day
        for requirement in facts.requirements
        for booking in requirement.bookings
        if booking.came is Came.NOT_RECORDED and booking.starts_at <= now
    }
    return tuple(sorted(waiting))


def _kept_bookings(requirement: RequirementFacts) -> list[BookingFacts]:
    kept = [booking for booking in requirement.bookings if booking.came is Came.KEPT]
    return kept if len(kept) < 2 else sorted(kept, key=lambda booking: (booking.starts_at, not booking.on_paper))


def _before_hearing(requirement: RequirementFacts, facts: ReferralFacts) -> list[BookingFacts]:
    return [b for b in _kept_bookings(requirement) if not _after_hearing(b.starts_at, facts)]


def _first_in_order(
    requirement: RequirementFacts, facts: ReferralFacts, earlier: list[BookingFacts | None]
) -> BookingFacts | None:
    """The first attendance that counts: where order matters, only one after every earlier requirement's."""
    if facts.in_order and None in earlier:
        return None
    after = max((b.starts_at for b in earlier if b is not None), default=None) if facts.in_order else None
    return next((b for b in _before_hearing(requirement, facts) if after is None or b.starts_at >= after), None)


def has_left(requirement: RequirementFacts, booking: BookingFacts) -> bool:
    """Whether what the scheme asks it to leave behind is there."""
    return requirement.leaves is Leaves.NOTHING or requirement.has_left or booking.on_paper


def _why_not(requirement: RequirementFacts, facts: ReferralFacts, found: BookingFacts | None) -> list[str]:
    """Why appointments that were attended for this requirement do not count."""
    if found is not None:
        return [_attended_but(requirement, found, f"but {LEFT_WORDS[requirement.leaves]} is not recorded")]
    return [
        _attended_but(
            requirement,
            booking,
            "after the hearing"
            if _after_hearing(booking.starts_at, facts)
            else "before the one that the scheme asks for first",
        )
        for booking in _kept_bookings(requirement)
    ]


def _attended_but(requirement: RequirementFacts, booking: BookingFacts, why: str) -> str:
    return f"Appointment {requirement.position} was attended on {long_day(booking.day)}, {why}"


def _after_hearing(starts_at: datetime, facts: ReferralFacts) -> bool:
    if facts.hearing_at is not None:
        return starts_at >= facts.hearing_at
    return facts.court_day is not None and starts_at.astimezone(LONDON).date() >= facts.court_day


def _is_late(booking: BookingFacts, facts: ReferralFacts) -> bool:
    return facts.finish_by is not None and booking.day > facts.finish_by
