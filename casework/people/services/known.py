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
from sqlalchemy import ColumnElement, case, func, select

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
        self.index = NameIndex()
        self.mark: tuple[Any, ...] = ()
        self.stands: dict[int, int] = {}

    def bring_up_to_date(self, agency_id: int) -> None:
        """Read what changed since; nothing where nothing did, which one query says."""
        mark = _mark(agency_id)
        if mark == self.mark:
            return
        stands = _stands(agency_id)
        for key in self.stands.keys() - stands.keys():
            self.index.drop(key)
        for key, known in _names(agency_id, [key for key, how in stands.items() if self.stands.get(key) != how]):
            self.index.put(key, known)
        self.stands, self.mark = stands, mark


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
    with kept.lock, everybody():
        kept.bring_up_to_date(agency_id)
        return list(kept.index.find(term))


def of_agency(agency_id: int) -> tuple[ColumnElement[bool], ...]:
    """Everybody of an agency; a record that was joined to another is found by that one."""
    return Person.agency_id == agency_id, Person.joined_to_id.is_(None)


def _mark(agency_id: int) -> tuple[Any, ...]:
    """What is another whenever anybody's names are: a change of names raises the version of a record, joining and
    parting change who is, and a name before is only ever added beside one of these."""
    joined = func.sum(case((Person.joined_to_id.is_not(None), Person.id), else_=0))
    newest = func.max(Person.created_at)
    many = (func.count(Person.id), func.max(Person.id), func.sum(Person.version), joined, newest)
    alias = select(func.max(Alias.id)).scalar_subquery()
    return tuple(db.session.execute(select(*many, alias).where(Person.agency_id == agency_id)).one())


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
