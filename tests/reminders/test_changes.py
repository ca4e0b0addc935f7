"""Once a change has committed, nothing goes that it stopped: random changes of six kinds (promises P3, B4 to B9).

What should be true is kept beside the database, in a few plain dictionaries; what went is read from the outbox.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from flask import Flask
from sqlalchemy import select

from casework.appointments.models import Appointment
from casework.appointments.rules import Outcome
from casework.kernel import clock, words
from casework.kernel.database import db, transaction
from casework.people import services as people
from casework.people.models import Person
from casework.people.rules.circumstances import CircumstanceKind
from casework.people.rules.contact import Answer, Confirmed
from reminders import jobs, services
from reminders.gateway import Message, Outbox
from reminders.models import Text
from reminders.rules.kinds import REPLIES
from reminders.rules.life import WAITING
from reminders.rules.timing import LONDON
from reminders.services import replying, showing
from tests.reminders.cast import Cast, london, texts

At = Callable[[str], None]
CHANGES = 320
"""The storms of tests/harness make 180 more."""
NOON = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


@dataclass
class Her:
    """What should be true of one person now: the one number that may be texted, if any, and what is booked."""

    person: Person
    number: str | None
    booked: Appointment | None
    when: str
    dead: bool = False
    over: set[int] = field(default_factory=set)
    times: set[str] = field(default_factory=set)


class World:
    """One service with a few people, changed and changed again while the sender runs."""

    def __init__(self, cast: Cast, at: At) -> None:
        self.cast, self.at, self.outbox, self.seen = cast, at, Outbox(keep=100_000), 0
        self.now, self.numbers, self.done = NOON, 200, Counter[str]()
        self.too_late: set[int] = set()
        self.hers: list[Her] = []

    def number(self) -> str:
        self.numbers += 1
        return f"+447700{900_000 + self.numbers % 1000:06}"

    def go_on(self) -> None:
        self.now += dt.timedelta(minutes=random.choice((1, 30, 200, 700)))
        self.at(f"{self.now.astimezone(LONDON):%Y-%m-%d %H:%M}")

    def new(self) -> None:
        number = self.number()
        her = Her(self.cast.person(number), number, None, "")
        self.book(her)
        self.hers.append(her)

    def book(self, her: Her) -> None:
        her.when = self.a_time(her)
        her.booked = self.cast.book(her.when, her.person, place=self.cast.place)

    def a_time(self, her: Her) -> str:
        """Within nine days, at an hour at which she has had nothing yet."""
        while (found := self.some_time()) in her.times:
            continue
        her.times.add(found)
        return found

    def some_time(self) -> str:
        day = self.now + dt.timedelta(days=random.randint(1, 9))
        return f"{day:%Y-%m-%d} {random.randint(7, 20):02}:00"

    def send(self) -> None:
        jobs.run_due(self.outbox)
        kept, self.seen = list(self.outbox.kept)[self.seen :], len(self.outbox.kept)
        db.session.rollback()
        for message in kept:
            self.judge(message)

    def judge(self, message: Message) -> None:
        text = db.session.scalars(select(Text).where(Text.token == message.token)).one()
        [her] = [one for one in self.hers if one.person.id == text.person_id]
        if text.kind in REPLIES:
            return
        assert not her.dead, "a text to somebody who has died"
        assert message.number == her.number, "a text to a number that is not hers now"
        assert text.appointment_id not in her.over, "a text of a booking that was off"
        when = dt.datetime.fromisoformat(her.when)
        said = f"{words.short_day(when.date())}, {words.clock_time(when.time())}"
        assert said in message.body, f"not the time that is booked, {said}: {message.body}"

    def one_on_its_way(self, her: Her) -> Text | None:
        """Now and then a text has just been handed over when the change comes."""
        waiting = texts(person_id=her.person.id)
        mine = [text for text in waiting if text.state in WAITING and text.not_after > self.now]
        if not mine or random.random() > 0.3:
            return None
        with transaction():
            text = db.session.merge(random.choice(mine))
            text.state, text.handed_at, text.number_index = "handed", self.now, people.number_index(her.number or "")
        return text

    def change(self) -> None:
        her = random.choice([one for one in self.hers if not one.dead])
        if her.booked and london(her.when) <= self.now:
            self.off(her)
        kinds = ["moved", "cancelled", "closed"] if her.booked else []
        last = "died" if self.done["died"] < 20 else "moved"
        kind = random.choice([*kinds, *kinds, "opted out", "numbered anew", last])
        if kind == "moved" and her.booked is None:
            self.book(her)
            return
        gone = self.one_on_its_way(her) if her.number else None
        getattr(self, kind.replace(" ", "_"))(her)
        self.done[kind] += 1
        if gone is not None:
            self.look_after(gone, her)
        if her.booked is None and not her.dead and random.random() < 0.7:
            self.book(her)

    def look_after(self, gone: Text, her: Her) -> None:
        """What went too late to be stopped says so, asks for a person unless she has died, and is then settled."""
        with transaction():
            text = db.session.get_one(Text, gone.id)
            assert text.cancel_late, f"too late, and not said: {sorted(self.done.items())} {text.kind}"
            asked = db.session.scalars(select(Text.id).where(showing.to_do(clock.now()))).all()
            assert her.dead is (text.id not in asked), "too late, and nobody asked"
            self.too_late.add(text.id)
            text.state = "delivered"

    def moved(self, her: Her) -> None:
        assert her.booked is not None
        her.when = self.a_time(her)
        self.cast.move(db.session.merge(her.booked), her.when)

    def cancelled(self, her: Her) -> None:
        assert her.booked is not None
        self.cast.record(db.session.merge(her.booked), Outcome.CANCELLED_BY_US)
        self.off(her)

    def closed(self, her: Her) -> None:
        with transaction():
            assert her.booked is not None
            services.appointment_settled(db.session.merge(her.booked), at=clock.now())
        self.off(her)

    def off(self, her: Her) -> None:
        her.over.add(her.booked.id if her.booked else 0)
        her.booked = None

    def opted_out(self, her: Her) -> None:
        if her.number and random.random() < 0.5:
            with transaction():
                replying.receive(f"SM{self.done['opted out']:032x}", her.number, "STOP", at=clock.now())
            her.number = None
        else:
            self.cast.says(db.session.merge(her.person), mobile=self.number(), safe_to_text=Answer.NO)
            her.number = None

    def numbered_anew(self, her: Her) -> None:
        number, sure = self.number(), random.random() < 0.7
        confirmed = Confirmed.IN_PERSON if sure else None
        self.cast.says(db.session.merge(her.person), mobile=number, number_confirmed=confirmed)
        her.number = number if sure else None

    def died(self, her: Her) -> None:
        with transaction():
            person, today = db.session.merge(her.person), clock.local_day(clock.now())
            people.record_circumstance(person, CircumstanceKind.DIED, since=today, by=self.cast.worker, at=clock.now())
        her.dead = True


@pytest.mark.sqlite
@pytest.mark.timeout(600)
def test_changes_of_six_kinds_and_nothing_goes_that_they_stopped(cast: Cast, at: At, within: Flask) -> None:
    world = World(cast, at)
    while sum(world.done.values()) < CHANGES:
        if len([one for one in world.hers if not one.dead]) < 12:
            world.new()
        world.go_on()
        if random.random() < 0.35:
            world.send()
        world.change()
    world.send()
    assert set(world.done) == {"moved", "cancelled", "closed", "opted out", "numbered anew", "died"}
    assert world.seen > 60, "hardly anything went, so this proves little"
    assert len(world.too_late) > 15
