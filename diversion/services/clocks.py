"""The deadline clock of referrals, with the free times of the diary that would hold what is needed (rule 21)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

from casework.appointments import services as appointments
from casework.appointments.services import RoomAsked
from casework.courts.services.days import court_days_of
from casework.kernel import clock
from casework.kernel.deadline import Clock, DeadlineFacts, deadline
from diversion.models import Referral
from diversion.rules.clock import deadline_facts
from diversion.rules.facts import ReferralFacts
from diversion.services.facts import facts_of_all
from diversion.services.lean import AnyReferral
from diversion.services.reading import read_lean
from diversion.services.telling import subject

MINUTES = 60
NEAR = timedelta(days=56)
"""Lists look into diaries for dates this near: beyond, weeks of working days are room enough (ours)."""


def clocks(subjects: Collection[str], *, agency_id: int, now: datetime) -> dict[str, Clock]:
    """The clock of each referral named, such as "referral:K7Q3XWZ2", at a moment (UTC). A fixed number of queries."""
    references = [one.removeprefix("referral:") for one in subjects if one.startswith("referral:")]
    found = read_lean(references, agency_id=agency_id, by="reference")
    told = clocks_of(found, facts_of_all(found, at=now), now=now)
    return {subject(one): told[one.id] for one in found}


def clocks_of(
    referrals: Sequence[AnyReferral], facts: Mapping[int, ReferralFacts], *, now: datetime, near: timedelta = NEAR
) -> dict[int, Clock]:
    """The clock of each of these referrals, already read, by id. `now` is UTC.

    Only for dates that are `near` are diaries looked into.

    The diary is that of the referral's worker; where it has none yet, usual hours, and only what she has herself is in
    the way. A partner service's diary is not known: what it may hold can be kept on any business day. Five queries
    more, however many referrals there are, and none where nothing can still be booked.
    """
    today = clock.local_day(now)
    known = {one.id: deadline_facts(facts[one.id], now=now, case_ended=one.ended) for one in referrals}
    asking = [one for one in referrals if known[one.id].has_time_left(today, near)]
    room: dict[str, dict[date, int]] = {}
    if asking:
        days = court_days_of({one.person_id for one in asking}, now=now)
        asked = [_asked(one, known[one.id]) for one in asking]
        room = appointments.free_days(asked, agency_id=asking[0].agency_id, now=now)
        known |= {one.id: known[one.id].without(days.get(one.person_id, ())) for one in asking}
    return {one.id: deadline(known[one.id], today=today, free=room.get(one.reference)) for one in referrals}


def _asked(referral: AnyReferral, known: DeadlineFacts) -> RoomAsked:
    assert known.by is not None  # noqa: S101 (there is time left before it)
    return RoomAsked(referral.reference, referral.worker_id, referral.person_id, known.by, MINUTES)


def clock_of_one(referral: Referral, facts: ReferralFacts, *, now: datetime) -> Clock:
    """The clock of one referral at a moment (UTC), for its page."""
    return clocks_of([referral], {referral.id: facts}, now=now, near=timedelta.max)[referral.id]
