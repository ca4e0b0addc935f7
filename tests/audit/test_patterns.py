"""Browsing is noticed (P33, Q6, Q8): twelve seeded patterns, and normal days of work that raise next to nothing."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from web.rules.browsing import Colleague, Kind, Pattern, Seen, Whom, World, patterns

MONDAY = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
WORKERS, PEOPLE, WEEKS = range(1, 11), [f"P{number:03}" for number in range(240)], 12
SURNAMES = ["smith", "jones", "taylor", "brown", "williams", "wilson", "johnson", "davies", "patel", "khan"]
MANAGER, LIAISON = 11, 12


class Office:
    """Ten who see people, a manager and a court liaison; each person is with one of the ten."""

    def __init__(self, seed: object) -> None:
        self.draw = random.Random(f"{seed}")
        self.colleagues = {staff: Colleague(f"{self._surname()}") for staff in WORKERS}
        self.colleagues |= {MANAGER: Colleague("pike", has_people=False), LIAISON: Colleague("marsh", has_people=False)}
        self.people = {
            one: Whom(self._surname(), frozenset({1 + number % len(WORKERS)})) for number, one in enumerate(PEOPLE)
        }

    def _surname(self) -> str:
        """One in ten has one of the ten commonest surnames, as in this country."""
        return self.draw.choice(SURNAMES) if self.draw.random() < 0.08 else f"name{self.draw.randrange(40_000)}"

    def mine(self, staff: int) -> list[str]:
        return [one for one, whom in self.people.items() if staff in whom.held_by]

    def week(self, number: int) -> list[Seen]:
        """What everybody does from Monday to Friday, and a few at the weekend."""
        monday = MONDAY + dt.timedelta(weeks=number)
        made = [one for day in range(5) for staff in self.colleagues for one in self._day(staff, monday, day)]
        return sorted(made, key=lambda one: one.at)

    def _day(self, staff: int, monday: dt.datetime, day: int) -> list[Seen]:
        opened = self._whom(staff)
        made = [Seen(self._at(monday, day), staff, Kind.OPENED, one) for one in opened]
        made += [Seen(self._at(monday, day), staff, Kind.SEARCHED) for _ in range(self.draw.randrange(4, 25))]
        if self.draw.random() < 0.02:  # a call at night, about somebody of theirs
            night = monday + dt.timedelta(days=day, hours=23, minutes=self.draw.randrange(60))
            made += [Seen(night, staff, Kind.OPENED, one) for one in opened[:2]]
        if staff == MANAGER and self.draw.random() < 0.1:
            made.append(Seen(self._at(monday, day), staff, Kind.EXPORTED))
        if self.draw.random() < 0.01:
            made.append(Seen(self._at(monday, day), staff, Kind.GLASS, self.draw.choice(PEOPLE)))
        return made

    def _at(self, monday: dt.datetime, day: int) -> dt.datetime:
        hour = self.draw.triangular(7.5, 18.5, 10)
        return monday + dt.timedelta(days=day, hours=hour)

    def _whom(self, staff: int) -> list[str]:
        if staff == LIAISON:
            return self.draw.sample(PEOPLE, self.draw.randrange(10, 41))
        if staff == MANAGER:
            return self.draw.sample(PEOPLE, self.draw.randrange(5, 26))
        own, others = self.draw.sample(self.mine(staff), self.draw.randrange(5, 16)), self.draw.randrange(5)
        if self.draw.random() < 0.05:  # a day of cover for a colleague who is ill
            others = self.draw.randrange(6, 12)
        return own + self.draw.sample(PEOPLE, others)

    def found(self, events: list[Seen]) -> set[str]:
        return {
            one.about for one in patterns(World(sorted(events, key=lambda one: one.at), self.colleagues, self.people))
        }


def test_normal_work_raises_at_most_one_in_a_hundred_days_of_a_colleague() -> None:
    office = Office(random.random())
    raised = {about for week in range(WEEKS) for about in office.found(office.week(week))}
    days = WEEKS * 5 * len(office.colleagues)
    assert len(raised) <= days / 100, sorted(raised)


NOON = MONDAY + dt.timedelta(hours=11)
ME = 1
Act = Callable[[Office], list[Seen]]


def _opens(people: list[str], *, at: dt.datetime = NOON, apart: float = 1.0, staff: int = ME) -> list[Seen]:
    return [Seen(at + dt.timedelta(minutes=apart * n), staff, Kind.OPENED, one) for n, one in enumerate(people)]


def _theirs(office: Office) -> list[str]:
    return office.mine(5)


def _named(office: Office, count: int, surname: str) -> list[str]:
    chosen = _theirs(office)[:count]
    office.people.update({one: replace(office.people[one], surname=surname) for one in chosen})
    return chosen


def _after_leaving(office: Office) -> list[Seen]:
    office.colleagues[ME] = replace(office.colleagues[ME], ended_at=NOON - dt.timedelta(hours=1))
    return _opens(office.mine(ME)[:1])


def _done(kind: Kind, count: int, apart: float) -> list[Seen]:
    return [Seen(NOON + dt.timedelta(minutes=apart * number), ME, kind) for number in range(count)]


SEEDED: dict[Pattern, Act] = {
    Pattern.OUTSIDE: lambda office: _opens((_theirs(office) + office.mine(6))[:15], apart=20),
    Pattern.OWN_NAME: lambda office: _opens(_named(office, 1, office.colleagues[ME].surname)),
    Pattern.COLLEAGUE_NAME: lambda office: _opens(_named(office, 2, "pike")),
    Pattern.SEARCHES: lambda office: _done(Kind.SEARCHED, 100, 0.5),
    Pattern.STOPPED: lambda office: _done(Kind.STOPPED, 1, 1),
    Pattern.NIGHT: lambda office: _opens(office.mine(ME)[:5], at=MONDAY + dt.timedelta(hours=23)),
    Pattern.WATCHED: lambda office: [
        one for staff in (1, 2, 3, 4, 6, 7) for one in _opens(_theirs(office)[:1], staff=staff, at=NOON)
    ],
    Pattern.LEFT: _after_leaving,
    Pattern.KEEPS_LOOKING: lambda office: [
        one for day in range(4) for one in _opens(_theirs(office)[:1], at=NOON + dt.timedelta(days=day))
    ],
    Pattern.MANY: lambda office: _opens(PEOPLE[:60], staff=MANAGER, apart=0.9),
    Pattern.EXPORTS: lambda office: _done(Kind.EXPORTED, 4, 60),
    Pattern.GLASS: lambda office: _done(Kind.GLASS, 3, 60 * 24),
}


@pytest.mark.parametrize("pattern", list(Pattern), ids=lambda one: str(one))
def test_each_seeded_pattern_is_found_among_a_week_of_normal_work(pattern: Pattern) -> None:
    office = Office(random.random())
    seeded, week = SEEDED[pattern](office), office.week(0)
    raised = office.found([*week, *seeded])
    assert any(about.startswith(f"{pattern.name}:") for about in raised)
    assert any(about.startswith(f"{pattern.name}:") for about in office.found(seeded))


@pytest.mark.parametrize(
    "pattern", [one for one in Pattern if one not in {Pattern.OWN_NAME, Pattern.STOPPED, Pattern.LEFT}]
)
def test_one_fewer_is_not_a_pattern(pattern: Pattern) -> None:
    office = Office(7)
    assert not any(about.startswith(f"{pattern.name}:") for about in office.found(SEEDED[pattern](office)[:-1]))


def test_it_is_raised_once_however_long_it_goes_on() -> None:
    office = Office(7)
    seeded = SEEDED[Pattern.OWN_NAME](office)
    later = [replace(one, at=one.at + dt.timedelta(days=2)) for one in seeded]
    assert len(office.found([*seeded, *later])) == 1


def test_whoever_is_not_known_raises_nothing() -> None:
    office = Office(7)
    assert office.found([Seen(NOON, 99, Kind.OPENED, "P001"), Seen(NOON, ME, Kind.OPENED, "nobody")]) == set()
