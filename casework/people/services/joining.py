"""Two records of one person: joined by two managers, parted again exactly as before (domain rule 31, promises 2.3.5).

Joining moves every row of the other record to the one that is kept, by the one list of what each room holds of a
person, and notes which rows those were. The other record stays, empty, so that its reference still leads somewhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Table, and_, func, or_, select, update

from casework.accounts.rules import Action, Compartment
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import Refused
from casework.people.models import ErasureAsked, Person, PersonJoin
from casework.people.services.erasing import subject_of
from casework.people.services.guard import must
from casework.people.services.own_records import full_name
from casework.people.services.records import once_each, person_keys, rooms, table_of
from casework.people.services.scope import everybody

NAMED = "named:"
TWO_PEOPLE = "Another manager must agree. Ask a colleague to sign in, look at both records and join them"
SAME = "Choose another record: this is the one you started from"
ELSEWHERE = "One of these is already joined to another record. Part those first"
ASKED = "Somebody has already asked for one of these to be joined"
ERASING = "An erasure of one of these has been asked for. Decide about that first"


def ask_join(kept: Person, other: Person, why: str, *, by: Actor, at: dt.datetime) -> PersonJoin:
    """Ask for `other` to be joined to `kept`. Raises Refused where they cannot be joined, with the reason."""
    for one in (kept, other):
        must(by, Action.WRITE, Compartment.KEEPING, one.agency_id)
    _refuse(kept, other)
    if not why.strip():
        raise Refused("Say why these are one person", "why")
    row = PersonJoin(
        agency_id=kept.agency_id,
        kept_id=kept.id,
        other_id=other.id,
        why=why.strip(),
        asked_at=at,
        asked_by_id=by.staff_id or 0,
        moved={},
    )
    db.session.add(row)
    db.session.flush()
    _note(Act.ALTERATION, row, "join asked", by=by, at=at)
    return row


def _refuse(kept: Person, other: Person) -> None:
    if kept.id == other.id:
        raise Refused(SAME)
    if kept.joined_to_id is not None or other.joined_to_id is not None or _joined_to(other):
        raise Refused(ELSEWHERE)
    open_ones = select(func.count()).select_from(PersonJoin).where(PersonJoin.ended_at.is_(None))
    unsettled = open_ones.where(PersonJoin.joined_at.is_(None))
    ids = [kept.id, other.id]
    if db.session.scalar(unsettled.where(or_(PersonJoin.kept_id.in_(ids), PersonJoin.other_id.in_(ids)))):
        raise Refused(ASKED)
    _refuse_while_erasing(kept, other)


def _refuse_while_erasing(*people: Person) -> None:
    subjects = [subject_of(one) for one in people]
    if db.session.scalar(select(func.count()).select_from(ErasureAsked).where(ErasureAsked.subject.in_(subjects))):
        raise Refused(ERASING)


def _joined_to(person: Person) -> bool:
    rows = select(func.count()).select_from(Person).where(Person.joined_to_id == person.id)
    return bool(db.session.scalar(rows))


def agree(join: PersonJoin, *, by: Actor, at: dt.datetime) -> Person:
    """The second manager joins them: one person from here on, with both names. Returns the record that is kept.

    Raises Refused for the manager who asked, for one that is settled, and where the two contradict each other.
    """
    must(by, Action.WRITE, Compartment.KEEPING, join.agency_id)
    if join.joined_at is not None or join.ended_at is not None:
        raise Refused("This has been settled meanwhile")
    if join.asked_by_id == by.staff_id:
        raise Refused(TWO_PEOPLE)
    kept, other = join.kept, join.other
    _refuse_while_erasing(kept, other)
    with everybody():
        for room in rooms():
            room.may_join(kept, other, at)
        join.moved = _join(kept, other, at)
    join.joined_at, join.joined_by_id = at, by.staff_id
    db.session.flush()
    _note(Act.COMBINATION, join, "joined", by=by, at=at)
    return kept


def call_off(join: PersonJoin, *, by: Actor, at: dt.datetime) -> None:
    """They stay apart: nothing has been changed yet."""
    must(by, Action.WRITE, Compartment.KEEPING, join.agency_id)
    if join.joined_at is None and join.ended_at is None:
        join.ended_at, join.ended_by_id = at, by.staff_id
        db.session.flush()
        _note(Act.ALTERATION, join, "join called off", by=by, at=at)


def part(join: PersonJoin, why: str, *, by: Actor, at: dt.datetime) -> Person:
    """They are two people after all: what was of the other record is its own again, exactly as before, and so is what
    was added since to something of it. What else was recorded since stays. Returns the other. Raises Refused without a
    reason, and for records that are not joined."""
    must(by, Action.WRITE, Compartment.KEEPING, join.agency_id)
    if join.joined_at is None or join.ended_at is not None:
        raise Refused("These are not joined")
    if not why.strip():
        raise Refused("Say why these are two people", "why")
    _refuse_while_erasing(join.kept)
    with everybody():
        _part_among(join)
    join.ended_at, join.ended_by_id, join.ended_why = at, by.staff_id, why.strip()
    db.session.flush()
    _note(Act.COMBINATION, join, "parted", by=by, at=at)
    return join.other


def _tables() -> list[Table]:
    """Every table that names a person directly, each after those it leans on; not the joins themselves."""
    claimed = {table_of(model) for room in rooms() for model in room.tables}
    apart = {table_of(Person), table_of(PersonJoin)}
    return [one for one in Person.metadata.sorted_tables if one in claimed - apart and person_keys(one)]


def _join(kept: Person, other: Person, at: dt.datetime) -> dict[str, list[int]]:
    moved: dict[str, list[int]] = {}
    for room in rooms():
        moved |= {f"{room.room}:{what}": keys for what, keys in room.joining(kept, other, at).items()}
        for model in room.charged:
            moved[f"{NAMED}{model.__tablename__}"] = _name_charges(model, other)
    for table in _tables():
        if keys := _move(table, other.id, kept.id):
            moved[table.name] = keys
    _point(other, kept.id)
    return {what: keys for what, keys in moved.items() if keys}


def _part_among(join: PersonJoin) -> None:
    """Part one record of several: those that were joined after it are taken off first and put back afterwards, because
    what stands among them rests on what stood when each came."""
    standing = sorted((one.joined_at, one.id, one) for one in joins_of(join.kept) if one.joined_at is not None)
    place = [one for _, _, one in standing].index(join)
    for _, _, one in reversed(standing[place:]):
        _part(one.kept, one.other, one.moved)
    for at, _, one in standing[place + 1 :]:
        one.moved = _join(one.kept, one.other, at)
        db.session.flush()


def _part(kept: Person, other: Person, moved: Mapping[str, Sequence[int]]) -> None:
    for table in _tables():
        if keys := moved.get(table.name):
            _set(table, and_(table.c.id.in_(keys), person_keys(table)[0] == kept.id), other.id)
    _point(other, None)
    for room in rooms():
        mine = {what.partition(":")[2]: list(keys) for what, keys in moved.items() if what.startswith(f"{room.room}:")}
        room.parting(kept, other, mine)
        for model in room.charged:
            _name(model, moved.get(f"{NAMED}{model.__tablename__}", []), "")
    for table in _tables():
        _follow(table, kept.id, other.id)
    db.session.expire_all()


def _move(table: Table, from_id: int, to_id: int) -> list[int]:
    """Give one person's rows to another, but for those that would say of that one the same twice."""
    column = person_keys(table)[0]
    mine = and_(column == from_id, *(~_twin(table, column, beside, to_id) for beside in once_each(table, column)))
    keys = list(db.session.scalars(select(table.c.id).where(mine).order_by(table.c.id)))
    if keys:
        _set(table, table.c.id.in_(keys), to_id)
    return keys


def _twin(table: Table, column: Column[Any], beside: Sequence[Column[Any]], to_id: int) -> Any:
    twin = table.alias()
    same = [twin.c[one.name] == one for one in beside]
    return select(twin.c.id).where(twin.c[column.name] == to_id, *same).exists()


def _follow(table: Table, from_id: int, to_id: int) -> None:
    """A row that leans on something of the other person goes with it: a text about their appointment is theirs."""
    column = person_keys(table)[0]
    for key in table.foreign_keys:
        parent = key.column.table
        owners = person_keys(parent)
        if owners and parent is not table and parent.name not in {Person.__tablename__, PersonJoin.__tablename__}:
            theirs = select(parent.c.id).where(owners[0] == to_id)
            _set(table, and_(column == from_id, key.parent.in_(theirs)), to_id)


def _set(table: Table, which: Any, person_id: int) -> None:
    column = person_keys(table)[0]
    db.session.execute(update(table).where(which).values({column.name: person_id}))
    db.session.expire_all()


def _point(other: Person, kept_id: int | None) -> None:
    table = table_of(Person)
    db.session.execute(update(table).where(table.c.id == other.id).values(joined_to_id=kept_id))
    db.session.expire_all()


def _name_charges(model: Any, other: Person) -> list[int]:
    """Where a paper named nobody, the record's own name was meant: it stays the name on the charge (rule 31)."""
    rows = db.session.scalars(select(model).where(model.person_id == other.id)).all()
    keys = [row.id for row in rows if not row.charge_name]
    _name(model, keys, full_name(other))
    return keys


def _name(model: Any, keys: Sequence[int], name: str) -> None:
    if keys:
        table = table_of(model)
        db.session.execute(update(table).where(table.c.id.in_(keys)).values(charge_name=name))
        db.session.expire_all()


def join_of(person: Person) -> PersonJoin | None:
    """The join that waits or stands for this record, as either of the two; the latest first."""
    rows = select(PersonJoin).where(
        or_(PersonJoin.kept_id == person.id, PersonJoin.other_id == person.id), PersonJoin.ended_at.is_(None)
    )
    return db.session.scalar(rows.order_by(PersonJoin.id.desc()).limit(1))


def joins_of(person: Person) -> list[PersonJoin]:
    """Every join of this record that waits or stands."""
    rows = select(PersonJoin).where(PersonJoin.kept_id == person.id, PersonJoin.ended_at.is_(None))
    return list(db.session.scalars(rows.order_by(PersonJoin.id)))


def waiting_for(by: Actor) -> list[PersonJoin]:
    """Joins that somebody else asked for and this actor may agree to, at most twenty."""
    rows = select(PersonJoin).where(
        PersonJoin.agency_id == by.agency_id,
        PersonJoin.joined_at.is_(None),
        PersonJoin.ended_at.is_(None),
        PersonJoin.asked_by_id != (by.staff_id or 0),
    )
    return list(db.session.scalars(rows.order_by(PersonJoin.id).limit(20)))


def _note(act: Act, join: PersonJoin, what: str, *, by: Actor, at: dt.datetime) -> None:
    detail = {"what": what, "join": join.reference}
    subjects = [subject_of(join.kept), subject_of(join.other)]
    audit.record(act, subjects[0], by=by, at=at, compartment=Compartment.KEEPING, detail=detail, others=subjects[1:])
