"""Bringing a database to the schema this version needs."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

MIGRATIONS = Path(__file__).parent.parent / "migrations"


class WrongSchema(RuntimeError):
    """The database is older or newer than this version of Waymark."""


def config(url: str) -> Config:
    """Alembic's configuration for one database."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    made.attributes["url"] = url
    return made


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database up, in one transaction; a fresh SQLite file is made readable by its owner only."""
    if url.startswith("sqlite:///"):
        path = Path(url.removeprefix("sqlite:///"))
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
    command.upgrade(config(url), revision)


def downgrade(url: str, revision: str) -> None:
    """Bring the database back down."""
    command.downgrade(config(url), revision)


@cache
def newest() -> str | None:
    """The revision that this version's code was written for."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def assert_current(engine: sa.Engine) -> None:
    """Raises WrongSchema unless the database stands at this version's schema (promises P23)."""
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found != newest():
        raise WrongSchema(
            f"The database stands at {found or 'nothing'}, this version needs {newest()}: ./run waymark migrate"
        )
