"""Random histories: time is refused exactly when it overlaps, and what is held is what is open, whatever happened."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from flask import Flask

from casework.appointments import services
from casework.appointments.models import Appointment, HeldTime
from casework.appointments.rules import MoveAskedBy, Outcome
from casework.appointments.rules.steps import moment_of, step_of
from casework.appointments.services import Taken
from casework.kernel.actors import Actor
from casework.kernel.clock import moment
from casework.kernel.database import db, transaction
from casework.people.models import Person
from tests.people.cast import AT, DAY, TODAY, add_jo
from tests.support.corrections import LEARNED_MORE
from tests.support.staff import Team

pytestmark = pytest.mark.sqlite
HISTORIES, STEPS = 24, 10
FIVE = dt.timedelta(minutes=5)


@dataclass
class Known:
    """One appointment as the test knows it: the minutes it takes, and whether it is open."""

    start: dt.datetime
    minutes: int
    person: int
    worker: int
    open: bool = True

    def overlaps(self, other: Known) -> bool:
        if not (self.open and other.open) or (self.person != other.person and self.worker != other.worker):
            return False
        ends = [one.start + dt.timedelta(minutes=one.minutes) for one in (self, other)]
        return self.start < ends[1] and other.start < ends[0]


@dataclass
class History:
    """A day of two people and two workers; what each act should do is decided from plain intervals."""

    by: Actor
    people: list[int]
    workers: list[int]
    day: dt.date
    dice: random.Random
    known: dict[int, Known] = field(default_factory=dict)
    refused: int = 0

    def wanted(self) -> Known:
        start = moment(self.day, dt.time(9)) + FIVE * self.dice.randrange(36)
        minutes = self.dice.choice((15, 30, 60, 90))
        return Known(start, minutes, self.dice.choice(self.people), self.dice.choice(self.workers))

    def act(self) -> None:
        mine = [key for key, one in self.known.items() if one.open]
        acts: list[Callable[[int], None]] = [self.move, self.settle, self.give]
        settled = [key for key, one in self.known.items() if not one.open]
        if settled and self.dice.random() < 0.3:
            self.undo(self.dice.choice(settled))
        elif mine and self.dice.random() < 0.6:
            self.dice.choice(acts)(self.dice.choice(mine))
        else:
            self.book()

    def expect(self, key: int, wish: Known, work: Callable[[], int]) -> None:
        """Do it, and hold the answer against the intervals: Taken exactly where two overlap."""
        clash = any(wish.overlaps(one) for other, one in self.known.items() if other != key)
        try:
            with transaction():
                done = work()
        except Taken:
            assert clash
            self.refused += 1
            return
        assert not clash
        self.known[done] = wish

    def book(self) -> None:
        wish = self.wanted()

        def work() -> int:
            person, wall = db.session.get_one(Person, wish.person), wish.start.replace(tzinfo=None).time()
            return services.book(
                person,
                day=self.day,
                time=wall,
                minutes=wish.minutes,
                place_other="x",
                with_staff_id=wish.worker,
                by=self.by,
                at=AT,
            ).id

        self.expect(0, wish, work)

    def move(self, key: int) -> None:
        old, new = self.known[key], self.wanted()
        wish = Known(new.start, new.minutes, old.person, old.worker)
        if wish.start == old.start:
            return

        def work() -> int:
            wall = wish.start.replace(tzinfo=None).time()
            asked = MoveAskedBy.US
            row = db.session.get_one(Appointment, key)
            services.move(row, day=self.day, time=wall, minutes=wish.minutes, asked_by=asked, by=self.by, at=AT)
            return key

        self.expect(key, wish, work)

    def give(self, key: int) -> None:
        old = self.known[key]
        wish = Known(old.start, old.minutes, old.person, self.dice.choice(self.workers))

        def work() -> int:
            services.reassign(db.session.get_one(Appointment, key), wish.worker, by=self.by, at=AT)
            return key

        self.expect(key, wish, work)

    def settle(self, key: int) -> None:
        with transaction():
            row = db.session.get_one(Appointment, key)
            services.record_outcome(row, Outcome.CANCELLED_BY_US, by=self.by, at=AT)
        self.known[key].open = False

    def undo(self, key: int) -> None:
        old = self.known[key]
        wish = Known(old.start, old.minutes, old.person, old.worker)

        def work() -> int:
            row = db.session.get_one(Appointment, key)
            said = services.current_attendance(row)
            services.record_outcome(row, Outcome.IN_ERROR, replaces=said, why=LEARNED_MORE, by=self.by, at=AT)
            return key

        self.expect(key, wish, work)

    def held(self) -> set[tuple[str, int, dt.datetime, int]]:
        """What should be held: each five minutes of each that is open, for its person and its worker."""
        return {
            (kind, holder, one.start + FIVE * step, key)
            for key, one in self.known.items()
            if one.open
            for kind, holder in (("person", one.person), ("worker", one.worker))
            for step in range(one.minutes // 5)
        }


def really_held(day: dt.date) -> set[tuple[str, int, dt.datetime, int]]:
    db.session.rollback()
    first = step_of(moment(day, dt.time()))
    rows = db.session.scalars(db.select(HeldTime).where(HeldTime.step.between(first, first + 287)))
    return {(row.kind, row.holder_id, moment_of(row.step), row.appointment_id) for row in rows}


def test_time_is_refused_exactly_when_it_overlaps_and_nothing_is_held_that_is_not_open(
    within: Flask, team: Team
) -> None:
    by, other = team.actor("worker"), team.actor("supervisor")
    people = [add_jo(by).id, add_jo(by, given_name="Ann").id]
    workers = [one.staff_id for one in (by, other) if one.staff_id is not None]
    dice = random.Random(random.getrandbits(32))
    refused = 0
    for number in range(HISTORIES):
        history = History(by, people, workers, TODAY + (number + 2) * DAY, dice)
        for _ in range(STEPS):
            history.act()
            assert really_held(history.day) == history.held()
        refused += history.refused
    assert refused > HISTORIES, "they met often enough to say anything"
