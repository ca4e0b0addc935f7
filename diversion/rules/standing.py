"""Where a referral stands: one status with its reasons, decided from facts and never typed in (house.md habit 2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from diversion.rules.facts import LONDON, BookingFacts, Came, ReferralFacts, RequirementFacts
from diversion.rules.schemes import Leaves
from diversion.rules.words import Status, tag

SHORT_OF_DAYS = 14
LEFT_WORDS = {Leaves.ASSESSMENT: "a needs assessment", Leaves.PLAN: "a Care Action Plan agreed with the person"}


@dataclass(frozen=True)
class Kept:
    """One required appointment that counts; `late` when kept after the scheme's own date (domain rule 8)."""

    position: int
    day: date
    late: bool = False


@dataclass(frozen=True)
class Standing:
    """The answer: status, count and reasons.

    `days_left` are calendar days from today to `finish_by`, never below 0. `unrecorded` are the London dates
    of past appointments without an outcome. `next_booked` is the first moment, in UTC, still to come that
    would count. `kept` are the required appointments that count; `attended` those she came to before the
    hearing even where something else is missing.
    """

    status: Status
    done: int
    total: int
    because: tuple[str, ...]
    kept: tuple[Kept, ...]
    attended: tuple[Kept, ...]
    unrecorded: tuple[date, ...]
    finish_by: date | None
    days_left: int | None
    next_booked: datetime | None
    next_position: int | None

    @property
    def tag(self) -> tuple[str, str]:
        """The words and the colour of the status tag (ux.md 3.2)."""
        return tag(self.status, self.done, self.total)

    @property
    def is_open(self) -> bool:
        """True while something can still be done about the appointments."""
        return self.status in {Status.NEW, Status.TRYING, Status.IN_PROGRESS, Status.RUNNING_OUT, Status.CHECK_FIRST}


def standing(facts: ReferralFacts, *, now: datetime) -> Standing:
    """Decide a referral's status from its facts at the moment `now` (UTC, aware).

    An end recorded by a person stands first. Any appointment that has started without an outcome makes it
    "check first" (domain rule 9). Completed only when every requirement was kept, before the hearing, in
    order where the scheme says so, and left behind what the scheme asks (rule 8). One kept after the
    scheme's own date but before the hearing still counts, with its date.
    """
    today = now.astimezone(LONDON).date()
    kept, reasons = counted(facts)
    unrecorded = past_unrecorded(facts, now)
    deadline = _deadline(facts)
    coming = _coming(facts, {k.position for k in kept}, now)
    status, why = _status(facts, kept, unrecorded, deadline, coming, today)
    return Standing(
        status=status,
        done=len(kept),
        total=len(facts.requirements),
        because=(*why, *reasons),
        kept=kept,
        attended=attended(facts),
        unrecorded=unrecorded,
        finish_by=deadline,
        days_left=None if deadline is None else max(0, (deadline - today).days),
        next_booked=coming[0][0] if coming else None,
        next_position=coming[0][1] if coming else None,
    )


def _order_of(facts: ReferralFacts) -> list[RequirementFacts]:
    return sorted(facts.requirements, key=lambda requirement: requirement.position)


def counted(facts: ReferralFacts) -> tuple[tuple[Kept, ...], tuple[str, ...]]:
    """The required appointments that count, and why any that were attended do not (domain rule 8)."""
    kept: list[Kept] = []
    reasons: list[str] = []
    earlier: list[BookingFacts | None] = []
    for requirement in _order_of(facts):
        found = _first_in_order(requirement, facts, earlier)
        earlier.append(found)
        if found is not None and _has_left(requirement, found):
            kept.append(Kept(requirement.position, found.day, _is_late(found, facts)))
        else:
            reasons += _why_not(requirement, facts, found)
    return tuple(kept), tuple(reasons)


def attended(facts: ReferralFacts) -> tuple[Kept, ...]:
    """Required appointments she came to before the hearing, whatever else they lack: what a court is told."""
    first = ((r.position, next(iter(_before_hearing(r, facts)), None)) for r in _order_of(facts))
    return tuple(Kept(position, b.day, _is_late(b, facts)) for position, b in first if b is not None)


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
    kept = (booking for booking in requirement.bookings if booking.came is Came.KEPT)
    return sorted(kept, key=lambda booking: (booking.starts_at, not booking.on_paper))


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


def _has_left(requirement: RequirementFacts, booking: BookingFacts) -> bool:
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
    return f"Appointment {requirement.position} was attended on {_words(booking.day)}, {why}"


def _after_hearing(starts_at: datetime, facts: ReferralFacts) -> bool:
    if facts.hearing_at is not None:
        return starts_at >= facts.hearing_at
    return facts.court_day is not None and starts_at.astimezone(LONDON).date() >= facts.court_day


def _is_late(booking: BookingFacts, facts: ReferralFacts) -> bool:
    return facts.finish_by is not None and booking.day > facts.finish_by


def _deadline(facts: ReferralFacts) -> date | None:
    """The scheme's own date, unless it had gone before the referral began: then the court date itself."""
    if facts.finish_by is not None and facts.finish_by < facts.opened_on:
        return facts.court_day
    return facts.finish_by


def _coming(facts: ReferralFacts, done: set[int], now: datetime) -> list[tuple[datetime, int]]:
    """Bookings still to come for requirements not yet kept, soonest first."""
    return sorted(
        (booking.starts_at, requirement.position)
        for requirement in facts.requirements
        if requirement.position not in done
        for booking in requirement.bookings
        if booking.came is Came.NOT_RECORDED and booking.starts_at > now
    )


def _status(
    facts: ReferralFacts,
    kept: tuple[Kept, ...],
    unrecorded: tuple[date, ...],
    deadline: date | None,
    coming: list[tuple[datetime, int]],
    today: date,
) -> tuple[Status, tuple[str, ...]]:
    """The status and its own reasons, the most binding first."""
    total = len(facts.requirements)
    if facts.closed is not None:
        return facts.closed.closing.status, (f"Recorded on {_words(facts.closed.on)}",)
    if unrecorded:
        return Status.CHECK_FIRST, tuple(f"Attendance on {_words(day)} is not recorded" for day in unrecorded)
    if total and len(kept) == total:
        return Status.COMPLETED, tuple(_kept_words(k) for k in kept)
    if deadline is not None and today > deadline:
        return Status.NOT_COMPLETED, (f"{len(kept)} of {total} kept by {_words(deadline)}",)
    return _in_time(facts, total - len(kept), deadline, coming, today)


def _in_time(
    facts: ReferralFacts, needed: int, deadline: date | None, coming: list[tuple[datetime, int]], today: date
) -> tuple[Status, tuple[str, ...]]:
    """Before the deadline: running out of time, not reached yet, or simply under way."""
    if why := _running_out(facts, needed, deadline, coming, today):
        return Status.RUNNING_OUT, (why,)
    if facts.agreed or any(c.reached for c in facts.contacts) or _was_booked(facts):
        return Status.IN_PROGRESS, (f"{needed} still needed",)
    if facts.contacts:
        return Status.TRYING, (f"{len(facts.contacts)} attempts, not reached yet",)
    return Status.NEW, ("Nobody has been in contact yet",)


def _was_booked(facts: ReferralFacts) -> bool:
    return any(requirement.bookings for requirement in facts.requirements)


def _running_out(
    facts: ReferralFacts, needed: int, deadline: date | None, coming: list[tuple[datetime, int]], today: date
) -> str:
    """Why time is running out, or nothing (ux.md 3.2)."""
    if deadline is None:
        return ""
    still_to_book = needed - len({position for at, position in coming if at.astimezone(LONDON).date() <= deadline})
    left = _least(facts.free_times_left, facts.working_days_left)
    if still_to_book > 0 and left is not None and still_to_book > left:
        return f"{still_to_book} to book and {left} useful times left before {_words(deadline)}"
    days = (deadline - today).days
    if not coming and days <= SHORT_OF_DAYS:
        return f"{needed} needed, nothing booked and {days} days left"
    return ""


def _least(*counts: int | None) -> int | None:
    known = [count for count in counts if count is not None]
    return min(known) if known else None


def _kept_words(kept: Kept) -> str:
    late = ", after the scheme's own date but before the hearing" if kept.late else ""
    return f"Appointment {kept.position} kept on {_words(kept.day)}{late}"


def _words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
