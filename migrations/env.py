"""How a database is brought to the schema: every pending revision in one transaction, one migrator at a time.

The address comes from `config.attributes["url"]`, as `web.schema` gives it, or on the command line of Alembic
itself from the settings. The engine is made here and not borrowed, because SQLite must be told
to leave foreign keys alone *before* the transaction begins: a table rebuilt by copying would otherwise take
its children with it. They are checked, all of them, before the commit instead.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

from casework.kernel import keyring
from web.settings import Settings

ROOMS = (
    "casework.kernel",
    "casework.accounts",
    "casework.people",
    "casework.care",
    "casework.courts",
    "casework.feedback",
    "casework.appointments",
    "reminders",
    "notices",
    "diversion",
    "diversion.history",
    "orders",
    "monitoring",
    "web",
)
ONE_MIGRATOR = 0x5741594D  # any number will do, as long as every migrator locks the same one


def metadata() -> sa.MetaData:
    """Every table of every room."""
    for room in ROOMS:
        if importlib.util.find_spec(room) and importlib.util.find_spec(f"{room}.models"):
            importlib.import_module(f"{room}.models")
    from casework.kernel.database import Base

    return Base.metadata


def address() -> sa.URL:
    given: str | None = context.config.attributes.get("url")
    return sa.make_url(given or Settings.from_environment(os.environ).database_url)


def with_its_ring() -> None:
    """A revision that seals what stood open finds the key ring in the configuration: the site's own where none is given
    on the command line of Alembic itself."""
    if "url" not in context.config.attributes:
        context.config.attributes["ring"] = keyring.found(Settings.from_environment(os.environ).keyring_path)


def engine() -> sa.Engine:
    made = sa.create_engine(address(), poolclass=sa.NullPool)
    if made.dialect.name == "sqlite":
        sa.event.listen(made, "connect", _before_sqlite)
        sa.event.listen(made, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return made


def _before_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver would otherwise commit before every change of schema
    for pragma in (
        "busy_timeout=60000",
        "journal_mode=WAL",
        "synchronous=FULL",
        "secure_delete=ON",
        "foreign_keys=OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")


def render(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    """Write our own column types into a revision as what the database stores, so that old revisions never break."""
    if kind == "type" and isinstance(thing, sa.types.TypeDecorator):
        return f"sa.{thing.impl_instance!r}"
    return False


def migrate() -> None:
    with_its_ring()
    with engine().connect() as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("select pg_advisory_xact_lock(:one)"), {"one": ONE_MIGRATOR})
        context.configure(
            connection=connection,
            target_metadata=metadata(),
            render_item=render,
            render_as_batch=True,
            compare_type=True,
            transactional_ddl=True,
        )
        context.run_migrations()
        refuse_broken_references(connection)


def refuse_broken_references(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            tables = ", ".join(sorted({row[0] for row in broken}))
            raise RuntimeError(
                f"This migration would leave rows that point at nothing, in: {tables}. Nothing was changed."
            )


migrate()
