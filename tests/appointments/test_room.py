"""How many appointments still fit each day: against trying every choice, and against what is offered one by one."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import replace
from itertools import combinations, pairwise

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given, settings

from casework.accounts.models import Staff
from casework.appointments import services
from casework.appointments.rules.free import FreeFacts, Slot, all_free
from casework.appointments.rules.room import room, room_for_her
from casework.appointments.services import RoomAsked
from casework.kernel.database import db, transaction
from casework.people.models import Person
from tests.appointments.test_free import LONDON, all_facts
from tests.people.cast import AT, DAY, add_jo
from tests.support.staff import Team

MONDAY = dt.date(2026, 11, 23)


def start(slot: Slot) -> dt.datetime:
    return dt.datetime.combine(slot.day, slot.time, LONDON).astimezone(dt.UTC)


def most(slots: list[Slot], minutes: int) -> int:
    """The longest row of times of which none overlaps the next, by trying every row."""
    gap = dt.timedelta(minutes=minutes)
    for count in range(len(slots), 0, -1):
        for row in combinations(slots, count):
            if all(start(b) - start(a) >= gap for a, b in pairwise(row)):
                return count
    return 0


@settings(max_examples=60)
@given(facts=all_facts())
def test_no_choice_of_times_fits_more_into_a_day(facts: FreeFacts) -> None:
    by_day: dict[dt.date, list[Slot]] = defaultdict(list)
    for slot in all_free(facts):
        by_day[slot.day].append(slot)
    found = room(facts)
    assert set(found) == set(by_day)
    for day, slots in by_day.items():
        if len(slots) <= 9:
            assert found[day] == most(slots, facts.minutes)


@settings(max_examples=60)
@given(facts=all_facts())
def test_a_diary_worked_out_once_serves_everybody_in_it(facts: FreeFacts) -> None:
    theirs = room(replace(facts, hers=(), not_on=(), taken=(*facts.taken, *facts.hers)))
    assert room_for_her(theirs, facts) == room(facts)


@pytest.fixture
def jo(within: Flask, team: Team) -> Person:
    return add_jo(team.actor("worker"))


def asked(team: Team, person: Person, until: dt.date) -> RoomAsked:
    return RoomAsked(person.reference, team.actor("worker").staff_id, person.id, until)


def test_many_diaries_at_once_say_what_each_says_alone_in_as_many_queries(team: Team, jo: Person) -> None:
    worker = team.actor("worker")
    staff = db.session.get_one(Staff, worker.staff_id)
    ann = add_jo(worker, given_name="Ann")
    with transaction():
        services.set_hours(staff, {0: (dt.time(10), dt.time(14)), 1: (dt.time(10), dt.time(12))}, by=worker, at=AT)
        services.record_leave(staff, first_day=MONDAY + 7 * DAY, last_day=MONDAY + 7 * DAY, by=worker, at=AT)
        for person, hour, day in ((jo, 10, MONDAY), (ann, 12, MONDAY), (ann, 11, MONDAY + DAY)):
            services.book(
                person, day=day, time=dt.time(hour), place_other="x", with_staff_id=worker.staff_id, by=worker, at=AT
            )
    both = [asked(team, person, MONDAY + 8 * DAY) for person in (jo, ann)]
    alone, queries = _counted(both[:1])
    found, as_many = _counted(both)
    assert as_many <= queries <= 4
    assert found[jo.reference] == alone[jo.reference] == {MONDAY: 1, MONDAY + DAY: 1, MONDAY + 8 * DAY: 2}
    assert found[ann.reference] == {MONDAY + 8 * DAY: 2}
    for person in (jo, ann):
        offered = services.free_times(
            agency_id=worker.agency_id,
            staff_id=worker.staff_id,
            minutes=60,
            until=MONDAY + 8 * DAY,
            now=AT,
            person=person,
            limit=200,
        )
        assert {one.day for one in offered} == set(found[person.reference])


def _counted(asks: list[RoomAsked]) -> tuple[dict[str, dict[dt.date, int]], int]:
    seen: list[object] = []

    def note(*said: object) -> None:
        seen.append(said[2])

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        return services.free_days(asks, agency_id=db.session.get_one(Person, asks[0].person_id).agency_id, now=AT), len(
            [one for one in seen if str(one).startswith("SELECT")]
        )
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
