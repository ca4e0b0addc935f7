"""What a scheme did between two dates, counted from its referrals (domain.md, monitoring; review 6.38 and 8.3)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median

SMALLEST = 5
"""A count from 1 to one below this may point at a person, so shared versions do not show it (promises X6)."""


@dataclass(frozen=True)
class VisitFact:
    """One booked appointment: which required one it was for, its London date, and the outcome recorded, if any."""

    position: int
    day: dt.date
    outcome: str | None
    counts: bool = False
    reason: str = ""
    id: int = 0


@dataclass(frozen=True)
class ReferralFact:
    """One referral as far as figures need it; `earlier` is how many arrests of the same person came before it here.

    `contacted_on` is the London day on which somebody first reached her about it, or saw her; `id` is 0 where the
    record is erased.
    """

    person_id: int
    arrested_on: dt.date
    status: str
    completed_on: dt.date | None = None
    ending: str = ""
    visits: tuple[VisitFact, ...] = ()
    earlier: int = 0
    id: int = 0
    arrested_at: dt.time | None = None
    contacted_on: dt.date | None = None

    @property
    def completed(self) -> bool:
        """As its derived status says (domain rule 8)."""
        return self.status == "completed"

    @property
    def first_kept(self) -> dt.date | None:
        """When the first required appointment was kept; None where it was not."""
        return min((v.day for v in self.visits if v.position == 1 and v.counts), default=None)


@dataclass(frozen=True)
class Days:
    """A spread of whole days: the least, the middle and the most."""

    least: int
    middle: float
    most: int


@dataclass(frozen=True)
class Figures:
    """Counts and rates. A rate is a fraction from 0 to 1, None where there is nothing to divide by."""

    people: int
    new_people: int
    people_referred_again: int
    referrals: int
    referrals_per_person: float | None
    first_appointment_kept: int
    first_appointment_kept_rate: float | None
    completed: int
    completion_rate: float | None
    not_completed: int
    statuses: Mapping[str, int] = field(default_factory=dict)
    endings: Mapping[str, int] = field(default_factory=dict)
    appointments: Mapping[str, int] = field(default_factory=dict)
    missed_by_reason: Mapping[str, int] = field(default_factory=dict)
    days_from_arrest_to_first_kept: Days | None = None
    days_from_arrest_to_completion: Days | None = None


def count(referrals: Collection[ReferralFact]) -> Figures:
    """The figures of these referrals: already chosen by scheme and, inclusively, by London date of arrest."""
    people = Counter(one.person_id for one in referrals)
    new = {one.person_id for one in referrals if one.earlier == 0}
    kept = [one for one in referrals if one.first_kept]
    completed = sum(one.completed for one in referrals)
    visits = [visit for one in referrals for visit in one.visits]
    return Figures(
        people=len(people),
        new_people=len(new),
        people_referred_again=sum(times > 1 for times in people.values()),
        referrals=len(referrals),
        referrals_per_person=_part(len(referrals), len(people)),
        first_appointment_kept=len(kept),
        first_appointment_kept_rate=_part(len(kept), len(referrals)),
        completed=completed,
        completion_rate=_part(completed, len(referrals)),
        not_completed=sum(one.status == "not_completed" for one in referrals),
        statuses=_tally(one.status for one in referrals),
        endings=_tally(one.ending or "not_recorded" for one in referrals),
        appointments=_tally(visit.outcome or "not_recorded" for visit in visits),
        missed_by_reason=_tally(visit.reason for visit in visits if visit.reason),
        days_from_arrest_to_first_kept=_days((one.arrested_on, one.first_kept) for one in referrals),
        days_from_arrest_to_completion=_days((one.arrested_on, one.completed_on) for one in referrals),
    )


def _part(some: int, whole: int) -> float | None:
    return some / whole if whole else None


def _tally(values: Iterable[str]) -> dict[str, int]:
    """Counts by value, the greatest first."""
    return dict(Counter(values).most_common())


def _days(spans: Iterable[tuple[dt.date, dt.date | None]]) -> Days | None:
    lengths = [(end - start).days for start, end in spans if end is not None]
    return Days(min(lengths), median(lengths), max(lengths)) if lengths else None
