"""Many rows in one statement: each value arrives as it would alone, sealed where its column is sealed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Table, event, select, text
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from casework.accounts.models import Agency
from casework.kernel import clock, many
from casework.kernel.database import db, transaction
from casework.people.models import Person

SAID = ('Zoë "Jo" O’Brien\\n', "two\nlines\tand 🙂", "'); DROP TABLE person;--", "{1,NULL}", "\\x41")
BORN = dt.date(1995, 2, 3)
TABLE: Table = Person.metadata.tables[Person.__tablename__]


def _row(number: int, agency: int, at: dt.datetime) -> dict[str, object]:
    names = {"given_name": SAID[number], "family_name": "Blake", "known_as": "", "pronouns": ""}
    born = None if number == 0 else BORN
    found = {one.name: one.default for one in TABLE.columns}
    rest = {name: said.arg for name, said in found.items() if isinstance(said, ScalarElementColumnDefault)}
    return rest | names | {"agency_id": agency, "date_of_birth": born, "created_at": at, "reference": f"MANY{number}"}


def test_rows_are_added_and_changed_as_each_would_be_alone(within: object) -> None:
    asked: list[str] = []
    at, summer = clock.now(), dt.datetime(2026, 7, 1, 12, 0, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    with transaction():
        agency = Agency(name="Lantern Project", kind="charity", phone="", created_at=at, confirmed_at=at)
        db.session.add(agency)
        db.session.flush()
        event.listen(db.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
        many.insert(TABLE, [_row(number, agency.id, at) for number in range(len(SAID))])
        many.insert(TABLE, [])
        ids = list(db.session.scalars(select(Person.id).order_by(Person.id)))
        changed = [
            {"id": key, "known_as": said, "created_at": summer} for key, said in zip(ids, SAID[::-1], strict=True)
        ]
        many.update(TABLE, ("known_as", "created_at"), changed)
        many.update(TABLE, ("known_as",), [])
    assert len([one for one in asked if one.startswith(("INSERT", "UPDATE"))]) == 2, "one statement for all"
    found = list(db.session.scalars(select(Person).order_by(Person.id)))
    assert [(one.given_name, one.known_as) for one in found] == list(zip(SAID, SAID[::-1], strict=True))
    assert [one.date_of_birth for one in found] == [None, *[BORN] * 4]
    assert {one.created_at for one in found} == {summer}
    assert b"DROP" not in b"".join(db.session.scalars(text("SELECT given_name FROM person")))
