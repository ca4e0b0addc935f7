"""What a referral asks of people on Today: one sentence and one button, the most pressing only (ux 2.4)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from casework.kernel.deadline import Clock, ClockState
from casework.kernel.showing import ASKED_FOR, Rank
from casework.kernel.words import long_day, short_day
from casework.kernel.workdays import add_business_days
from diversion.rules.facts import Came, ReferralFacts
from diversion.rules.schemes import Leaves
from diversion.rules.standing import LEFT_WORDS, Standing
from diversion.rules.words import Status

COURT_SOON_DAYS = 2
BOOK, CONTACT, OPEN, TELL, WRITE, RESULT = "Book", "Contact", "Open", "Tell CPS and court", "Write it", "Record it"
NEW_DATE, SHARE = "New court date", "Ask and record"
_OVER = {Status.DECLINED, Status.NOT_SUITABLE, Status.WITHDRAWN, Status.DIED, Status.MOVED_AWAY}


@dataclass(frozen=True)
class ReferralTask:
    """One thing to do. `position` is the requirement it is about, where it is about one."""

    rank: Rank
    why: str
    button: str
    due: date | None
    position: int | None = None


def task_of(
    facts: ReferralFacts,
    stands: Standing,
    *,
    today: date,
    case_ended: bool,
    told: bool,
    may_tell: bool = True,
    closed: Collection[date] = (),
    clock: Clock | None = None,
) -> ReferralTask | None:
    """The most pressing thing a referral asks for on a London date, or None.

    `clock` is its deadline clock with the free times of the diary, where somebody looked. `case_ended` says that every
    charge has an ending recorded, `told` that CPS or court were told what stands now, and `may_tell` that
    they agreed to it (domain rule 3). Appointments to record are
    asked for by Today itself, from the appointments. How a case ended whose court day was more than a year ago, such as
    an imported one's, is asked for on its own page only.
    """
    if case_ended:
        return None
    court = facts.court_day
    if court is not None and court < today - ASKED_FOR:
        return None
    if court is not None and court < today:
        return ReferralTask(Rank.OUTCOME_NEEDED, f"Court was {long_day(court)}. What happened?", RESULT, court)
    if stands.status in _OVER:
        return None
    for found in (
        _court_shut(facts),
        _court_soon(facts, stands, today),
        _to_leave(facts),
        _complete_not_told(stands, court, told=told, may_tell=may_tell),
        _running_out(facts, stands, clock),
        _not_contacted(facts, stands, today, closed),
    ):
        if found is not None:
            return found
    return None


def _court_shut(facts: ReferralFacts) -> ReferralTask | None:
    """The court is closed on their court day, by a bank holiday proclaimed or by itself: it must give another."""
    if not facts.court_shut or facts.court_day is None:
        return None
    why = f"The court does not sit on {short_day(facts.court_day)}. Ask it for the new court date"
    return ReferralTask(Rank.COURT_SOON, why, NEW_DATE, facts.court_day)


def _court_soon(facts: ReferralFacts, stands: Standing, today: date) -> ReferralTask | None:
    court = facts.court_day
    if court is None or stands.status is Status.COMPLETED or court - today > timedelta(days=COURT_SOON_DAYS):
        return None
    why = stands.because[0] if stands.because else f"{stands.done} of {stands.total}"
    return ReferralTask(Rank.COURT_SOON, f"Court {short_day(court)}. {why}", OPEN, court)


def _to_leave(facts: ReferralFacts) -> ReferralTask | None:
    """Attended, and what it must leave behind is not written yet (journey B)."""
    for requirement in facts.requirements:
        came = [b for b in requirement.bookings if b.came is Came.KEPT]
        lacks = requirement.leaves is not Leaves.NOTHING and not requirement.has_left
        if lacks and came and not any(booking.on_paper for booking in came):
            why = f"Attended {short_day(came[-1].day)}, but {LEFT_WORDS[requirement.leaves]} is not recorded"
            return ReferralTask(Rank.TO_LEAVE, why, WRITE, facts.finish_by, requirement.position)
    return None


def _complete_not_told(stands: Standing, court: date | None, *, told: bool, may_tell: bool) -> ReferralTask | None:
    if stands.status is not Status.COMPLETED or told:
        return None
    kept = f"{stands.done} of {stands.total} kept"
    if not may_tell:
        why = f"{kept}. CPS and court may not be told, because they have not agreed to it. Ask what may be shared"
        return ReferralTask(Rank.COURT_NOT_TOLD, why, SHARE, court)
    return ReferralTask(Rank.COURT_NOT_TOLD, f"{kept}. Nobody has been told", TELL, court)


def _running_out(facts: ReferralFacts, stands: Standing, clock: Clock | None) -> ReferralTask | None:
    """By its status, or because the diary that would hold what is needed leaves too little room (decision 35)."""
    if clock is None or not clock.state.wants_action or not stands.is_open:
        if stands.status is not Status.RUNNING_OUT:
            return None
        return ReferralTask(Rank.RUNNING_OUT, stands.because[0], BOOK, stands.finish_by, _first_open(facts, stands))
    cannot = f"{clock.tag[0]}. " if clock.tag and clock.state is ClockState.CANNOT_BE_MET else ""
    why = f"{cannot}{clock.words}" + (f", by {short_day(clock.by)}" if clock.by else "")
    return ReferralTask(Rank.RUNNING_OUT, why, BOOK, clock.by, _first_open(facts, stands))


def _first_open(facts: ReferralFacts, stands: Standing) -> int | None:
    """The first required appointment that is neither kept nor booked: the one to book next."""
    done = {found.position for found in stands.attended}
    left = [r for r in facts.requirements if r.position not in done]
    unbooked = (r.position for r in left if all(b.came is not Came.NOT_RECORDED for b in r.bookings))
    return next(unbooked, next((r.position for r in left), None))


def _not_contacted(
    facts: ReferralFacts, stands: Standing, today: date, closed: Collection[date]
) -> ReferralTask | None:
    """A referral older than one working day with no contact, or tried without reaching her."""
    if stands.status not in {Status.NEW, Status.TRYING} or today < add_business_days(facts.opened_on, 1, closed):
        return None
    return ReferralTask(
        Rank.NEW, f"Arrested {short_day(facts.opened_on)}. {stands.because[0]}", CONTACT, facts.opened_on
    )
