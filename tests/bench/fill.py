"""Fills a database: `python -m tests.bench.fill '{"url": …, "home": …, "due": …, "future": …}'`.

People of one agency who have said that texts are safe, a booking each with one worker at one place, and for each a
confirmation that is due. Numbers are those Ofcom keeps for drama, so there are a thousand of them and, as in a shelter
with one telephone, several people share one. `future` texts wait for later days.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text

from casework.accounts.models import Agency, Staff
from casework.accounts.services.passwords import email_index
from casework.appointments.models import Appointment, Place
from casework.kernel.clock import local_day, now, start_of_day
from casework.kernel.database import db, transaction
from casework.people.models import Agreement, Person, SafeContact
from casework.people.services import number_index
from reminders.models import Text

NUMBERS = 1_000
PIECE = 5_000
NAMES = ("Jo", "Amy", "Beth", "Cara", "Dee", "Ela", "Fay", "Gwen", "Hana", "Ivy", "Kez", "Lou", "Mina", "Nell", "Roz")
"""People differ, so that no text is made or judged by what was remembered of the one before."""
AHEAD = dt.timedelta(days=15)
"""How far the meetings lie ahead. People may be texted at any hour of any day, so that it can be measured at any."""


def fill(*, due: int, future: int, people: int | None = None) -> None:
    """Put everything in, in one transaction for each piece."""
    at = now()
    with transaction():
        agency, staff, place = _service(at)
    people = people if people is not None else max(due, 1)
    for first in range(0, people, PIECE):
        with transaction():
            _people(range(first, min(first + PIECE, people)), agency, staff, place, at)
    for kind, how_many in (("booked", due), ("one_day", future)):
        for first in range(0, how_many, PIECE):
            with transaction():
                rows = [_text(n, kind, agency, people, at) for n in range(first, min(first + PIECE, how_many))]
                db.session.execute(insert(Text), rows)
    _analyse()


def _service(at: dt.datetime) -> tuple[int, int, int]:
    agency = Agency(
        name="Lantern Project", kind="charity", phone="020 7946 0123", set_up_at=at, created_at=at, confirmed_at=at
    )
    db.session.add(agency)
    db.session.flush()
    staff = Staff(
        agency_id=agency.id,
        email="robin@lantern.example.org",
        email_index=email_index("robin@lantern.example.org"),
        name="Robin Hale",
        password_hash="",
        created_at=at,
    )
    place = Place(agency_id=agency.id, name="Lantern House", text_name="the blue door")
    db.session.add_all([staff, place])
    db.session.flush()
    return agency.id, staff.id, place.id


def _people(numbers: range, agency: int, staff: int, place: int, at: dt.datetime) -> None:
    ids = [n + 1 for n in numbers]
    by: dict[str, Any] = {"agency_id": agency}
    for model, rows in (
        (Person, (_person(n, at) for n in ids)),
        (SafeContact, (_contact(n, at) for n in ids)),
        (Agreement, (_agreement(n, at) for n in ids)),
        (Appointment, (_booking(n, staff, place, at) for n in ids)),
    ):
        db.session.execute(insert(model), [row | by for row in rows])


def _person(n: int, at: dt.datetime) -> dict[str, Any]:
    names = {"given_name": "Joanna", "family_name": f"Blake {n}", "known_as": NAMES[n % len(NAMES)], "pronouns": "she"}
    return {"id": n, "date_of_birth": dt.date(1995, 2, 3), "created_at": at, "version": 1} | names


def _contact(n: int, at: dt.datetime) -> dict[str, Any]:
    number = f"+447700900{n % NUMBERS:03}"
    hours = {"texts_from": dt.time(0), "texts_until": dt.time(23, 59)}
    said = {"safe_to_text": "yes", "words_who": "Sam", "shared_phone": True, "level": 1}
    when = {"number_confirmed_at": at, "checked_at": at, "recorded_at": at}
    return {"person_id": n, "mobile": number, "mobile_index": number_index(number)} | hours | said | when


def _agreement(n: int, at: dt.datetime) -> dict[str, Any]:
    given = {"given_on": at.date(), "recorded_at": at, "provisional": False}
    return {"person_id": n, "kind": "texts", "how": "in_person"} | given


def _booking(n: int, staff: int, place: int, at: dt.datetime) -> dict[str, Any]:
    day = local_day(at + AHEAD)
    time = dt.timedelta(hours=9, minutes=5 * (n % 96))
    wall = (dt.datetime.min + time).time()
    when = {"day": day, "time": wall, "starts_at": start_of_day(day) + time}
    more = {"version": 1, "minutes": 60, "time_known": True, "recorded_at": at, "recorded_by_id": staff}
    return {"id": n, "person_id": n, "place_id": place, "with_staff_id": staff} | when | more


def _text(n: int, kind: str, agency: int, people: int, at: dt.datetime) -> dict[str, Any]:
    person = n % people + 1
    number = number_index(f"+447700900{person % NUMBERS:03}") if kind == "booked" else None
    first = at - dt.timedelta(minutes=5) if kind == "booked" else at + dt.timedelta(days=1, seconds=n)
    about = {"person_id": person, "appointment_id": person, "appointment_version": 1, "number_index": number}
    when = {"not_before": first, "next_try_at": first, "not_after": first + dt.timedelta(days=12), "planned_at": at}
    return {"agency_id": agency, "kind": kind, "plan_key": f"{kind}:{n}", "state": "planned"} | about | when


def _analyse() -> None:
    """As a site that has stood for a while: PostgreSQL's own cleaner has been by before it is measured."""
    if db.engine.dialect.name == "sqlite":
        with transaction():
            db.session.execute(text("ANALYZE"))
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for said in ("SET statement_timeout = 0", "VACUUM (ANALYZE)"):
            connection.execute(text(said))


def main(asked: dict[str, Any]) -> Iterator[str]:
    """Fill, and say so."""
    from web.app import create_app
    from web.settings import Settings

    app = create_app(Settings(home=Path(asked["home"]), database_url=asked["url"]), pages=False)
    with app.app_context():
        fill(due=asked.get("due", 0), future=asked.get("future", 0), people=asked.get("people"))
    yield "{}"


if __name__ == "__main__":
    sys.stdout.writelines(main(json.loads(sys.argv[1])))
