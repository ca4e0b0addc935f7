"""Everything held about one person, in one bundle they can read: each room adds its part by the one list (rule 28).

Staff are "a member of staff"; who told us something in confidence, and names of other people known here, are left out.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Column, Table, select

from casework.accounts.models import Agency, Staff
from casework.accounts.rules import Action, Compartment
from casework.kernel import audit, clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.columns import Encrypted
from casework.kernel.columns import reference as random_word
from casework.kernel.database import db
from casework.people.models import Alias, Person
from casework.people.rules.bundle import MASKED, Entry, Section, called, is_inner, said, without_names
from casework.people.rules.names import folded
from casework.people.services.erasing import joined_with, subject_of
from casework.people.services.guard import must_of
from casework.people.services.own_records import full_name
from casework.people.services.records import RoomRecords, of, rooms, table_of
from casework.people.services.scope import everybody

STAFF = "staff"


@dataclass(frozen=True)
class Bundle:
    """What is handed over: for whom, by which agency, made when (UTC), and under which number it is in the trail."""

    number: str
    reference: str
    name: str
    agency: str
    made_at: dt.datetime
    sections: list[Section]


def make_bundle(person: Person, reason: str, *, by: Actor, at: dt.datetime) -> Bundle:
    """Put everything held about a person together; written to the audit trail as an export, with its reason, in the
    caller's transaction, before anything leaves. Raises NotFound for a role that may not."""
    must_of(person, Action.WRITE, Compartment.KEEPING, by=by)
    number = random_word()
    with everybody():
        sections = _sections(person)
    detail = {"export": number, "what": "subject access"}
    audit.record(
        Act.EXPORT,
        subject_of(person),
        by=by,
        at=at,
        compartment=Compartment.KEEPING,
        detail=detail,
        reason=reason,
        others=[subject_of(one) for one in joined_with(person)[:-1]],
    )
    agency = db.session.get_one(Agency, person.agency_id).name
    return Bundle(number, person.reference, full_name(person), agency, at, sections)


def _sections(person: Person) -> list[Section]:
    names = _Names(person)
    people = joined_with(person)
    return [
        section
        for room in reversed(rooms())
        for model, title in room.tables.items()
        if (section := _section(room, table_of(model), title, people, names)).records
    ]


class _Names:
    """Names that are other people's: of this agency's people and staff."""

    def __init__(self, person: Person) -> None:
        own = [person.given_name, person.family_name, person.known_as]
        own += db.session.scalars(select(Alias.name).where(Alias.person_id == person.id))
        self.own = {word for name in own for word in folded(name).split()}
        self.others = {*_people(person), *_staff(person.agency_id)}

    def out_of(self, text: str) -> str:
        """The text without them."""
        return without_names(text, self.others, self.own)


def _people(person: Person) -> set[tuple[str, str]]:
    rows = select(Person.given_name, Person.family_name, Person.known_as).where(
        Person.agency_id == person.agency_id, Person.id != person.id
    )
    found = set()
    for given, family, known in db.session.execute(rows):
        found |= {(folded(first), folded(family)) for first in (given, known) if first and family}
    return found


def _staff(agency_id: int) -> set[tuple[str, str]]:
    parts = (
        folded(name).split() for name in db.session.scalars(select(Staff.name).where(Staff.agency_id == agency_id))
    )
    return {(words[0], words[-1]) for words in parts if len(words) > 1}


def _section(room: RoomRecords, table: Table, title: str, people: Sequence[Person], names: _Names) -> Section:
    shown = [column for column in table.columns if _is_shown(column, room)]
    records = []
    for person in people if shown else ():
        for row in db.session.execute(select(*shown).where(of(table, person.id)).order_by(*table.primary_key)):
            lines = [
                Entry(called(one.name), _value(one, value, room, names)) for one, value in zip(shown, row, strict=True)
            ]
            records.append(tuple(line for line in lines if line.value))
    return Section(title, tuple(one for one in records if one))


def _is_shown(column: Column[Any], room: RoomRecords) -> bool:
    place = f"{column.table.name}.{column.name}"
    if place in room.words:
        return True
    if is_inner(column.name) or column.name.endswith("_key") or place in room.aside:
        return False
    return not column.foreign_keys or _names_staff(column)


def _names_staff(column: Column[Any]) -> bool:
    return any(key.column.table.name == STAFF for key in column.foreign_keys)


def _value(column: Column[Any], value: Any, room: RoomRecords, names: _Names) -> str:
    if value is None:
        return ""
    if (words := room.words.get(f"{column.table.name}.{column.name}")) is not None:
        return words(value)
    if _names_staff(column):
        return MASKED
    if isinstance(value, dt.datetime):
        return said(clock.local(value))
    text = said(value)
    return names.out_of(text) if isinstance(column.type, Encrypted) and isinstance(value, str) else text


def packed(bundle: Bundle, page: str) -> bytes:
    """One zip: the page that anybody can open and read, and the same as data."""
    whole = asdict(bundle) | {"made_at": bundle.made_at.isoformat()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, text in (("read-me.html", page), ("data.json", json.dumps(whole, ensure_ascii=False, indent=1))):
            when = clock.local(bundle.made_at).timetuple()[:6]
            folder.writestr(zipfile.ZipInfo(f"{bundle.reference}/{name}", when), text.encode())
    return out.getvalue()
