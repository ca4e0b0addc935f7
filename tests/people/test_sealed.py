"""A stolen disk reveals no name, number or note (promises P29): read as raw bytes, in every file of the database."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from casework.appointments import services as appointments
from casework.appointments.rules import Outcome, ToldBy
from casework.care import services as care
from casework.care.rules import Goal, Heading, NeedsAnswers, Scale
from casework.courts import services as courts
from casework.kernel.database import db, transaction
from casework.people import services
from casework.people.rules.circumstances import CircumstanceKind
from casework.people.rules.contact import Answer, ContactAnswers
from tests.people.cast import AT, DAY, NUMBER, TODAY
from tests.support.staff import Team

WORDS = "given family known who what note place prison told role needs wants goal step"
SECRETS = [f"canary{word}" for word in WORDS.split()]


def write_everything(team: Team) -> None:
    worker = team.actor("worker")
    named = dict(zip(["given_name", "family_name", "known_as"], SECRETS, strict=False))
    with transaction():
        person = services.add_person(**named, date_of_birth=dt.date(1987, 6, 5), by=worker, at=AT)
        contact = ContactAnswers(
            mobile=NUMBER, safe_to_text=Answer.YES, words_who="canarywho", words_what="canarywhat", note="canarynote"
        )
        services.set_safe_contact(person, contact, by=worker, at=AT)
        services.record_circumstance(
            person, CircumstanceKind.CUSTODY, since=TODAY, place="canaryprison", note="canarynote", by=worker, at=AT
        )
        booked = appointments.book(
            person, day=TODAY, time=dt.time(14), place_other="canaryplace", with_other="canarywho", by=worker, at=AT
        )
        appointments.record_outcome(
            booked,
            Outcome.ATTENDED,
            note="canarynote",
            told_by=ToldBy("canarytold", "canaryrole", TODAY),
            by=worker,
            at=AT + DAY,
        )
        answers = {Heading.SAFETY: NeedsAnswers(Scale.HARD, "canaryneeds", "canarywants")}
        care.record_assessment(person, answers, by=worker, at=AT)
        care.agree_plan(person, [Goal(Heading.SAFETY, "canarygoal", "canarystep")], agreed_on=TODAY, by=worker, at=AT)
        courts.schedule_hearing(
            person, court_code="B01ND00", day=TODAY + DAY, time=dt.time(10), matter="canarynote", by=worker, at=AT
        )


@pytest.mark.sqlite
def test_no_word_of_it_is_in_any_file(within: Flask, team: Team) -> None:
    write_everything(team)
    place = Path(sa.make_url(within.config["SQLALCHEMY_DATABASE_URI"]).database or "")
    files = list(place.parent.glob(f"{place.name}*"))
    raw = b"".join(file.read_bytes() for file in files)
    assert len(files) >= 2
    found = [secret for secret in [*SECRETS, NUMBER, "7700900123", "1987-06-05"] if secret.encode() in raw]
    assert found == []
    everything = " ".join(str(row) for row in db.session.execute(sa.text("SELECT detail FROM event")))
    assert not [secret for secret in SECRETS if secret in everything]


@pytest.mark.postgresql
def test_no_word_of_it_is_in_any_cell(within: Flask, team: Team) -> None:
    write_everything(team)
    found = []
    for table in sa.inspect(db.engine).get_table_names():
        for row in db.session.execute(sa.text(f'SELECT t::text FROM "{table}" t')).scalars():
            found += [(table, secret) for secret in [*SECRETS, "7700900123", "1987-06-05"] if secret in row]
            found += [(table, secret) for secret in SECRETS if secret.encode().hex() in row]
    assert found == []
