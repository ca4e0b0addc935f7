"""Somebody with the database in their hands: what guards the audit trail inside it is taken away first."""

from __future__ import annotations

import sqlalchemy as sa

TABLES = ("event", "event_record", "event_words")


def unguard(connection: sa.Connection) -> None:
    """Drop the triggers that refuse to change or remove a line of the trail."""
    for table in TABLES:
        if connection.dialect.name == "sqlite":
            for act in ("update", "delete"):
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_no_{act}")
        else:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_only_added_to ON {table}")
