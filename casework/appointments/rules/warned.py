"""What to look at twice before a booking is saved: it stops nobody, but going on takes a reason (promises B12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from casework.appointments.rules.booking import FAR_AHEAD, Warned
from casework.kernel import words
from casework.kernel.workdays import bank_holidays

LONDON = ZoneInfo("Europe/London")
NONE, HOUR = dt.timedelta(), dt.timedelta(hours=1)
EARLY, LATE = dt.time(7), dt.time(21)


@dataclass(frozen=True)
class Near:
    """Another open appointment: its start (aware), its minutes, and whether it is at the same place."""

    starts_at: dt.datetime
    minutes: int
    same_place: bool = False

    def gap(self, starts_at: dt.datetime, minutes: int) -> dt.timedelta:
        """How long there is between the two, whichever comes first; negative where they overlap."""
        after = starts_at - (self.starts_at + dt.timedelta(minutes=self.minutes))
        return max(after, self.starts_at - (starts_at + dt.timedelta(minutes=minutes)))


@dataclass(frozen=True)
class WarningFacts:
    """A booking and what is known around it. `day` is a London date, `until` the last day that is of use;
    `hours` are the worker's by weekday, None where nobody of ours is there; `conditions` are bail conditions."""

    starts_at: dt.datetime
    minutes: int
    now: dt.datetime
    hers: Collection[Near] = ()
    workers: Collection[Near] = ()
    until: dt.date | None = None
    hearings: Collection[dt.date] = ()
    closed: Collection[dt.date] = ()
    hours: Mapping[int, tuple[dt.time, dt.time]] | None = None
    on_leave: bool = False
    in_custody: str | None = None
    in_hospital: str | None = None
    warrant: bool = False
    conditions: Collection[str] = field(default_factory=tuple)

    @property
    def start(self) -> dt.datetime:
        """The start as London wall time."""
        return self.starts_at.astimezone(LONDON)


def all_warnings(facts: WarningFacts) -> list[Warned]:
    """Everything to look at twice, what may put her at risk first; an offered time normally has none."""
    return [*_of_her_life(facts), *_of_the_day(facts), *_of_the_hour(facts), *_of_others(facts)]


def _of_her_life(facts: WarningFacts) -> Iterator[Warned]:
    """Custody, hospital, bail conditions and a warrant (domain rule 30)."""
    if facts.in_custody is not None:
        yield Warned(f"They are in custody{_at(facts.in_custody)}. Book a visit there instead", "custody")
    if facts.in_hospital is not None:
        yield Warned(f"They are in hospital{_at(facts.in_hospital)}. Ask the ward first", "hospital")
    for condition in facts.conditions:
        said = f": “{condition}”" if condition else ""
        yield Warned(
            f"A bail condition is recorded{said}. Check that this booking does not breach it", "bail_condition"
        )
    if facts.warrant:
        message = "A warrant is recorded. Find a solicitor and plan a supported surrender before anything else"
        yield Warned(message, "warrant")


def _of_the_day(facts: WarningFacts) -> Iterator[Warned]:
    day = facts.start.date()
    said = words.short_day(day)
    if day in facts.hearings:
        yield Warned(f"{said} is a court day of theirs", "court_day")
    if facts.until is not None and day > facts.until:
        by = words.short_day(facts.until)
        yield Warned(f"{said} is after the date by which it should be finished, {by}", "after_finish_by")
    if day in facts.closed or day in bank_holidays(day.year):
        yield Warned(f"{said} is a bank holiday or a closed day", "closed_day")
    elif day.weekday() >= 5 and day.weekday() not in (facts.hours or {}):
        yield Warned(f"{said} is at the weekend", "closed_day")
    if facts.on_leave:
        yield Warned(f"The worker is on leave on {said}", "on_leave")
    if facts.starts_at - facts.now > FAR_AHEAD:
        yield Warned(f"{words.long_day(day)} is more than six months ahead", "far_ahead")


def _of_the_hour(facts: WarningFacts) -> Iterator[Warned]:
    start = facts.start
    unusual = not EARLY <= start.time() <= LATE
    if facts.hours is not None and not _inside(facts) and (start.weekday() < 5 or start.weekday() in facts.hours):
        yield Warned(f"{words.clock_time(start)} is outside the hours of the worker", "outside_hours")
    elif unusual:
        yield Warned(f"{words.clock_time(start)} is an unusual hour", "unusual_hour")


def _inside(facts: WarningFacts) -> bool:
    start, spell = facts.start, (facts.hours or {}).get(facts.start.weekday())
    end = (facts.starts_at + dt.timedelta(minutes=facts.minutes)).astimezone(LONDON)
    return spell is not None and spell[0] <= start.time() and end.date() == start.date() and end.time() <= spell[1]


def _of_others(facts: WarningFacts) -> Iterator[Warned]:
    """Her own within an hour; the worker's where there is no time to get from one place to the other. What overlaps is
    not a warning: booking it is refused, and other times are offered."""
    near = sorted(one.starts_at for one in facts.hers if NONE <= one.gap(facts.starts_at, facts.minutes) < HOUR)
    for moment in near:
        message = f"They have another appointment within an hour, at {words.short_moment(moment)}"
        yield Warned(message, "near_theirs")
    for one in sorted(facts.workers, key=lambda other: other.starts_at):
        if _too_near(one, facts):
            message = f"The worker has another appointment within an hour, at {words.short_moment(one.starts_at)}"
            yield Warned(message, "near_workers")


def _too_near(one: Near, facts: WarningFacts) -> bool:
    gap = one.gap(facts.starts_at, facts.minutes)
    if gap < NONE:
        return False
    return abs(one.starts_at - facts.starts_at) < HOUR if one.same_place else gap < HOUR


def _at(place: str) -> str:
    return f" at {place}" if place else ""
