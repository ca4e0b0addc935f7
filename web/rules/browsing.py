"""Patterns in who looked at what that somebody should look into (promises P33): pure, over events and facts.

Nothing here says that anybody did wrong: each is a question for a person. Every threshold is ours, set so that a
normal hundred days of work of one colleague raise at most one.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
HOUR = dt.timedelta(hours=1)
OUTSIDE_A_DAY = 15
SEARCHES_AN_HOUR = 100
NIGHT_FROM, NIGHT_TO = 23, 5
OPENED_A_NIGHT = 5
WATCHERS_A_WEEK = 6
DAYS_A_WEEK = 4
OPENED_AN_HOUR = 60
NAMESAKES_A_DAY = 2
EXPORTS_A_DAY = 4
GLASS_A_WEEK = 3
GRACE = dt.timedelta(minutes=5)


class Pattern(StrEnum):
    """What may be worth a question."""

    OUTSIDE = "outside caseload"
    OWN_NAME = "own surname"
    COLLEAGUE_NAME = "colleague's surname"
    SEARCHES = "many searches"
    STOPPED = "searches stopped"
    NIGHT = "at night"
    WATCHED = "looked at by many"
    LEFT = "after leaving"
    KEEPS_LOOKING = "keeps looking"
    MANY = "many people"
    EXPORTS = "many exports"
    GLASS = "opened in need often"

    def words(self, count: int) -> str:
        """What was seen, after the name of the colleague or "One person"."""
        return _WORDS[self].format(count=count)


_WORDS = {
    Pattern.OUTSIDE: "opened {count} people in a day who are with somebody else",
    Pattern.OWN_NAME: "opened somebody with their own surname",
    Pattern.COLLEAGUE_NAME: "opened {count} people who are with somebody else and have a colleague’s surname",
    Pattern.SEARCHES: "searched {count} times in an hour",
    Pattern.STOPPED: "was stopped from searching: too many in an hour",
    Pattern.NIGHT: "opened {count} people in one night",
    Pattern.WATCHED: "was opened by {count} colleagues in a week who do not have them",
    Pattern.LEFT: "did {count} things after leaving",
    Pattern.KEEPS_LOOKING: "opened the same person on {count} days of a week, who is with somebody else",
    Pattern.MANY: "opened {count} people in an hour",
    Pattern.EXPORTS: "took {count} exports in a day",
    Pattern.GLASS: "opened {count} records in need in a week",
}


class Kind(StrEnum):
    """What an event was, as far as a pattern asks."""

    OPENED = "opened"
    SEARCHED = "searched"
    STOPPED = "stopped"
    EXPORTED = "exported"
    GLASS = "glass"
    OTHER = "other"


@dataclass(frozen=True)
class Seen:
    """One event: when (UTC), by whom, what, and the reference of the person it opened."""

    at: dt.datetime
    staff: int
    kind: Kind
    person: str = ""

    @property
    def day(self) -> dt.date:
        """The date in London."""
        return self.at.astimezone(LONDON).date()

    @property
    def night(self) -> dt.date | None:
        """The date of the evening before, where it was at night in London; None by day."""
        wall = self.at.astimezone(LONDON)
        if NIGHT_TO <= wall.hour < NIGHT_FROM:
            return None
        return wall.date() if wall.hour >= NIGHT_FROM else wall.date() - dt.timedelta(days=1)


@dataclass(frozen=True)
class Colleague:
    """Who looked: folded surname, whether people are theirs at all (not a manager's, not a liaison's), and when they
    left (UTC)."""

    surname: str
    has_people: bool = True
    ended_at: dt.datetime | None = None


@dataclass(frozen=True)
class Whom:
    """Who was looked at: folded surname, and whose they are or were lately."""

    surname: str
    held_by: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Finding:
    """One pattern: of whom, of which person where it is about one, on which London day, and how often."""

    pattern: Pattern
    staff: int | None
    person: str
    day: dt.date
    count: int

    @property
    def about(self) -> str:
        """The same for what is to be raised once: a surname once, what is counted by the week once a week."""
        when = f"{self.day:%G-W%V}" if self.pattern in _WEEKLY else self.day.isoformat()
        once = "" if self.pattern is Pattern.OWN_NAME else when
        return f"{self.pattern.name}:{self.staff or ''}:{self.person}:{once}"


_WEEKLY = {Pattern.WATCHED, Pattern.KEEPS_LOOKING, Pattern.GLASS, Pattern.LEFT}


@dataclass(frozen=True)
class World:
    """A week's events in order, and the facts about whom they name."""

    events: list[Seen]
    colleagues: Mapping[int, Colleague]
    people: Mapping[str, Whom]

    def of(self, kind: Kind) -> Iterator[Seen]:
        """The events of one kind by colleagues who are known."""
        return (one for one in self.events if one.kind is kind and one.staff in self.colleagues)

    def elsewhere(self) -> Iterator[Seen]:
        """Openings by somebody who has people, of a person who is with somebody else."""
        for one in self.of(Kind.OPENED):
            held = self.people[one.person].held_by if one.person in self.people else frozenset()
            if self.colleagues[one.staff].has_people and held and one.staff not in held:
                yield one


def patterns(world: World) -> list[Finding]:
    """Every pattern in a week of events, each once. Total: events of unknown colleagues or people raise nothing."""
    return [finding for rule in RULES for finding in rule(world)]


def _by_day(rows: Iterable[Seen], pattern: Pattern, least: int) -> Iterator[Finding]:
    """So many different people in one London day by one colleague."""
    found: dict[tuple[int, dt.date], set[str]] = defaultdict(set)
    for one in rows:
        found[one.staff, one.day].add(one.person)
    return (Finding(pattern, staff, "", day, len(who)) for (staff, day), who in found.items() if len(who) >= least)


def _outside(world: World) -> Iterator[Finding]:
    return _by_day(world.elsewhere(), Pattern.OUTSIDE, OUTSIDE_A_DAY)


def _own_name(world: World) -> Iterator[Finding]:
    found: dict[tuple[int, str], Seen] = {}
    for one in world.of(Kind.OPENED):
        surname = world.colleagues[one.staff].surname
        if surname and one.person in world.people and world.people[one.person].surname == surname:
            found.setdefault((one.staff, one.person), one)
    return (Finding(Pattern.OWN_NAME, staff, person, one.day, 1) for (staff, person), one in found.items())


def _colleague_name(world: World) -> Iterator[Finding]:
    names = Counter(one.surname for one in world.colleagues.values() if one.surname)

    def namesake(one: Seen) -> bool:
        surname = world.people[one.person].surname
        return names[surname] > (world.colleagues[one.staff].surname == surname)

    return _by_day(filter(namesake, world.elsewhere()), Pattern.COLLEAGUE_NAME, NAMESAKES_A_DAY)


def _within_an_hour(
    rows: Iterable[Seen], pattern: Pattern, least: int, what: Callable[[Seen], object]
) -> list[Finding]:
    """The most different things one colleague did in any hour of a London day."""
    by_staff: dict[int, list[Seen]] = defaultdict(list)
    for one in rows:
        by_staff[one.staff].append(one)
    most: dict[tuple[int, dt.date], int] = {}
    for staff, done in by_staff.items():
        first, inside = 0, Counter[object]()
        for one in done:
            inside[what(one)] += 1
            while one.at - done[first].at >= HOUR:
                inside[what(done[first])] -= 1
                inside += Counter()  # forgets what has gone to nothing
                first += 1
            most[staff, one.day] = max(most.get((staff, one.day), 0), len(inside))
    return [Finding(pattern, staff, "", day, count) for (staff, day), count in most.items() if count >= least]


def _searches(world: World) -> list[Finding]:
    return _within_an_hour(world.of(Kind.SEARCHED), Pattern.SEARCHES, SEARCHES_AN_HOUR, id)


def _many(world: World) -> list[Finding]:
    return _within_an_hour(world.of(Kind.OPENED), Pattern.MANY, OPENED_AN_HOUR, lambda one: one.person)


def _stopped(world: World) -> Iterator[Finding]:
    counted = Counter((one.staff, one.day) for one in world.of(Kind.STOPPED))
    return (Finding(Pattern.STOPPED, staff, "", day, count) for (staff, day), count in counted.items())


def _night(world: World) -> Iterator[Finding]:
    found: dict[tuple[int, dt.date], set[str]] = defaultdict(set)
    for one in world.of(Kind.OPENED):
        if one.night is not None:
            found[one.staff, one.night].add(one.person)
    rows = ((staff, night, len(who)) for (staff, night), who in found.items())
    return (Finding(Pattern.NIGHT, staff, "", night, count) for staff, night, count in rows if count >= OPENED_A_NIGHT)


def _watched(world: World) -> Iterator[Finding]:
    found: dict[str, dict[int, dt.date]] = defaultdict(dict)
    for one in world.elsewhere():
        found[one.person][one.staff] = one.day
    rows = ((person, max(who.values()), len(who)) for person, who in found.items() if len(who) >= WATCHERS_A_WEEK)
    return (Finding(Pattern.WATCHED, None, person, day, count) for person, day, count in rows)


def _left(world: World) -> Iterator[Finding]:
    found: dict[int, list[Seen]] = defaultdict(list)
    for one in world.events:
        colleague = world.colleagues.get(one.staff)
        if colleague and colleague.ended_at and one.at > colleague.ended_at + GRACE:
            found[one.staff].append(one)
    return (Finding(Pattern.LEFT, staff, "", rows[0].day, len(rows)) for staff, rows in found.items())


def _keeps_looking(world: World) -> Iterator[Finding]:
    found: dict[tuple[int, str], set[dt.date]] = defaultdict(set)
    for one in world.elsewhere():
        found[one.staff, one.person].add(one.day)
    rows = ((staff, person, days) for (staff, person), days in found.items() if len(days) >= DAYS_A_WEEK)
    return (Finding(Pattern.KEEPS_LOOKING, staff, person, max(days), len(days)) for staff, person, days in rows)


def _exports(world: World) -> Iterator[Finding]:
    counted = Counter((one.staff, one.day) for one in world.of(Kind.EXPORTED))
    rows = ((staff, day, count) for (staff, day), count in counted.items() if count >= EXPORTS_A_DAY)
    return (Finding(Pattern.EXPORTS, staff, "", day, count) for staff, day, count in rows)


def _glass(world: World) -> Iterator[Finding]:
    found: dict[int, list[dt.date]] = defaultdict(list)
    for one in world.of(Kind.GLASS):
        found[one.staff].append(one.day)
    rows = ((staff, max(days), len(days)) for staff, days in found.items() if len(days) >= GLASS_A_WEEK)
    return (Finding(Pattern.GLASS, staff, "", day, count) for staff, day, count in rows)


RULES: tuple[Callable[[World], Iterable[Finding]], ...] = (
    _outside,
    _own_name,
    _colleague_name,
    _searches,
    _stopped,
    _night,
    _watched,
    _left,
    _keeps_looking,
    _many,
    _exports,
    _glass,
)
