"""What there is that could hide a record from somebody: asked first, because mostly there is nothing."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, has_request_context
from sqlalchemy import Select, bindparam, exists, select

from casework.accounts.models import Staff
from casework.kernel.actors import Actor
from casework.kernel.questions import Fixed
from casework.people.models import NamedAccess, RecordRestriction
from casework.people.services.facts import EXCLUDED


@dataclass(frozen=True)
class Walls:
    """What there is that could hide a record from this actor: mostly nothing."""

    restricted: bool
    excluded: bool
    teams: bool


NO_WALLS = Walls(False, False, False)


def walls_of(by: Actor) -> Walls:
    """One query; in a request it is asked once."""
    kept: tuple[Actor, Walls] | None = g.get("walls")
    if kept is not None and kept[0] == by:
        return kept[1]
    walls = _walls(by) if by.staff_id is not None else NO_WALLS
    if has_request_context():
        g.walls = (by, walls)
    return walls


def _walls(by: Actor) -> Walls:
    found = _WALLS.ask(staff=by.staff_id, agency=by.agency_id, team=by.team)
    return Walls(*map(bool, found[0]))


def _make_walls() -> Select[bool, bool, bool]:
    restriction, named, staff = RecordRestriction.__table__.c, NamedAccess.__table__.c, Staff.__table__.c
    mine = (named.staff_id == bindparam("staff"), named.kind == EXCLUDED, named.ended_at.is_(None))
    return select(
        exists(select(restriction.id).where(restriction.ended_at.is_(None))),
        exists(select(named.id).where(*mine)),
        exists(select(staff.id).where(staff.agency_id == bindparam("agency"), staff.team != bindparam("team"))),
    )


_WALLS = Fixed(_make_walls)
