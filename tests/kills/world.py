"""The world of these kills: four workers, each with people and appointments of their own, signed in."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select

import diversion.services
from casework.accounts import services as accounts
from casework.accounts.models import Agency
from casework.accounts.rules import Role
from casework.appointments import services as appointments
from casework.appointments.models import Place
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.database import db, transaction
from casework.kernel.workdays import add_business_days
from casework.people.models import Person
from casework.people.rules.agreements import HowAgreed
from casework.people.rules.contact import Answer
from diversion.models import Referral, Scheme
from tests.harness.storm import number
from tests.kills.people import Somebody
from tests.support.application import Reader, hidden_fields
from tests.support.staff import PASSWORD, Team
from web import cookies

REFERRALS, PAST = 3, 8
_FORM = "__Host-form"


def everybody(app: Flask, count: int, port: int, log: Path) -> list[Somebody]:
    """So many workers, signed in, with what they will write on."""
    team = Team(app)
    administrator = team.actor("administrator")
    with app.app_context(), transaction():
        db.session.get_one(Agency, team.agency_id).phone = "020 7946 0123"
        appointments.add_place(name="Mill Street", text_name="the blue door", by=administrator, at=clock.now())
        diversion.services.add_preset("Safe Exit", by=administrator, at=clock.now())
    return [_somebody(app, team, n, port, log) for n in range(count)]


def _somebody(app: Flask, team: Team, n: int, port: int, log: Path) -> Somebody:
    email = f"worker{n}@example.org"
    with app.app_context(), transaction():
        agency = db.session.get_one(Agency, team.agency_id)
        made = accounts.add_staff(
            agency, name=f"Robin {n}", email=email, password=PASSWORD, roles=[Role.WORKER], at=clock.now()
        )
        ahead, person = [], None
        for nth in range(REFERRALS):
            referral = _referral(n * REFERRALS + nth, made.actor)
            person, days = referral.person, (40 + 2 * nth, 41 + 2 * nth)
            ahead += [_required(referral, which, day, made.actor) for which, day in enumerate(days, 1)]
        assert person is not None
        behind = [_book(person, -day, made.actor) for day in range(1, 1 + PAST)]
        reference = person.reference
    client = team.sign_in_as(email)
    page = f"/appointments/{ahead[0]}/move"
    hidden = hidden_fields(client.get(page).text, page)
    return Somebody(f"people {n}", port, log, _cookies(client), hidden["csrf_token"], reference, ahead, behind)


def _referral(n: int, by: Actor) -> Referral:
    answers = diversion.services.ArrestAnswers(
        scheme=db.session.scalars(select(Scheme)).one(),
        given_name="Jo",
        family_name=f"Blake-{n}",
        date_of_birth=dt.date(1995, 2, 3),
        mobile=number(n),
        safe_to_text=Answer.YES,
        arrested_on=clock.today() - dt.timedelta(days=7),
        police_reference="01HT1234526",
        court_code="B01ND00",
        court_day=add_business_days(clock.today(), 250),
        agreed=HowAgreed.IN_PERSON,
    )
    return diversion.services.record_arrest(answers, by=by, at=clock.now())


def _required(referral: Referral, which: int, days: int, by: Actor) -> str:
    made = diversion.services.book_requirement(
        diversion.services.find_requirement(referral, which),
        day=clock.today() + dt.timedelta(days=days),
        time=dt.time(10),
        place=db.session.scalars(select(Place)).one(),
        by=by,
        at=clock.now(),
    )
    return made.reference


def _cookies(client: Reader) -> str:
    found = {name: client.get_cookie(name) for name in (cookies.COOKIE, _FORM)}
    return "; ".join(f"{name}={cookie.value}" for name, cookie in found.items() if cookie is not None)


def _book(person: Person, days: int, by: Actor) -> str:
    day = clock.today() + dt.timedelta(days=days)
    asked_at = clock.moment(day, dt.time(9)) - dt.timedelta(days=20)
    place = db.session.scalars(select(Place)).one()
    return appointments.book(person, day=day, time=dt.time(11), place=place, by=by, at=asked_at).reference


def signed_in(app: Flask, one: Somebody) -> Any:
    """A client of the application itself that is the same somebody: for warming up."""
    client = app.test_client()
    for pair in one.cookies.split("; "):
        name, _, value = pair.partition("=")
        client.set_cookie(name, value, secure=True, domain="localhost")
    return client
