"""Two records of one person are joined and parted again, exactly as before, over random histories (rule 31)."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Table, select

from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db, transaction
from casework.kernel.models import Event
from casework.kernel.months import months_after
from casework.kernel.refused import Refused
from casework.people import services as people
from casework.people.models import Person, PersonJoin, RecordRestriction
from casework.people.rules.contact import Answer, ContactAnswers
from casework.people.rules.keeping import due
from casework.people.services import joining, reviewing
from casework.people.services.own_records import full_name
from casework.people.services.records import months
from diversion.models import Referral
from tests.people.test_erasure_holds import differences, figures
from tests.support.peopled import CLAIMED, manager, peopled, second_manager

HISTORIES, STEPS = 12, 6
MOBILES = {Answer.YES: "+447700900910", Answer.NO: None}


@pytest.fixture
def site(settings_for: Callable[..., Any], tmp_path: Path) -> Iterator[Flask]:
    with peopled(settings_for, tmp_path) as app:
        yield app


class Two:
    """The two managers, and what they do."""

    def __init__(self) -> None:
        self.one, self.two = manager(), second_manager()

    def join(self, kept: str, other: str) -> int:
        with transaction():
            asked = joining.ask_join(
                person(kept), person(other), "Same tattoo, same story", by=self.one, at=clock.now()
            )
            joining.agree(asked, by=self.two, at=clock.now())
            return asked.id

    def part(self, key: int) -> None:
        with transaction():
            joining.part(db.session.get_one(PersonJoin, key), "Two sisters", by=self.one, at=clock.now())


def person(reference: str) -> Person:
    return db.session.scalars(select(Person).where(Person.reference == reference)).one()


def seen() -> dict[str, list[tuple[Any, ...]]]:
    """Every row that holds a person, what is sealed opened, but for the record of joins itself."""
    db.session.rollback()
    return {table.name: _rows(table) for table in CLAIMED if table.name != "person_join"}


def _rows(table: Table) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in db.session.execute(select(table).order_by(*table.primary_key))]


def test_random_joins_end_where_they_began(site: Flask) -> None:
    two, dice = Two(), random.Random(os.environ["SEED"])
    before = seen()
    counted, verified = figures(two.one), differences()
    everybody = [one.reference for one in db.session.scalars(select(Person))]
    done = 0
    for _ in range(HISTORIES):
        standing: list[int] = []
        for _ in range(STEPS):
            if standing and dice.random() < 0.3:
                two.part(standing.pop(dice.randrange(len(standing))))
                continue
            try:
                standing.append(two.join(*dice.sample(everybody, 2)))
                done += 1
            except Refused:
                continue  # joined already, or texts agreed to in one and taken back in the other
        assert set(differences()) <= set(verified)
        for key in dice.sample(standing, len(standing)):
            two.part(key)
        assert seen() == before
    assert done > HISTORIES
    assert figures(two.one) == counted


def test_one_of_three_records_is_parted_and_the_other_two_stay_one_person(site: Flask) -> None:
    """What stands among three rests on all of them: who says that texts are not safe, and who must not be seen."""
    two = Two()
    with transaction():
        kept, first, last = (three := [_stranger(two.one, one) for one in (Answer.YES, Answer.NO, Answer.NO)])
        for one in map(person, three[1:]):
            made = RecordRestriction(agency_id=one.agency_id, person_id=one.id, since=clock.now())
            made.why = "Her brother works here"
            db.session.add(made)
    before = seen()
    joined = [two.join(kept, first), two.join(kept, last)]
    two.part(joined[0])
    assert not may_text(first)
    assert not may_text(kept)
    assert restricted() == {first, kept}
    two.part(joined[1])
    assert seen() == before
    assert may_text(kept)
    assert restricted() == {first, last}


def _stranger(by: Actor, safe: Answer) -> str:
    made = Person(agency_id=by.agency_id, given_name="Kim", family_name="Lee", created_at=clock.now())
    db.session.add(made)
    db.session.flush()
    people.set_safe_contact(made, ContactAnswers(safe_to_text=safe, mobile=MOBILES[safe]), by=by, at=clock.now())
    return made.reference


def may_text(reference: str) -> bool:
    contact = people.safe_contact(person(reference))
    assert contact is not None
    return contact.safe_to_text == Answer.YES.value


def restricted() -> set[str]:
    rows = select(Person.reference).join(RecordRestriction, RecordRestriction.person_id == Person.id)
    return set(db.session.scalars(rows.where(RecordRestriction.ended_at.is_(None))))


def test_a_joined_person_is_found_by_both_names_and_told_of_by_the_name_on_the_charge(site: Flask) -> None:
    two = Two()
    rows = db.session.scalars(select(Referral).order_by(Referral.id)).all()
    kept, other = rows[0].person, next(row.person for row in rows if row.person_id != rows[0].person_id)
    name, reference, theirs = full_name(other), other.reference, [r.id for r in rows if r.person_id == other.id]
    with transaction():
        for key in theirs:
            db.session.get_one(Referral, key).charge_name = ""
    two.join(kept.reference, reference)
    assert [one.reference for one in people.search_people(name, by=two.one)] == [kept.reference]
    assert [one.reference for one in people.search_people(reference, by=two.one)] == [kept.reference]
    assert people.load_person(reference, by=two.one).reference == kept.reference
    assert name in [alias.name for alias in person(kept.reference).aliases]
    for key in theirs:
        moved = db.session.get_one(Referral, key)
        assert moved.person.reference == kept.reference
        assert moved.charge_name == name
    acts = [one.act for one in db.session.scalars(select(Event).where(Event.record == f"person:{kept.reference}"))]
    assert Act.COMBINATION.value in acts


def test_what_is_added_since_goes_with_what_it_is_about(site: Flask) -> None:
    two = Two()
    rows = db.session.scalars(select(Referral).order_by(Referral.id)).all()
    booked = next(row for row in rows if any(one.bookings for one in row.requirements))
    other, kept = booked.person, next(row.person for row in rows if row.person_id != booked.person_id)
    key = two.join(kept.reference, other.reference)
    appointment = next(one.bookings[0].appointment for one in booked.requirements if one.bookings)
    with transaction():
        made = type(appointment)(
            agency_id=appointment.agency_id,
            person_id=person(kept.reference).id,
            day=appointment.day,
            time=appointment.time,
            starts_at=appointment.starts_at,
            recorded_at=clock.now(),
        )
        db.session.add(made)
        db.session.flush()
        link = next(one.bookings[0] for one in booked.requirements if one.bookings)
        db.session.add(type(link)(requirement_id=link.requirement_id, appointment_id=made.id))
        number = made.id
    two.part(key)
    assert db.session.get_one(type(appointment), number).person.reference == other.reference


def test_it_takes_two_managers_and_one_record_at_a_time(site: Flask) -> None:
    two = Two()
    first, second, third = (one.reference for one in db.session.scalars(select(Person).limit(3)))
    with transaction():
        asked = joining.ask_join(person(first), person(second), "Same face", by=two.one, at=clock.now())
        key = asked.id
    with pytest.raises(Refused, match="Another manager"), transaction():
        joining.agree(db.session.get_one(PersonJoin, key), by=two.one, at=clock.now())
    with pytest.raises(Refused, match="already asked"), transaction():
        joining.ask_join(person(second), person(third), "Same face", by=two.two, at=clock.now())
    with pytest.raises(Refused, match="started from"), transaction():
        joining.ask_join(person(third), person(third), "Same face", by=two.two, at=clock.now())
    with transaction():
        joining.call_off(db.session.get_one(PersonJoin, key), by=two.two, at=clock.now())
    with pytest.raises(Refused, match="not joined"), transaction():
        joining.part(db.session.get_one(PersonJoin, key), "Not so", by=two.one, at=clock.now())


def test_the_list_of_records_past_their_time_is_what_the_rule_says_of_each(site: Flask) -> None:
    by, today = manager(), clock.today()
    everybody = list(db.session.scalars(select(Person)))
    facts = reviewing.facts_of(everybody)
    sizes = set()
    for months_on in (0, 3, 8, 10, 12, 14, 24, 30, 36, 42, 60, 80):
        day = months_after(today, months_on)
        wanted = {one.reference for one in everybody if due(facts[f"person:{one.reference}"], day, months())}
        assert {one.record.reference for one in reviewing.review_list(by=by, today=day).rows} == wanted
        sizes.add(len(wanted))
    assert min(sizes) == 0
    assert max(sizes) == len(everybody)
    assert len(sizes) >= 3
