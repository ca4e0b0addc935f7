"""Where an order stands, worked out from its facts with the reasons (ux 3.3; domain rules 8, 9, 15 to 19)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casework.kernel.words import counted, long_day
from orders.rules.facts import AtCourt, MeetingFacts, OrderFacts
from orders.rules.months import finish_by
from orders.rules.words import MEETINGS, Status, tag

RUNNING_OUT_DAYS = 28
"""With this many days left or fewer, meetings outstanding are urgent (ours, ux 2.4)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A status, how many meetings count, why, and the meetings that made it so."""

    status: Status
    attended: int
    because: str
    meetings: tuple[MeetingFacts, ...] = ()
    finish_by: date | None = None
    days_left: int | None = None

    @property
    def tag(self) -> tuple[str, str]:
        """The words and the colour that show this status."""
        return tag(self.status, self.attended)


def standing(facts: OrderFacts, *, today: date) -> Standing:
    """The one status of an order on a London date.

    Complied only when all three meetings were attended by the date the order names (rules 8 and 12); a past meeting
    with nothing recorded is never taken for attended or for missed (rule 9); a missed meeting never implies an
    opinion (rule 16).
    """
    found = _closed(facts) or _unrecorded(facts, today) or _complied(facts) or _not_kept(facts, today)
    found = found or _running(facts, today)
    status, because, meetings = found
    by = finish_by(facts.made_on, facts.required_by)
    left = None if status.over else (by - today).days
    return Standing(status, len(facts.counted), because, meetings, by, left)


_Found = tuple[Status, str, tuple[MeetingFacts, ...]]


def _closed(facts: OrderFacts) -> _Found | None:
    """Revoked, or taken back to court: the court has it now, whatever the meetings say (rules 16 to 18)."""
    if facts.revoked_on or facts.at_court is AtCourt.REVOKED:
        return Status.REVOKED, "The court revoked the order", ()
    if facts.ended_on or facts.at_court in {AtCourt.MADE_AGAIN, AtCourt.FINE}:
        return Status.ENDED, "The court dealt with the failure to comply", ()
    if facts.at_court is AtCourt.PENDING:
        return Status.BACK_AT_COURT, "An information has been laid", ()
    if facts.opinion_on and facts.at_court is None:
        return Status.NO_REASONABLE_EXCUSE, "The supervisor has formed the opinion; an information must be laid", ()
    return None


def _unrecorded(facts: OrderFacts, today: date) -> _Found | None:
    """A past meeting nobody has recorded blocks every result (rule 9)."""
    unrecorded = facts.unrecorded(today)
    return (Status.CHECK_FIRST, "A past meeting is not recorded. Do not report yet", unrecorded) if unrecorded else None


def _complied(facts: OrderFacts) -> _Found | None:
    """All three attended. The court that made the order must be told, at once (rule 15)."""
    if facts.outstanding:
        return None
    if facts.court_told_on is None:
        return Status.COMPLIED_NOT_TOLD, f"All {MEETINGS} meetings attended. Tell the court now", facts.counted
    return Status.COMPLIED_TOLD, f"All {MEETINGS} meetings attended, and the court has been told", facts.counted


def _not_kept(facts: OrderFacts, today: date) -> _Found | None:
    """The date has gone by, or a meeting was missed and somebody must still say why."""
    missed = facts.missed()
    if _date_passed(facts, today):
        return Status.DATE_PASSED, f"Attended {len(facts.counted)} of {MEETINGS} by the date on the order", missed
    if missed:
        return Status.REASON_AWAITED, "A meeting was missed and the reason is not settled yet", missed
    return None


def _running(facts: OrderFacts, today: date) -> _Found:
    """In time. Close to the date with meetings still to be kept, it is running out (ours, ux 2.4)."""
    left = (finish_by(facts.made_on, facts.required_by) - today).days
    ahead = facts.ahead(today)
    if left > RUNNING_OUT_DAYS:
        return Status.ACTIVE, _still_needed(facts.outstanding, len(ahead)), ahead
    return Status.RUNNING_OUT, _still_needed(facts.outstanding, len(ahead)), ahead


def _still_needed(outstanding: int, fixed: int) -> str:
    return f"{counted(outstanding, 'meeting')} still to be kept, {min(fixed, outstanding)} fixed"


def _date_passed(facts: OrderFacts, today: date) -> bool:
    """The whole of the named date has gone (rule 12: the last day counts). A paper without one never passes."""
    return facts.required_by is not None and today > facts.required_by


def ends_on(facts: OrderFacts) -> date | None:
    """The day at the end of which the order ends or ended: the court notice or the named date, whichever is first.

    Domain rule 15. A notice ends the order only where all three meetings were attended. A revocation ends it on its
    own day, and so does the court's making it again or fining instead. None where the paper names no date and nothing
    else has ended it.
    """
    told = facts.court_told_on if not facts.outstanding else None
    return min((d for d in (facts.revoked_on, facts.ended_on, told, facts.required_by) if d), default=None)


def ends_words(facts: OrderFacts) -> str:
    """When the order ends or ended, in words: at the end of its last day, or by the court's decision on a day."""
    day = ends_on(facts)
    if day is None:
        return ""
    by_court = day in {facts.revoked_on, facts.ended_on}
    return f"{long_day(day)}, by the court’s decision" if by_court else f"At the end of {long_day(day)}"


def in_force(facts: OrderFacts, on: date) -> bool:
    """Whether the order binds her on this London date; its last day is part of it, a day on which the court ended it is
    not: from then on another can be made."""
    if on < facts.made_on or any(ended and on >= ended for ended in (facts.revoked_on, facts.ended_on)):
        return False
    last = ends_on(facts)
    return last is None or on <= last


def spent_on(facts: OrderFacts) -> date | None:
    """The day the conviction is spent: the last day the order was to have effect, which is the named date (rule 19).

    None, so that nothing is shown, once an opinion is formed or a breach is before the court, once the court has
    fined her or made another order instead, once the order is revoked, and while the paper's own date is in doubt.
    Where the court took no action the order stands as it was, and so does its date.
    """
    if facts.revoked_on or facts.ended_on or (facts.at_court is not AtCourt.NO_ACTION and _breach(facts)):
        return None
    named = facts.required_by
    return named if named and named == finish_by(facts.made_on, named) else None


def _breach(facts: OrderFacts) -> bool:
    return bool(facts.opinion_on or facts.at_court)
