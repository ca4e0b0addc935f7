"""Questions that are made once: each answer is of the values given with it, and of nobody who is hidden."""

from __future__ import annotations

import pytest
from flask import Flask, g
from sqlalchemy import bindparam, select

from casework.accounts.models import Agency
from casework.kernel import clock, light
from casework.kernel.actors import Actor
from casework.kernel.database import db, transaction
from casework.kernel.questions import Fixed
from casework.people.models import Person, RecordRestriction
from casework.people.services.scope import forget

IDS = Fixed(select(Person.id).where(Person.agency_id == bindparam("agency")).order_by(Person.id))
OF_THESE = light.Question(lambda among: select(Person.id).where(among(Person.id)).order_by(Person.id))
WHOLE = Fixed(select(Person).where(Person.agency_id == bindparam("agency")).order_by(Person.id))


@pytest.fixture
def agency(within: object) -> Agency:
    with transaction():
        now = clock.now()
        made = Agency(name="Lantern Project", kind="charity", phone="", created_at=now, confirmed_at=now)
        db.session.add(made)
        db.session.flush()
        return made


def add(agency: Agency, name: str) -> Person:
    person = Person(agency_id=agency.id, given_name=name, family_name="Blake", created_at=clock.now())
    db.session.add(person)
    return person


def test_it_answers_for_the_values_given_and_for_what_is_not_written_yet(agency: Agency) -> None:
    with transaction():
        joanna = add(agency, "Joanna")
        assert [row.id for row in IDS.seen(agency=agency.id)] == [joanna.id]
        mary = add(agency, "Mary")
        assert [row.id for row in IDS.seen(agency=agency.id)] == [joanna.id, mary.id]
        assert WHOLE.objects(agency=agency.id) == [joanna, mary]
        assert IDS.seen(agency=agency.id + 1) == WHOLE.objects(agency=agency.id + 1) == []


def test_whoever_is_hidden_from_the_signed_in_is_in_no_answer(app: Flask, agency: Agency) -> None:
    with transaction():
        joanna, mary = add(agency, "Joanna"), add(agency, "Mary")
        db.session.flush()
        both, restricted = [joanna.id, mary.id], RecordRestriction(agency_id=agency.id, person_id=joanna.id)
        restricted.why, restricted.since = "A cousin works here", clock.now()
    with app.test_request_context("/"):
        g.actor = Actor(1, agency.id, "Kit Hale", frozenset({"worker"}))
        assert [row.id for row in IDS.seen(agency=agency.id)] == both == [row.id for row in OF_THESE.seen(both)]
        with transaction():
            db.session.add(restricted)
        forget()
        assert [row.id for row in IDS.seen(agency=agency.id)] == both[1:] == [row.id for row in OF_THESE.seen(both)]
        assert [one.id for one in WHOLE.objects(agency=agency.id)] == both[1:]
        assert [row.id for row in IDS.ask(agency=agency.id)] == both, "it is asked for what is about no person"
