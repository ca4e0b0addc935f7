"""Questions that are made once and asked again with other values: making one takes longer than asking it.

SQLAlchemy keeps what it compiled of a statement, but the statement itself is put together anew for every page, piece by
piece, and its key with it: for a page of eighty questions a third of its time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from casework.kernel.database import db

_narrowed: list[Callable[[], bool]] = []
"""Whoever narrows what the session reads says here whether it narrows anything now."""


def kind() -> str:
    """The kind of database that the session speaks to: "sqlite" or "postgresql"."""
    return str(db.session.get_bind().dialect.name)


@dataclass(frozen=True)
class Made:
    """A statement that was made, and whether it reads columns only, so that it needs nothing of the session."""

    statement: Any
    plain: bool

    @classmethod
    def of(cls, statement: Any) -> Made:
        """Of a model that is read whole, the session has to make its objects."""
        return cls(statement, all(one.get("entity") is not one["expr"] for one in statement.column_descriptions))

    def seen(self, values: dict[str, Any]) -> Sequence[Any]:
        """The rows whom the signed-in actor may see. Where nothing is hidden from anybody, the session is left out: it
        takes as long as the question."""
        if not self.plain or not _narrowed or any(narrows() for narrows in _narrowed):
            return db.session.execute(self.statement, values).all()
        if db.session.autoflush:
            db.session.flush()
        return db.session.connection().execute(self.statement, values).fetchall()


def narrowed_when(ask: Callable[[], bool]) -> None:
    """Let whoever narrows what the session reads say, each time, whether anything is narrowed now."""
    _narrowed.append(ask)


class Fixed:
    """A question that is the same each time but for its values, which are given with it: made once."""

    def __init__(self, asked: Any) -> None:
        """Of a statement, or of what makes it where models it names may not be known yet."""
        self._made = lru_cache(1)(lambda: Made.of(asked() if callable(asked) else asked))

    def ask(self, **values: Any) -> Sequence[Any]:
        """The rows, narrowed by nobody: of what is about no person."""
        return db.session.connection().execute(self._made().statement, values).fetchall()

    def seen(self, **values: Any) -> Sequence[Any]:
        """The rows, narrowed to whom the signed-in actor may see."""
        return self._made().seen(values)

    def objects(self, **values: Any) -> list[Any]:
        """The first of each row: of a model that is read whole, its objects, each once."""
        return list(db.session.scalars(self._made().statement, values).unique())
