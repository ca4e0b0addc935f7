"""Which databases hold what the key ring seals. Commands ask here, and come to nothing else of the pretend people."""

from __future__ import annotations

from sqlalchemy import Engine

from casework.kernel.database import db
from web.demo import place


def engines() -> list[Engine]:
    """Everything that this site's key ring seals: the records, and the pretend people while there are any."""
    return [db.engine, place.engine()] if place.exists() else [db.engine]
