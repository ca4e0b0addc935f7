"""A reference that no other row of its table has: one that is taken is drawn again before anything is written.

Eight characters are short enough to be said aloud, and among a million rows one draw in 650,000 is somebody's already.
Writers take turns on both databases (kernel.database), so what is free when it is looked up is free when it is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Table, event, select

from casework.kernel import columns
from casework.kernel.columns import Referenced
from casework.kernel.database import Base, db

_AT_ONCE = 500


def unused(model: type[Base], many: int = 1) -> list[str]:
    """As many references as are wanted, all different, that no row of this model has. Inside a writing transaction."""
    return _unused(model.__table__, many)  # type: ignore[arg-type]


def _unused(table: Table, many: int) -> list[str]:
    drawn: dict[str, None] = {}
    while len(drawn) < many:
        fresh = {columns.reference() for _ in range(many - len(drawn))}
        drawn.update(dict.fromkeys(fresh - _taken(table, fresh)))
    return list(drawn)


def _taken(table: Table, drawn: Iterable[str]) -> set[str]:
    """Whoever they belong to: past the filter, since what the actor may not see has its reference all the same."""
    asked, found = sorted(drawn), set[str]()
    for start in range(0, len(asked), _AT_ONCE):
        some = select(table.c.reference).where(table.c.reference.in_(asked[start : start + _AT_ONCE]))
        found.update(db.session.connection().execute(some).scalars())
    return found


@event.listens_for(db.session, "before_flush")
def _draw(session: Any, _context: Any, _instances: Any) -> None:
    new = defaultdict[Table, list[Referenced]](list)
    for row in session.new:
        if isinstance(row, Referenced) and row.reference is None:
            new[type(row).__table__].append(row)
    for table, rows in new.items():
        for row, drawn in zip(rows, _unused(table, len(rows)), strict=True):
            row.reference = drawn
