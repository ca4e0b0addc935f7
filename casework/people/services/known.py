"""The names of an agency's people, opened once in a process and kept in its memory for searching (promises C.13, F7).

What is kept is only ever a hint: it is made sure of before each search that nobody was added, renamed, joined, parted
or erased since, and whom it finds is read and compared again before anybody sees them.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, String, case, cast, func, select

from casework.kernel.database import db
from casework.people.models import Alias, Person
from casework.people.rules.index import NameIndex
from casework.people.services.scope import everybody

MOST_KEPT = 60_000
"""People whose names one process keeps, of the agencies searched last: about a kilobyte each."""
_PIECE = 500
_SHELVES = "known names"


class _Agency:
    """One agency's people as they were when it was last made sure of."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.reading = threading.Lock()
        self.index = NameIndex()
        self.mark: tuple[Any, ...] = ()
        self.stands: dict[int, int] = {}

    def find(self, term: str, agency_id: int) -> list[int]:
        """Whom the names lead to, as they stand now; one query says that nobody was changed.

        Nothing is held while it is asked. Where somebody was changed, one thread reads whom, so that four first
        searches do not open every name four times; others wait for that one, but never the other way about: it only
        reads, on a connection that it has already, and a reader waits for no writer on either database.
        """
        if (found := self._found(term, _mark(agency_id))) is not None:
            return found
        with self.reading:
            mark = _mark(agency_id)
            if (found := self._found(term, mark)) is not None:
                return found
            return self._changed(mark, _stands(agency_id), agency_id, term)

    def _found(self, term: str, mark: tuple[Any, ...]) -> list[int] | None:
        with self.lock:
            return list(self.index.find(term)) if mark == self.mark else None

    def _changed(self, mark: tuple[Any, ...], stands: dict[int, int], agency_id: int, term: str) -> list[int]:
        gone = self.stands.keys() - stands.keys()
        names = list(_names(agency_id, [key for key, how in stands.items() if self.stands.get(key) != how]))
        with self.lock:
            for key in gone:
                self.index.drop(key)
            for key, known in names:
                self.index.put(key, known)
            self.stands, self.mark = stands, mark
            return list(self.index.find(term))


class _Shelf:
    """What one process keeps: by database, because pretend people have one of their own, and agency."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.agencies: OrderedDict[tuple[object, int], _Agency] = OrderedDict()

    def agency(self, key: tuple[object, int]) -> _Agency:
        with self.lock:
            found = self.agencies.setdefault(key, _Agency())
            self.agencies.move_to_end(key)
            while len(self.agencies) > 1 and sum(len(one.index) for one in self.agencies.values()) > MOST_KEPT:
                self.agencies.popitem(last=False)
        return found


def known_by(term: str, agency_id: int) -> list[int]:
    """The numbers of everybody of an agency whose names match, best first, whether or not the actor may see them."""
    shelf: _Shelf = current_app.extensions.setdefault(_SHELVES, _Shelf())
    kept = shelf.agency((db.session.get_bind(), agency_id))
    with everybody():
        return kept.find(term, agency_id)


def of_agency(agency_id: int) -> tuple[ColumnElement[bool], ...]:
    """Everybody of an agency; a record that was joined to another is found by that one."""
    return Person.agency_id == agency_id, Person.joined_to_id.is_(None)


def _mark(agency_id: int) -> tuple[Any, ...]:
    """What is another whenever anybody's names are; read from one index alone (ix_person_of_agency).

    While the greatest number is still the same record's (its reference says so, for SQLite gives a number again once
    its record is gone), nobody can have come who is still there; so the same count says that nobody went. A change of
    names raises a version, and none ever falls; who is joined is said one by one; and a name before is only ever
    added beside one of these.
    """
    joined = case((Person.joined_to_id.is_not(None), cast(Person.id, String)))
    many = (func.count(Person.id), func.max(Person.id), func.sum(Person.version), func.aggregate_strings(joined, " "))
    mine = Person.agency_id == agency_id
    newest = select(Person.reference).where(mine).order_by(Person.id.desc()).limit(1).scalar_subquery()
    alias = select(func.max(Alias.id)).scalar_subquery()
    return tuple(db.session.execute(select(*many, newest, alias).where(mine)).one())


def _stands(agency_id: int) -> dict[int, int]:
    """How each record stands, as a number that is another once its names are."""
    aliases: dict[int, tuple[Any, ...]] = {}
    rows = select(Alias.person_id, Alias.id, Alias.recorded_at).join(Person, Person.id == Alias.person_id)
    for key, number, at in db.session.execute(rows.where(*of_agency(agency_id)).order_by(Alias.id)):
        aliases[key] = (*aliases.get(key, ()), number, at)
    people = select(Person.id, Person.version, Person.reference).where(*of_agency(agency_id))
    return {key: hash((*how, aliases.get(key))) for key, *how in db.session.execute(people)}


def _names(agency_id: int, keys: list[int]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """These people's numbers and names, names before included."""
    if len(keys) > 4 * _PIECE:
        yield from everyone(agency_id)
        return
    for first in range(0, len(keys), _PIECE):
        yield from everyone(agency_id, Person.id.in_(keys[first : first + _PIECE]))


def everyone(agency_id: int, *which: ColumnElement[bool]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The people of the agency, or some of them, as number and names, names before included."""
    aliases: dict[int, list[str]] = {}
    rows = select(Alias.person_id, Alias.name).join(Person, Person.id == Alias.person_id)
    for key, name in db.session.execute(rows.where(*of_agency(agency_id), *which)):
        aliases.setdefault(key, []).append(name)
    columns = select(Person.id, Person.given_name, Person.family_name, Person.known_as)
    for key, given, family, known in db.session.execute(columns.where(*of_agency(agency_id), *which)):
        yield key, (given, family, known, *aliases.get(key, ()))
