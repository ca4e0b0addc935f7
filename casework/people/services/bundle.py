"""Everything held about one person, in one bundle they can read: each room adds its part by the one list (rule 28).

Staff are "a member of staff"; who told us something in confidence, and names of other people known here, are left out;
so are single entries about somebody else, where whoever hands it over says why.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from flask import Flask, current_app
from sqlalchemy import Column, Table, select

from casework.accounts.models import Agency, Staff
from casework.accounts.rules import Action, Compartment
from casework.kernel import audit, clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.columns import Encrypted
from casework.kernel.columns import reference as random_word
from casework.kernel.database import db
from casework.kernel.refused import Refused
from casework.people.models import Alias, Person
from casework.people.rules.bundle import (
    MASKED,
    WHY_LEFT_OUT,
    Entry,
    Record,
    Section,
    called,
    is_inner,
    leave_out,
    said,
    without_names,
)
from casework.people.rules.names import folded
from casework.people.services.erasing import joined_with, subject_of
from casework.people.services.guard import must_of
from casework.people.services.own_records import full_name
from casework.people.services.records import RoomRecords, of, rooms, table_of
from casework.people.services.scope import everybody

STAFF = "staff"
OWN = {"person", "alias"}
"""Of which nothing can be about somebody else: who they are themselves."""
Printer = Callable[[str], bytes]
_PRINTER = "people.printer"


@dataclass(frozen=True)
class Bundle:
    """What is handed over: for whom, by which agency, made when (UTC), and under which number it is in the trail."""

    number: str
    reference: str
    name: str
    agency: str
    made_at: dt.datetime
    sections: list[Section]


def printed_with(app: Flask, printer: Printer) -> None:
    """Print bundles by this: making PDF files is a room's above this one."""
    app.extensions[_PRINTER] = printer


def look_through(person: Person, *, by: Actor) -> list[Section]:
    """Everything held, to be read before it is handed over; noted as a look at all of it. Raises NotFound by role."""
    must_of(person, Action.WRITE, Compartment.KEEPING, by=by)
    audit.look(subject_of(person), Compartment.KEEPING, by=by, detail={"what": "everything held"})
    with everybody():
        return _sections(person)


def make_bundle(
    person: Person, reason: str, left_out: Mapping[str, str] | None = None, *, by: Actor, at: dt.datetime
) -> Bundle:
    """Put everything held about a person together; written to the audit trail as an export, with its reason, in the
    caller's transaction, before anything leaves.

    `left_out` says why of single entries that are kept back, by their keys. Raises NotFound for a role that may not,
    Refused for a reason that is none.
    """
    must_of(person, Action.WRITE, Compartment.KEEPING, by=by)
    number, chosen = random_word(), dict(left_out or {})
    if not set(chosen.values()) <= set(WHY_LEFT_OUT):
        raise Refused("Choose one of the reasons for leaving an entry out")
    with everybody():
        sections = leave_out(_sections(person), chosen)
    back = Counter(chosen.values())
    detail = {"export": number, "what": "subject access"} | {f"left out: {why}": str(n) for why, n in back.items()}
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
        keys = table.primary_key.columns.values()
        for row in db.session.execute(select(*keys, *shown).where(of(table, person.id)).order_by(*keys)):
            key = "-".join([table.name, *(str(one) for one in row[: len(keys)])])
            values = [_value(one, value, room, names) for one, value in zip(shown, row[len(keys) :], strict=True)]
            lines = [Entry(called(one.name), value) for one, value in zip(shown, values, strict=True) if value]
            typed = any(value and _is_typed(one) for one, value in zip(shown, values, strict=True))
            records.append(Record(key, tuple(lines), typed=typed and table.name not in OWN))
    return Section(title, tuple(one for one in records if one.lines))


def _is_typed(column: Column[Any]) -> bool:
    return isinstance(column.type, Encrypted) and column.type.kind is str


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
    if isinstance(column.type, Encrypted):
        return names.out_of(text) if isinstance(value, str) else text
    return text.replace("_", " ")  # a code, such as bail_condition


def packed(bundle: Bundle, page: str) -> bytes:
    """One zip: the page that anybody can open and read, the same to print as a tagged PDF, and the same as data.

    Outside any transaction: printing takes a second or two.
    """
    printer: Printer = current_app.extensions[_PRINTER]
    whole = asdict(bundle) | {"made_at": bundle.made_at.isoformat(), "sections": _plainly(bundle.sections)}
    data = json.dumps(whole, ensure_ascii=False, indent=1).encode()
    out, when = io.BytesIO(), clock.local(bundle.made_at).timetuple()[:6]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, held in (("read-me.html", page.encode()), ("read-me.pdf", printer(page)), ("data.json", data)):
            folder.writestr(zipfile.ZipInfo(f"{bundle.reference}/{name}", when), held, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _plainly(sections: Sequence[Section]) -> list[dict[str, Any]]:
    return [
        {"title": one.title, "records": [[asdict(line) for line in record.lines] for record in one.records]}
        for one in sections
    ]
