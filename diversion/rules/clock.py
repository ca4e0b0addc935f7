"""What the deadline clock runs on for a referral (domain rules 5, 8, 20 and 21; decision 35)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from casework.kernel.deadline import Clock, DeadlineFacts, Need, deadline
from diversion.rules.facts import LONDON, Came, ReferralFacts, RequirementFacts
from diversion.rules.kept import found_in_order, has_left

SHORT_OF_DAYS = 14
"""With nothing booked, this many days before the date or fewer are at risk (ux 2.4)."""


def date_to_work_to(facts: ReferralFacts) -> date | None:
    """The scheme's own date, unless it had gone before the referral began: then the court date itself."""
    if facts.finish_by is not None and facts.finish_by < facts.opened_on:
        return facts.court_day
    return facts.finish_by


def clock_of(
    facts: ReferralFacts,
    *,
    now: datetime,
    free: Mapping[date, int] | None = None,
    not_on: Collection[date] = (),
    case_ended: bool = False,
) -> Clock:
    """Where a referral stands against its date at the moment `now` (UTC, aware).

    `free` are the free times of each London day, as `deadline` takes them; `not_on` are court days of hers besides this
    one. Over once somebody closed the referral, every charge has ended, or the court day has passed.
    """
    today = now.astimezone(LONDON).date()
    return deadline(deadline_facts(facts, now=now, not_on=not_on, case_ended=case_ended), today=today, free=free)


def deadline_facts(
    facts: ReferralFacts, *, now: datetime, not_on: Collection[date] = (), case_ended: bool = False
) -> DeadlineFacts:
    """What is still needed, in the scheme's order, and the days that are of use."""
    court, today = facts.court_day, now.astimezone(LONDON).date()
    found = found_in_order(facts)
    return DeadlineFacts(
        needs=tuple(_need(requirement, now) for requirement, kept in found if kept is None),
        attended=sum(kept is not None for _requirement, kept in found),
        by=date_to_work_to(facts),
        counts_until=_counts_until(facts),
        in_order=facts.in_order,
        over=facts.closed is not None or case_ended or (court is not None and today > court),
        to_write=sum(kept is not None and not has_left(requirement, kept) for requirement, kept in found),
        soon=SHORT_OF_DAYS,
        not_on=frozenset(not_on) | ({court} if court else set()),
        closed=facts.closed_days,
    )


def _need(requirement: RequirementFacts, now: datetime) -> Need:
    """The first booking still to come for it; waiting, where one has passed and nobody has said what happened."""
    open_ones = [booking for booking in requirement.bookings if booking.came is Came.NOT_RECORDED]
    return Need(
        booked=min((booking.day for booking in open_ones if booking.starts_at > now), default=None),
        elsewhere=requirement.at_service,
        waiting=any(booking.starts_at <= now for booking in open_ones),
    )


def _counts_until(facts: ReferralFacts) -> date | None:
    """The last day on which an appointment kept still counts: before the hearing, on its own day only where its time is
    known (rule 8)."""
    if facts.court_day is None:
        return None
    return facts.court_day if facts.hearing_at is not None else facts.court_day - timedelta(days=1)
