"""What this room itself holds of a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

from sqlalchemy import select, update

from casework.kernel import clock
from casework.kernel.database import db
from casework.kernel.refused import Refused
from casework.people.models import (
    Agreement,
    Alias,
    BrokenGlass,
    Circumstance,
    NamedAccess,
    Person,
    PersonJoin,
    PersonShare,
    RecordRestriction,
    SafeContact,
    SeenInPerson,
)
from casework.people.rules.agreements import AgreementKind
from casework.people.rules.circumstances import CircumstanceKind
from casework.people.rules.contact import Answer
from casework.people.rules.keeping import Kind
from casework.people.rules.names import same_name
from casework.people.services.life import standing_kinds
from casework.people.services.records import Lasts, RoomRecords, table_of

TEXTS_DIFFER = (
    "One of these records says that texts were agreed to, the other that the agreement was taken back. "
    "Ask which is right and record it, then join them"
)
LIVES_DIFFER = "One of these records says “{}”, the other does not. Record it in both or in neither, then join them"


class PeopleRecords(RoomRecords):
    """Who somebody is, how they are reached, what they agreed to, and what stood in the way."""

    room = "people"
    tables: ClassVar[Mapping[Any, str]] = {
        Person: "Who you are",
        Alias: "Other names you are or were known by",
        SafeContact: "How you may be reached safely",
        Agreement: "What you agreed to",
        Circumstance: "What was going on in your life",
        SeenInPerson: "When somebody came to see you",
        PersonShare: "Who else your record was shared with",
        RecordRestriction: "When your record was shown to fewer people",
        NamedAccess: "Who was named for your record",
        BrokenGlass: "When somebody opened your record for a while, and why",
        PersonJoin: "Two records about you that were joined",
    }
    lasts = (
        Lasts(Kind.CONTACT, Person.created_at),
        Lasts(Kind.CONTACT, SafeContact.recorded_at),
        Lasts(Kind.CONTACT, Agreement.recorded_at),
        Lasts(Kind.CONTACT, Circumstance.recorded_at),
        Lasts(Kind.CONTACT, SeenInPerson.on_day),
    )
    aside = frozenset({"person_join.moved", "person_join.why", "person_join.ended_why", "named_access.kind"})

    def standing(self, person: Person, today: dt.date) -> list[str]:
        """A warrant that stands: the record is needed for as long as it does (domain rule 30)."""
        warrant = CircumstanceKind.WARRANT in standing_kinds(person, today)
        return ["A warrant is recorded. Record that it is over first"] if warrant else []

    def may_join(self, kept: Person, other: Person, at: dt.datetime) -> None:
        """Raises Refused where one record agreed to texts and the other took it back, or one says that they died or
        are sought and the other does not: a person settles that first, so that joining decides nothing."""
        _texts_agree(kept, other)
        _lives_agree(kept, other, at)

    def joining(self, kept: Person, other: Person, at: dt.datetime) -> dict[str, list[int]]:
        """One way of reaching them stands from then on: whichever says that texts are not safe, else what they said
        last. The other is kept as what they said before. Names of the other record become aliases."""
        changed = {"added_alias": [_alias(kept, name, at).id for name in _new_names(kept, other)]}
        if (left := _outdone(kept, other)) is not None:
            _change(SafeContact, left.id, superseded_at=at)
            changed["superseded"] = [left.id]
        if twice := _restricted_twice(kept, other):
            _change(RecordRestriction, twice, ended_at=at)
            changed["restriction"] = [twice]
        return changed

    def parting(self, kept: Person, other: Person, changed: Mapping[str, list[int]]) -> None:
        """The aliases that joining added go; what they said of being reached stands again, unless they have said
        something newer on that record since."""
        for key in changed.get("added_alias", []):
            if (alias := db.session.get(Alias, key)) is not None:
                db.session.delete(alias)
        db.session.flush()
        for key in changed.get("superseded", []):
            row = db.session.get(SafeContact, key, populate_existing=True)
            if row is not None and _contact(row.person_id) is None:
                row.superseded_at = None
        for key in changed.get("restriction", []):
            _change(RecordRestriction, key, ended_at=None)
        db.session.flush()


def full_name(person: Person) -> str:
    """Given and family name, as they give them."""
    return f"{person.given_name} {person.family_name}".strip()


def _names(person: Person) -> list[str]:
    return [name for name in dict.fromkeys([full_name(person), person.known_as]) if name]


def _new_names(kept: Person, other: Person) -> list[str]:
    """What the other record calls them and this one does not yet."""
    known = [*_names(kept), *db.session.scalars(select(Alias.name).where(Alias.person_id.in_([kept.id, other.id])))]
    return [name for name in _names(other) if not any(same_name(name, one) for one in known)]


def _alias(person: Person, name: str, at: dt.datetime) -> Alias:
    row = Alias(person_id=person.id, name=name, recorded_at=at, recorded_by_id=None)
    db.session.add(row)
    db.session.flush()
    return row


def _contact(person_id: int) -> SafeContact | None:
    rows = select(SafeContact).where(SafeContact.person_id == person_id, SafeContact.superseded_at.is_(None))
    return db.session.scalar(rows)


def _change(model: Any, key: int, **values: Any) -> None:
    table = table_of(model)
    db.session.execute(update(table).where(table.c.id == key).values(**values))


def _restricted_twice(kept: Person, other: Person) -> int | None:
    """The other record's restriction where both have one: the one person's record has one."""
    rows = select(RecordRestriction.person_id, RecordRestriction.id).where(
        RecordRestriction.person_id.in_([kept.id, other.id]), RecordRestriction.ended_at.is_(None)
    )
    found = {row.person_id: row.id for row in db.session.execute(rows)}
    return found.get(other.id) if len(found) > 1 else None


def _outdone(kept: Person, other: Person) -> SafeContact | None:
    """Which of two current answers no longer stands; None where there are not two."""
    ours, theirs = _contact(kept.id), _contact(other.id)
    if ours is None or theirs is None:
        return None
    return ours if _weight(theirs) > _weight(ours) else theirs


def _weight(row: SafeContact) -> tuple[bool, dt.datetime]:
    return row.safe_to_text != Answer.YES.value, row.checked_at


def _texts_agree(kept: Person, other: Person) -> None:
    last = [_last_word(person.id) for person in (kept, other)]
    if None not in last and last[0] != last[1]:
        raise Refused(TEXTS_DIFFER)


def _lives_agree(kept: Person, other: Person, at: dt.datetime) -> None:
    today = clock.local_day(at)
    for kind in (CircumstanceKind.DIED, CircumstanceKind.WARRANT):
        if (kind in standing_kinds(kept, today)) != (kind in standing_kinds(other, today)):
            raise Refused(LIVES_DIFFER.format(kind.words.lower()))


def _last_word(person_id: int) -> bool | None:
    """Whether their latest agreement to texts stands; None where nobody asked."""
    rows = select(Agreement).where(Agreement.person_id == person_id, Agreement.kind == AgreementKind.TEXTS.value)
    row = db.session.scalar(rows.order_by(Agreement.id.desc()).limit(1))
    return None if row is None else row.live
