"""Comparing somebody else's list with people of ours, in memory: nothing that was pasted is kept."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import select

from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.columns import blind_index
from casework.kernel.database import db
from casework.people import services as people
from casework.people.models import Person
from casework.people.rules.names import folded
from diversion.models import Referral
from orders.models import SupportOrder
from web.rules.alike import Known, Likeness, Verdict, likeness, verdict
from web.rules.index import Index
from web.rules.pasted import Entry, entries
from web.services.court_list import CourtList, ListRow


@dataclass(frozen=True)
class Beside:
    """One of ours beside a line: what agrees, what does not, and their lines on our list of that day, if any."""

    reference: str
    name: str
    born: dt.date | None
    like: Likeness
    listed: tuple[ListRow, ...]
    key: str


@dataclass(frozen=True)
class Line:
    """One line of the pasted list and what is said of it."""

    text: str
    verdict: Verdict
    beside: tuple[Beside, ...]
    dismissed: int = 0


@dataclass(frozen=True)
class Compared:
    """The page: every line in exactly one group, and those of ours whom the pasted list does not name."""

    lines: tuple[Line, ...]
    missing: tuple[ListRow, ...]
    not_these: tuple[str, ...]
    references: tuple[str, ...] = ()

    def of(self, which: str) -> list[Line]:
        """The lines of one group: "match", "possible", "no_record" or "unread"."""
        return [line for line in self.lines if line.verdict == which]


def compare(text: str, made: CourtList, *, not_these: Collection[str], by: Actor) -> Compared:
    """Every line of `text` beside people of the actor's own agency (never a hint of another's), as at now.

    `not_these` are the keys of pairs that somebody has looked at and said no to. A fixed number of queries; names are
    opened in memory, as for a search.
    """
    found = entries(text, today=clock.local_day(made.read_at))
    index, owners = _index(by), _owners(found, by.agency_id)
    judged = [_judged(entry, index, owners, set(not_these)) for entry in found]
    shown = _shown({one.key for _, _, likely, _ in judged for one in likely})
    rows: dict[str, list[ListRow]] = defaultdict(list)
    for row in made.rows:
        rows[row.person_reference].append(row)
    lines = tuple(_line(entry, says, likely, gone, shown, rows) for entry, says, likely, gone in judged)
    met = {one.reference for line in lines for one in line.beside}
    missing = tuple(row for row in made.rows if row.person_reference not in met)
    references = tuple(sorted(met | {row.person_reference for row in missing}))
    return Compared(lines, missing, tuple(not_these), references)


_Judged = tuple[Entry, Verdict, list[Likeness], int]


def _judged(entry: Entry, index: Index, owners: dict[str, set[int]], not_these: Collection[str]) -> _Judged:
    mine = {key for urn in entry.urns for key in owners.get(urn, ())}
    near = (index.known[key] for key in (index.near(entry) | mine) if key in index.known)
    found = [likeness(entry, one, urn_owners=mine) for one in near]
    left = [one for one in found if pair(entry.text, one.key) not in not_these]
    says, likely = verdict(entry, left)
    gone = sum(one.is_possible for one in found) - sum(one.is_possible for one in left)
    if gone and says is Verdict.UNREAD:
        says = Verdict.NO_RECORD
    return entry, says, likely, gone


def pair(text: str, key: int) -> str:
    """What names one person beside one line, so that a "no" holds for that line only, wherever it stands."""
    return f"{hashlib.sha256(text.encode()).hexdigest()[:16]}-{key}"


def _line(
    entry: Entry,
    says: Verdict,
    likely: Iterable[Likeness],
    gone: int,
    shown: dict[int, Person],
    rows: dict[str, list[ListRow]],
) -> Line:
    beside = tuple(
        Beside(
            reference=shown[one.key].reference,
            name=f"{shown[one.key].given_name} {shown[one.key].family_name}".strip(),
            born=shown[one.key].date_of_birth,
            like=one,
            listed=tuple(rows.get(shown[one.key].reference, ())),
            key=pair(entry.text, one.key),
        )
        for one in likely
        if one.key in shown
    )
    return Line(entry.text, says, beside, gone)


def _shown(keys: Collection[int]) -> dict[int, Person]:
    return {one.id: one for one in db.session.scalars(select(Person).where(Person.id.in_(keys)))} if keys else {}


def _index(by: Actor) -> Index:
    index = Index()
    for one in people.everybody_known(by=by):
        called = tuple(tuple(folded(name).split()) for name in one.others if name)
        index.add(
            Known(
                key=one.id,
                given=tuple(folded(one.given_name).split()),
                family=tuple(folded(one.family_name).split()),
                born=one.date_of_birth,
                called=called,
            )
        )
    return index


def _owners(found: Iterable[Entry], agency_id: int) -> dict[str, set[int]]:
    """By police reference, whose it is. References are sealed, so by their fingerprints; two queries."""
    marks = {blind_index("urn", urn): urn for entry in found for urn in entry.urns}
    owners: dict[str, set[int]] = defaultdict(set)
    if not marks:
        return owners
    for table in (Referral, SupportOrder):
        rows = select(table.urn_index, table.person_id).where(table.agency_id == agency_id, table.urn_index.in_(marks))
        for mark, person_id in db.session.execute(rows):
            if mark is not None:
                owners[marks[bytes(mark)]].add(person_id)
    return owners
