"""Reading the audit trail: pseudonyms and codes, never a record, a page at a time, and itself on record (C.9)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import Select, func, select, union_all
from sqlalchemy.orm import selectinload

from casework.accounts.models import Staff
from casework.accounts.rules import Compartment
from casework.kernel import audit, clock, words
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.models import Event, EventRecord

EACH = 50
PERSON = "person:"
ACTS = {
    Act.COLLECTION: "Recorded",
    Act.ALTERATION: "Changed",
    Act.CONSULTATION: "Looked at",
    Act.DISCLOSURE: "Disclosed",
    Act.COMBINATION: "Joined or parted",
    Act.ERASURE: "Erased",
    Act.SIGN_IN: "Signed in",
    Act.REFUSAL: "Refused",
    Act.EXPORT: "Exported",
    Act.CONFIGURATION: "Set up",
    Act.BREAK_GLASS: "Opened in need",
}
"""What each act is called on pages."""


@dataclass(frozen=True)
class Wanted:
    """Which events: of a person by reference, of a colleague by reference, of one act, on London dates from `first` to
    `last`, both included; only those before the number `before`."""

    person: str = ""
    colleague: str = ""
    act: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    before: int | None = None

    def said(self) -> dict[str, str]:
        """What was asked for, as it is kept with the look at the trail itself."""
        given = {"person": self.person, "colleague": self.colleague, "act": self.act}
        days = {"from": str(self.first or ""), "to": str(self.last or ""), "before": str(self.before or "")}
        return {key: value for key, value in (given | days).items() if value}


@dataclass(frozen=True)
class Line:
    """One event as it is read: who by name of the colleague, whom by reference."""

    seq: int
    at: dt.datetime
    who: str
    colleague: str
    act: str
    record: str
    others: tuple[str, ...]
    compartment: str
    route: str
    reason: str
    detail: tuple[tuple[str, str], ...]
    digest: str

    @property
    def when(self) -> str:
        """To the second, in London."""
        return f"{words.short_day_year(clock.local_day(self.at))} {clock.local(self.at):%H:%M:%S}"


@dataclass(frozen=True)
class Read:
    """A page of the trail, newest first; `before` is where the next begins, None at the end."""

    lines: list[Line]
    before: int | None


def read(wanted: Wanted, *, by: Actor, each: int = EACH) -> Read:
    """A page of the agency's trail. That it was read, and what was asked for, is noted as a look at it."""
    audit.look("audit", Compartment.TRAIL, by=by, detail=wanted.said())
    found = list(db.session.scalars(_asked(wanted, by.agency_id).limit(each + 1)))
    shown = found[:each]
    return Read(lines_of(shown), shown[-1].seq if len(found) > each else None)


def everything(wanted: Wanted, *, by: Actor) -> Iterator[Line]:
    """The same from its newest to its oldest line, for an export, read a part at a time."""
    query = _asked(wanted, by.agency_id).execution_options(yield_per=500)
    for part in db.session.scalars(query).partitions():
        yield from lines_of(list(part))


def count(wanted: Wanted, *, by: Actor) -> int:
    """How many lines an export of these would have."""
    asked = _asked(wanted, by.agency_id).order_by(None).with_only_columns(Event.seq).subquery()
    return db.session.scalar(select(func.count()).select_from(asked)) or 0


def as_it_stands(wanted: Wanted) -> Wanted:
    """The same question, of the events there are now: an export does not hold its own line."""
    newest = db.session.scalar(select(func.max(Event.seq))) or 0
    return replace(wanted, before=min(wanted.before or newest + 1, newest + 1))


def looked_at(reference: str, *, by: Actor, before: int | None = None, each: int = EACH) -> Read:
    """Who has looked at one person's record, changed it or given it to anybody, newest first.

    The reading is a look at that record's trail. The caller has loaded the person, and so been judged.
    """
    audit.look(f"{PERSON}{reference}", Compartment.AUDIT, by=by)
    query = _asked(Wanted(person=reference, before=before), by.agency_id).limit(each + 1)
    found = list(db.session.scalars(query))
    shown = [_without_others(line, f"{PERSON}{reference}") for line in lines_of(found[:each])]
    return Read(shown, shown[-1].seq if len(found) > each else None)


def _without_others(line: Line, mine: str) -> Line:
    """A list or a page names others too: they are not of this person's trail."""
    about_another = line.record.startswith(PERSON) and line.record != mine
    return replace(line, others=(), record="A page about somebody else" if about_another else line.record)


def _asked(wanted: Wanted, agency_id: int) -> Select[Event]:
    query = (
        select(Event)
        .where(Event.agency_id == agency_id)
        .options(selectinload(Event.others), selectinload(Event.beside))
    )
    if wanted.person:
        record = f"{PERSON}{wanted.person.upper()}"
        named = union_all(
            select(Event.seq).where(Event.record == record), select(EventRecord.seq).where(EventRecord.record == record)
        )
        query = query.where(Event.seq.in_(named))
    if wanted.colleague:
        query = query.where(Event.staff_id.in_(select(Staff.id).where(Staff.reference == wanted.colleague.upper())))
    if wanted.act:
        query = query.where(Event.act == wanted.act)
    if wanted.first:
        query = query.where(Event.at >= clock.start_of_day(wanted.first))
    if wanted.last:
        query = query.where(Event.at < clock.start_of_day(wanted.last + dt.timedelta(days=1)))
    if wanted.before:
        query = query.where(Event.seq < wanted.before)
    return query.order_by(Event.seq.desc())


def lines_of(events: list[Event]) -> list[Line]:
    """Events as they are read, with the names of the colleagues in one query."""
    known = _colleagues({event.staff_id for event in events if event.staff_id})
    return [_line(event, known) for event in events]


def _line(event: Event, known: dict[int, tuple[str, str]]) -> Line:
    unknown = ("", "A colleague no longer kept") if event.staff_id else ("", "Waymark")
    reference, name = known.get(event.staff_id or 0, unknown)
    return Line(
        seq=event.seq,
        at=event.at,
        who=name,
        colleague=reference,
        act=ACTS.get(Act(event.act), event.act) if event.act in set(Act) else event.act,
        record=event.record,
        others=tuple(one.record for one in event.others),
        compartment=event.compartment,
        route=event.route,
        reason=event.why,
        detail=tuple(sorted((str(key), str(value)) for key, value in event.detail.items())),
        digest=event.digest.hex(),
    )


def _colleagues(ids: set[int]) -> dict[int, tuple[str, str]]:
    if not ids:
        return {}
    rows = db.session.execute(select(Staff.id, Staff.reference, Staff.name).where(Staff.id.in_(ids)))
    return {row.id: (row.reference, row.name) for row in rows}


def colleagues(agency_id: int) -> list[tuple[str, str]]:
    """Everybody whose events there may be, those who left too: reference and name, by name."""
    rows = db.session.execute(select(Staff.reference, Staff.name).where(Staff.agency_id == agency_id))
    return sorted(((row.reference, row.name) for row in rows), key=lambda one: one[1].casefold())
