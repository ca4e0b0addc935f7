"""300 races for one time on each database: exactly one wins, the others are told and offered what is free (B3)."""

from __future__ import annotations

import datetime as dt
import itertools
import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest
from flask import Flask, g

from casework.accounts.models import Agency
from casework.accounts.rules import Role
from casework.accounts.services import add_staff
from casework.appointments import services
from casework.appointments.models import Appointment
from casework.appointments.rules import Outcome
from casework.appointments.services import FreeTime, Taken
from casework.kernel.actors import Actor
from casework.kernel.clock import moment
from casework.kernel.database import db, transaction
from casework.kernel.workdays import add_business_days
from casework.people.models import Person
from tests.people.cast import AT, TODAY, add_jo
from tests.support.staff import PASSWORD, Team

pytestmark = pytest.mark.timeout(900)
RACES, MOST = 300, 5
HOUR, WEEK = dt.timedelta(hours=1), dt.timedelta(weeks=1)
KINDS = ("worker", "room", "person")


@dataclass
class Track:
    """Five people, five workers, a place with five rooms, five threads; and what is booked, as the test knows it."""

    app: Flask
    by: Actor
    keys: dict[str, list[int]]
    pool: ThreadPoolExecutor
    booked: list[tuple[dt.datetime, dict[str, int]]] = field(default_factory=list)

    def run(self, attempts: list[Callable[[], Any]]) -> list[Any]:
        """Let each attempt go in its own thread, with its own connection, at the same moment."""
        gate = threading.Barrier(len(attempts))
        return list(self.pool.map(lambda attempt: self._start(gate, attempt), attempts))

    def _start(self, gate: threading.Barrier, attempt: Callable[[], Any]) -> Any:
        with self.app.app_context():
            g.intent = "read"
            gate.wait()
            return attempt()

    def book(self, start: dt.datetime, who: dict[str, int], at: dt.datetime) -> Any:
        """Book as a page does: who got it is an appointment's key, who did not is Taken with what to offer instead."""
        try:
            with transaction():
                made = services.book(
                    db.session.get_one(Person, who["person"]),
                    day=start.date(),
                    time=start.time(),
                    place=services.places(agency_id=self.by.agency_id)[0],
                    room_id=who["room"],
                    with_staff_id=who["worker"],
                    by=self.by,
                    at=at,
                )
                return made.id
        except Taken as no:
            db.session.rollback()
            return no.what, self.offers(who, start.date() + WEEK, at)

    def offers(self, who: dict[str, int], until: dt.date, at: dt.datetime) -> list[FreeTime]:
        return services.free_times(
            agency_id=self.by.agency_id,
            staff_id=who["worker"],
            minutes=60,
            until=until,
            now=at,
            person=db.session.get_one(Person, who["person"]),
            room_id=who["room"],
        )

    def is_free(self, day: dt.date, time: dt.time, who: dict[str, int]) -> bool:
        """Whether this hour overlaps nothing that the test knows to be booked for any of these three."""
        start = moment(day, time)
        near = (others for begins, others in self.booked if abs(begins - start) < HOUR)
        return not any(others[kind] == who[kind] for others in near for kind in KINDS)


@pytest.fixture
def track(within: Flask, team: Team) -> Iterator[Track]:
    by = team.actor("worker")
    people = [add_jo(by, given_name=f"Jo {number}").id for number in range(MOST)]
    with transaction():
        admin = team.actor("administrator")
        place = services.add_place(name="Mill Street", text_name="Mill Street", by=admin, at=AT)
        rooms = [services.add_room(place, name=f"Room {n}", by=admin, at=AT) for n in range(MOST)]
        agency = db.session.get_one(Agency, by.agency_id)
        workers = [
            add_staff(
                agency,
                name=f"Worker {n}",
                email=f"worker{n}@example.org",
                password=PASSWORD,
                roles=[Role.WORKER],
                at=AT,
            )
            for n in range(MOST)
        ]
        keys = {"person": people, "worker": [one.id for one in workers], "room": [one.id for one in rooms]}
    with ThreadPoolExecutor(MOST) as pool:
        yield Track(within, by, keys, pool)


def test_of_two_to_five_who_want_one_time_exactly_one_gets_it_and_the_others_see_what_is_free(track: Track) -> None:
    dice = random.Random(random.getrandbits(32))
    days = itertools.accumulate(itertools.repeat(1), add_business_days, initial=add_business_days(TODAY, 2))
    bases = itertools.product(itertools.islice(days, RACES // 2), (dt.time(10), dt.time(14)))
    lost = 0
    for number, (day, time) in enumerate(bases):
        lost += race(track, KINDS[number % 3], dt.datetime.combine(day, time), dice)
    assert lost >= RACES
    left = db.session.scalar(db.select(db.func.count()).where(Appointment.outcome.is_(None)))
    assert left == RACES


def race(track: Track, kind: str, base: dt.datetime, dice: random.Random) -> int:
    """One race for one worker, room or person, at times that all overlap; the number of those who lost."""
    at = (base - dt.timedelta(days=1)).replace(tzinfo=dt.UTC)
    one = {kind: dice.choice(track.keys[kind])}
    contenders = [who | one for who in apart(track, dice)[: dice.randint(2, MOST)]]
    starts = [base + dt.timedelta(minutes=5 * dice.randrange(12)) for _ in contenders]
    said = track.run([partial(track.book, *wish, at) for wish in zip(starts, contenders, strict=True)])
    won = [place for place, answer in enumerate(said) if isinstance(answer, int)]
    assert len(won) == 1, f"{len(won)} got the same {kind}"
    track.booked.append((moment(starts[won[0]].date(), starts[won[0]].time()), contenders[won[0]]))
    for place, answer in enumerate(said):
        if place not in won:
            what, offers = answer
            assert what == kind
            assert offers
            assert all(track.is_free(one.day, one.time, contenders[place]) for one in offers)
    if dice.random() < 0.1:
        loser = next(place for place in range(len(said)) if place not in won)
        takes_an_offer(track, contenders[loser], said[loser][1][0], at)
    return len(said) - 1


def apart(track: Track, dice: random.Random) -> list[dict[str, int]]:
    """As many contenders as there are threads, none of whom shares anything with another."""
    drawn = [dice.sample(track.keys[kind], MOST) for kind in KINDS]
    return [dict(zip(KINDS, chosen, strict=True)) for chosen in zip(*drawn, strict=True)]


def takes_an_offer(track: Track, who: dict[str, int], offer: FreeTime, at: dt.datetime) -> None:
    """What was offered can be had; cancelled, it is free again."""
    key = track.book(dt.datetime.combine(offer.day, offer.time), who, at)
    assert isinstance(key, int)
    with transaction():
        made = db.session.get_one(Appointment, key)
        services.record_outcome(made, Outcome.CANCELLED_BY_US, by=track.by, at=at)
