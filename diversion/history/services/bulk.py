"""Many rows of one table in one statement: an import of thousands of rows has to be over in seconds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select

from casework.kernel.database import Base, db
from casework.kernel.references import unused

Values = dict[str, Any]


def put(model: type[Base], rows: Sequence[Values]) -> None:
    """Insert rows whose ids nobody needs. Defaults of the model apply; sealed columns are sealed."""
    if rows:
        db.session.execute(insert(model.__table__), list(rows))  # type: ignore[arg-type]


def put_referenced(model: Any, rows: Sequence[Values]) -> list[tuple[int, str]]:
    """Insert rows of a `Referenced` model and give back the id and reference of each, in the same order."""
    drawn = unused(model, len(rows))
    named = [{"reference": one, **row} for one, row in zip(drawn, rows, strict=True)]
    put(model, named)
    asked = select(model.reference, model.id).where(model.reference.in_([row["reference"] for row in named]))
    ids: dict[str, int] = dict(db.session.execute(asked).all())
    return [(ids[row["reference"]], row["reference"]) for row in named]
