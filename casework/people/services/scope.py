"""The list filter beside `may`: which persons an actor may see, as SQL, by hand, held equal by a property test.

In a signed-in request every SELECT of a model that is about a person is narrowed by it on its way to the database: a
list, a search, a count, an export, a feed or a file made tomorrow obeys it without being told (promises P8, P9).
Nothing is added while no record is restricted and the agency is one team. What the machine adds up for itself, such as
the free times of a diary, is read under `everybody()`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from flask import g, has_app_context, has_request_context
from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    event,
    false,
    inspect,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import ORMExecuteState, with_loader_criteria

from casework.accounts.models import Staff, StandIn
from casework.accounts.rules import BY_GLASS, Action, Compartment, holds, limited
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.database import Base, db
from casework.kernel.questions import narrowed_when
from casework.kernel.refused import NotFound
from casework.people.models import BrokenGlass, NamedAccess, Person, RecordRestriction
from casework.people.services.facts import EXCLUDED, LISTED, pairs_of_caseload
from casework.people.services.walls import NO_WALLS, Walls, walls_of

_C = Compartment
_PARTS: dict[str, Compartment] = {
    **dict.fromkeys(("person", "alias", "record_restriction", "named_access", "broken_glass"), _C.IDENTITY),
    **dict.fromkeys(("safe_contact", "seen_in_person"), _C.CONTACT),
    **dict.fromkeys(("needs_assessment", "care_plan", "person_detail"), _C.SUPPORT),
    **dict.fromkeys(("care_stage", "service_referral", "care_check_in", "support_contact"), _C.SUPPORT),
    **dict.fromkeys(("ugly_mugs_report",), _C.UGLY_MUGS),
    **dict.fromkeys(("cases_item",), _C.MEETINGS),
    **dict.fromkeys(("text", "text_choice", "reply", "reply_candidate", "text_task", "text_offer"), _C.MESSAGES),
    **dict.fromkeys(("texts_back_on",), _C.MESSAGES),
    **dict.fromkeys(("appointment", "notice_line", "notice", "court_ask"), _C.COMPLIANCE),
}
"""The part of the record that a table is; any other table about a person is its criminal justice part."""


def part_of(table: str) -> Compartment:
    """The part of a record that the rows of a table about a person are."""
    return _PARTS.get(table, Compartment.CJ)


@cache
def parts() -> dict[str, Compartment]:
    """Each table about a person, directly or by what it hangs on, with the part of the record that its rows are."""
    found = {"person": Compartment.IDENTITY, "notice": Compartment.COMPLIANCE, "safeguarding_record": Compartment.CJ}
    for table in Base.metadata.sorted_tables:
        above = [key.column.table.name for column in table.columns for key in column.foreign_keys]
        if "person_id" in table.c:
            found[table.name] = part_of(table.name)
        elif table.name not in found and (known := [found[name] for name in above if name in found]):
            found[table.name] = known[0]
    return found


def visible(
    by: Actor, compartment: Compartment, *, at: dt.datetime, key: Any = Person.id, owner: Any = Person.agency_id
) -> ColumnElement[bool]:
    """The persons of their own agency of whom this actor may look at this part at a moment (UTC): what `may` allows.

    Shares are not in it: what another agency shares is a list of its own.
    """
    if not holds(by, Action.LOOK, compartment):
        return false()
    return and_(owner == by.agency_id, _fence(by, compartment, key, Walls(True, True, True), at))


@contextmanager
def everybody() -> Iterator[None]:
    """Read what the machine needs for itself, whoever asks: nothing read here is shown as somebody's record."""
    before = g.get("everybody", False)
    g.everybody = True
    try:
        yield
    finally:
        g.everybody = before


def forget() -> None:
    """Who may see what has just changed: look again."""
    if has_app_context():
        g.pop("fences", None)
        g.pop("walls", None)


def _fence(by: Actor, part: Compartment, key: Any, walls: Walls, at: dt.datetime) -> ColumnElement[bool]:
    wanted: list[ColumnElement[bool]] = []
    if walls.restricted:
        wanted.append(key.not_in(_restricted(by)))
    if walls.excluded:
        wanted.append(key.not_in(_named(by, EXCLUDED)))
    if walls.teams and limited(by, Action.LOOK, part):
        wanted.append(_in_reach(by, part, key, at))
    return and_(true(), *wanted)


def _mine(by: Actor, kind: str) -> tuple[ColumnElement[bool], ...]:
    table = NamedAccess.__table__.c
    return table.staff_id == by.staff_id, table.kind == kind, table.ended_at.is_(None)


def _named(by: Actor, kind: str) -> Select[Any]:
    return select(NamedAccess.__table__.c.person_id).where(*_mine(by, kind))


def _restricted(by: Actor) -> Select[Any]:
    """The restricted records of which this actor is not listed."""
    table = RecordRestriction.__table__.c
    return select(table.person_id).where(table.ended_at.is_(None), table.person_id.not_in(_named(by, LISTED)))


def _in_reach(by: Actor, part: Compartment, key: Any, at: dt.datetime) -> ColumnElement[bool]:
    """In the caseload, or looked at by broken glass."""
    if any((Action.LOOK, part) in BY_GLASS.get(role, ()) for role in by.roles):
        return or_(_in_caseload(by, key, at), key.in_(_glass_of(by, at)))
    return _in_caseload(by, key, at)


def _in_caseload(by: Actor, key: Any, at: dt.datetime) -> ColumnElement[bool]:
    """Theirs, their team's, a covered colleague's, nobody's, or listed for them: what `in_caseload` says."""
    pairs = pairs_of_caseload(at)
    if pairs is None:
        return true()
    return or_(
        key.in_(select(pairs.c.person_id).where(pairs.c.staff_id.in_(_colleagues(by, at)))),
        key.not_in(select(pairs.c.person_id)),
        key.in_(_listed_and_restricted(by)),
    )


def _listed_and_restricted(by: Actor) -> Select[Any]:
    table = RecordRestriction.__table__.c
    return select(table.person_id).where(table.ended_at.is_(None), table.person_id.in_(_named(by, LISTED)))


def _colleagues(by: Actor, at: dt.datetime) -> Select[Any]:
    """Those whose caseload is this actor's too: their team, themselves, and those whom they cover at the moment."""
    staff, cover = Staff.__table__.c, StandIn.__table__.c
    covered = select(cover.for_staff_id).where(cover.staff_id == by.staff_id, cover.start <= at, cover.end > at)
    return select(staff.id).where(or_(staff.team == by.team, staff.id == by.staff_id, staff.id.in_(covered)))


def _glass_of(by: Actor, at: dt.datetime) -> Select[Any]:
    """The persons of whom this actor has broken the glass in the last half hour."""
    table = BrokenGlass.__table__.c
    return select(table.person_id).where(table.staff_id == by.staff_id, table.start <= at, table.end > at)


@cache
def _about_a_person() -> tuple[tuple[type[Base], str], ...]:
    """Every model that is about a person, found by its column: one that is added tomorrow is among them."""
    found = [(mapper.class_, "person_id") for mapper in Base.registry.mappers if "person_id" in mapper.columns]
    return (*found, (Person, "id"))


def _criteria(by: Actor) -> tuple[Any, ...]:
    walls, at = walls_of(by), clock.now()
    if walls == NO_WALLS:
        return ()
    return (*_direct(by, walls, at), *_indirect(by, walls, at))


def _hides(by: Actor, part: Compartment, walls: Walls) -> bool:
    return walls.restricted or walls.excluded or (walls.teams and limited(by, Action.LOOK, part))


def _direct(by: Actor, walls: Walls, at: dt.datetime) -> Iterator[Any]:
    hidden: dict[Compartment, Select[Any]] = {}  # thirty models are six parts: each is put together once
    for model, name in _about_a_person():
        part = part_of(str(model.__tablename__))
        if _hides(by, part, walls):
            nullable = bool(inspect(model).columns[name].nullable)
            if part not in hidden:
                hidden[part] = _hidden(by, part, walls, at)
            yield _option(model, name, hidden[part], nullable)


def _option(model: Any, name: str, hidden: Any, nullable: bool) -> Any:
    """A lambda, so that it fits an alias of the model as well; what it closes over is part of the statement's key."""
    if name == "id":
        return with_loader_criteria(model, lambda cls: cls.id.not_in(hidden), include_aliases=True)
    if nullable:
        return with_loader_criteria(
            model, lambda cls: cls.person_id.is_(None) | cls.person_id.not_in(hidden), include_aliases=True
        )
    return with_loader_criteria(model, lambda cls: cls.person_id.not_in(hidden), include_aliases=True)


def _hidden(by: Actor, part: Compartment, walls: Walls, at: dt.datetime) -> Select[Any]:
    """The persons of whom this part is hidden from the actor: mostly a handful."""
    table = Person.__table__.c
    if walls.teams and limited(by, Action.LOOK, part):
        return select(table.id).where(~_fence(by, part, table.id, walls, at))
    out = _restricted(by) if walls.restricted else None
    kept = _named(by, EXCLUDED) if walls.excluded else None
    both = [one for one in (out, kept) if one is not None]
    return select(union_all(*both).subquery("hidden").c.person_id)


def _indirect(by: Actor, walls: Walls, at: dt.datetime) -> Iterator[Any]:
    for model, lines, key in _THROUGH:
        if _hides(by, Compartment.COMPLIANCE, walls):
            unseen = lines.person_id.in_(_hidden(by, Compartment.COMPLIANCE, walls, at))
            yield _option(model, "id", select(lines[key]).where(unseen), False)


_THROUGH: list[tuple[Any, Any, str]] = []


def seen_through(model: Any, lines: Any, key: str) -> None:
    """A row of `model` is about everybody whom its `lines` name: who may not see one of them does not see it."""
    if all(model is not known for known, _, _ in _THROUGH):
        _THROUGH.append((model, lines.__table__.c, key))


@event.listens_for(db.session, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    """Narrow what a signed-in request reads to whom its actor may see."""
    if not (state.is_select and state.is_orm_statement):
        return
    if state.is_column_load or state.is_relationship_load:
        return  # of a row that was read before: what narrowed that goes with it
    if fences := _fences():
        state.statement = state.statement.options(*fences)


def _fences() -> tuple[Any, ...]:
    """What narrows each read of this request; put together once."""
    by: Actor | None = g.get("actor") if has_request_context() else None
    if by is None or g.get("everybody"):
        return ()
    if "fences" not in g:
        g.fences = _criteria(by)
    found: tuple[Any, ...] = g.fences
    return found


narrowed_when(lambda: bool(_fences()))


@event.listens_for(db.session, "before_flush")
def _look_but_not_touch(session: Any, _context: Any, _instances: Any) -> None:
    """Broken glass is for looking: what is written of somebody who is not in the caseload is refused (NotFound)."""
    by: Actor | None = g.get("actor") if has_request_context() else None
    if by is None or g.get("everybody") or not g.get("fences"):
        return
    at, touched = clock.now(), {*session.new, *session.deleted, *filter(session.is_modified, session.dirty)}
    ids = {getattr(row, "person_id", None) for row in touched if not isinstance(row, BrokenGlass)}
    looked_at = ids & set(session.scalars(_glass_of(by, at)))
    if looked_at and not _all_theirs(looked_at, by, at):
        raise NotFound


def _all_theirs(ids: set[Any], by: Actor, at: dt.datetime) -> bool:
    """Whether every one of these persons is in the actor's caseload."""
    table = Person.__table__.c
    mine = select(table.id).where(table.id.in_(ids), _in_caseload(by, table.id, at))
    return ids == set(db.session.scalars(mine))
