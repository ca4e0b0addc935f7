"""Where a referral stands: one status with its reasons, decided from facts and never typed in (house.md habit 2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from casework.kernel.deadline import Clock
from casework.kernel.words import long_day
from diversion.rules.clock import clock_of, date_to_work_to
from diversion.rules.facts import LONDON, Came, ReferralFacts
from diversion.rules.kept import LEFT_WORDS, Kept, attended, counted, past_unrecorded
from diversion.rules.words import Status, tag

SHUT_ON = "The court does not sit on"

__all__ = ["LEFT_WORDS", "Kept", "Standing", "Tally", "attended", "counted", "past_unrecorded", "standing", "tally"]


@dataclass(frozen=True)
class Tally:
    """What a sentence for CPS and court is made from: the part of a `Standing` that needs no status."""

    total: int
    kept: tuple[Kept, ...]
    attended: tuple[Kept, ...]
    unrecorded: tuple[date, ...]
    finish_by: date | None


def tally(facts: ReferralFacts, *, now: datetime) -> Tally:
    """The same of a referral's facts at a moment (UTC, aware) as `standing` says."""
    return Tally(
        total=len(facts.requirements),
        kept=counted(facts)[0],
        attended=attended(facts),
        unrecorded=past_unrecorded(facts, now),
        finish_by=date_to_work_to(facts),
    )


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
    deadline = date_to_work_to(facts)
    coming = _coming(facts, {k.position for k in kept}, now)
    status, why = _status(facts, kept, unrecorded, deadline, now)
    return Standing(
        status=status,
        done=len(kept),
        total=len(facts.requirements),
        because=(*why, *reasons, *_shut(facts, today)),
        kept=kept,
        attended=attended(facts),
        unrecorded=unrecorded,
        finish_by=deadline,
        days_left=None if deadline is None else max(0, (deadline - today).days),
        next_booked=coming[0][0] if coming else None,
        next_position=coming[0][1] if coming else None,
    )


def _shut(facts: ReferralFacts, today: date) -> tuple[str, ...]:
    """A court date that cannot be kept as it is: the duty to go stands until the court gives another (rule 5)."""
    if not facts.court_shut or facts.court_day is None or facts.court_day < today or facts.closed is not None:
        return ()
    return (f"{SHUT_ON} {long_day(facts.court_day)}. Ask it for the new court date",)


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
    facts: ReferralFacts, kept: tuple[Kept, ...], unrecorded: tuple[date, ...], deadline: date | None, now: datetime
) -> tuple[Status, tuple[str, ...]]:
    """The status and its own reasons, the most binding first."""
    total = len(facts.requirements)
    if facts.closed is not None:
        return facts.closed.closing.status, (f"Recorded on {long_day(facts.closed.on)}",)
    if unrecorded:
        return Status.CHECK_FIRST, tuple(f"Attendance on {long_day(day)} is not recorded" for day in unrecorded)
    if total and len(kept) == total:
        return Status.COMPLETED, tuple(k.words for k in kept)
    if deadline is not None and now.astimezone(LONDON).date() > deadline:
        return Status.NOT_COMPLETED, (f"{len(kept)} of {total} kept by {long_day(deadline)}",)
    return _in_time(facts, total - len(kept), now)


def _in_time(facts: ReferralFacts, needed: int, now: datetime) -> tuple[Status, tuple[str, ...]]:
    """Before the deadline: running out of time, not reached yet, or simply under way.

    Running out is what the clock says without looking at a diary: what is stored must not change with whom somebody
    else sees. With the free times of the diary, pages and lists ask the clock again.
    """
    clock = clock_of(facts, now=now)
    if clock.state.wants_action:
        return Status.RUNNING_OUT, (_running_out(clock),)
    if facts.agreed or any(c.reached for c in facts.contacts) or _was_booked(facts):
        return Status.IN_PROGRESS, (f"{needed} still needed",)
    if facts.contacts:
        return Status.TRYING, (f"{len(facts.contacts)} attempts, not reached yet",)
    return Status.NEW, ("Nobody has been in contact yet",)


def _was_booked(facts: ReferralFacts) -> bool:
    return any(requirement.bookings for requirement in facts.requirements)


def _running_out(clock: Clock) -> str:
    """Why time is running out (ux.md 3.2)."""
    return f"{clock.words}, by {long_day(clock.by)}" if clock.by else clock.words
