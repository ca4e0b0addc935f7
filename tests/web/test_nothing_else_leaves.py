"""Health, immigration, gender history, support, reasons, contact details: none of it ever leaves in a notice (rule 29).

Every sealed word of every pretend person is replaced by a word of its own; then everything that could be told of any
of them is put into a notice, a document and a table, and none of those words may be there.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask, g
from sqlalchemy import String, select

import diversion.services
import orders.services
from casework.courts.models import CourtContact, Transfer
from casework.kernel.actors import Actor
from casework.kernel.columns import Encrypted
from casework.kernel.database import Base, db, transaction
from casework.people.models import Person
from casework.people.rules.circumstances import CircumstanceKind
from casework.people.services import record_circumstance
from diversion.models import Referral
from diversion.services import Tell
from notices.gateway import document
from notices.rules import CheckFirst, Statement
from notices.rules.compose import Paper, Sender, body, subject
from notices.rules.sheet import table
from orders.models import ExcuseOpinion, SupportOrder
from orders.services import TellOf
from web.demo import place

pytestmark = pytest.mark.sqlite
NOON = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
MAY_LEAVE = {
    "person.given_name",
    "person.family_name",
    "person.date_of_birth",
    "referral.charge_name",
    "referral.urn",
    "referral.asn",
    "referral.custody_reference",
    "support_order.charge_name",
    "support_order.urn",
    "court_contact.name",
}
"""The name on the charge, the date of birth, the police reference; and the name of whoever is told."""
OF_STAFF = {"staff", "second_factor", "sign_in", "notice", "notice_line", "address_check"}
ALSO_PLAIN = {
    "scheme.name",
    "place.name",
    "place.text_name",
    "requirement.title",
    "scheme_step.title",
}
CANARY = re.compile(r"QZ\d{5}")


def planted() -> int:
    """Give every such column of every row its own word. Returns how many."""
    number = 0
    for mapper in Base.registry.mappers:
        table_name, columns = mapper.class_.__tablename__, dict(mapper.columns)
        names = [name for name, column in columns.items() if _is_plantable(f"{table_name}.{name}", column.type)]
        for row in db.session.scalars(select(mapper.class_)) if names else []:
            for name in names:
                if isinstance(getattr(row, name), str):
                    number += 1
                    setattr(row, name, f"QZ{number:05}")
    return number


def _is_plantable(where: str, kind: object) -> bool:
    sealed = isinstance(kind, Encrypted) and kind.kind is str
    plain = isinstance(kind, String) and where in ALSO_PLAIN
    return (sealed or plain) and where.partition(".")[0] not in OF_STAFF and where not in MAY_LEAVE


@pytest.fixture
def world(app: Flask) -> Iterator[int]:
    """The pretend people at noon, one of them dead and one moving away, every sealed word a canary."""
    with time_machine.travel(NOON, tick=False), app.app_context():
        place.make(now=NOON)
        g.pretend = place.engine()
        with transaction():
            _move_somebody()
            yield planted()
            db.session.rollback()


def _move_somebody() -> None:
    for holder in (db.session.scalars(select(Referral)).first(), db.session.scalars(select(SupportOrder)).first()):
        assert holder is not None
        service = CourtContact(
            agency_id=holder.agency_id, kind="service", name="Ipswich", email="a@example.org", recorded_at=NOON
        )
        db.session.add(service)
        db.session.flush()
        db.session.add(
            Transfer(person_id=holder.person_id, contact_id=service.id, asked_on=NOON.date(), recorded_at=NOON)
        )
    order = db.session.scalars(select(SupportOrder)).first()
    assert order is not None
    by = Actor.system(order.agency_id)
    record_circumstance(order.person, CircumstanceKind.DIED, since=NOON.date(), by=by, at=NOON)


def statements() -> list[Statement]:
    """Everything that could be told now of anybody, checks first as what the liaison may say of them."""
    found: list[Statement] = []
    for agency_id in set(db.session.scalars(select(Person.agency_id))):
        refs = [row.reference for row in db.session.scalars(select(Referral).where(Referral.agency_id == agency_id))]
        made = [row.reference for row in db.session.scalars(select(SupportOrder))]
        said = diversion.services.statements(
            [*(f"referral:{one}" for one in refs), *(f"{what}:{one}" for one in refs for what in Tell)],
            agency_id=agency_id,
            today=NOON.date(),
            now=NOON,
        ) | orders.services.statements(
            [
                *(f"order:{one}" for one in made),
                *(f"order-{what}:{one}" for one in made for what in TellOf),
                *(f"opinion:{row.reference}" for row in db.session.scalars(select(ExcuseOpinion))),
            ],
            agency_id=agency_id,
            today=NOON.date(),
            now=NOON,
        )
        found += [one.as_being_checked() if isinstance(one, CheckFirst) else one for one in said.values()]
    return found


def test_no_word_of_theirs_but_the_identifiers_is_in_anything_that_could_be_told(world: int) -> None:
    assert world > 300
    told = statements()
    topics = {one.topic.value for one in told}
    assert {"completed", "progress", "not_completed", "died", "transfer", "opinion", "order_complied"} <= topics
    for each in told:
        made = Paper(
            number=1,
            kind=each.topic.kind,
            court_name="Thames Magistrates' Court",
            day=each.hearing_day or NOON.date(),
            recipient="CPS London North",
            sender=Sender(agency="Lantern Project", staff="Lesley Marsh"),
            statements=(each,),
            issued_at=NOON,
        )
        leaves = (subject(made), body(made), document.html(made), table(made))
        assert not CANARY.search(json.dumps(leaves)), f"{each.topic}: {CANARY.findall(json.dumps(leaves))}"
    referral = db.session.scalars(select(Referral)).first()
    assert referral is not None
    referral.charge_name = "QZ99999"
    assert [one for one in statements() if one.name == "QZ99999"]  # the net is not torn: what may leave is seen
