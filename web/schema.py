"""Bringing a database to the schema this version needs.

Alembic is loaded only to change a schema: web and worker ask no more than where a database stands, and loading it takes
9 MiB of either.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from casework.kernel.keyring import Keyring

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent.parent / "migrations"
_REVISION = re.compile(r'^(revision|down_revision) = "([^"]+)"$', re.MULTILINE)


class WrongSchema(RuntimeError):
    """The database is older or newer than this version of Waymark."""


def config(url: str, ring: Keyring | None = None) -> Config:
    """Alembic's configuration for one database; `ring` is for a revision that seals what stood open before it."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    made.attributes.update(url=url, ring=ring)
    return made


def upgrade(url: str, revision: str = "head", *, ring: Keyring | None = None) -> None:
    """Bring the database up, in one transaction; a fresh SQLite file is made readable by its owner only.

    A database with rows that this version seals needs its key ring: RuntimeError, and nothing is changed, without it.
    """
    if url.startswith("sqlite:///"):
        path = Path(url.removeprefix("sqlite:///"))
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
    if revision == "head" and _stands_at(url) == newest():
        return
    from alembic import command

    command.upgrade(config(url, ring), revision)


def _stands_at(url: str) -> str | None:
    """Where a database stands; None where it has no tables yet."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        return _revision(connection)


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return found


def downgrade(url: str, revision: str, *, ring: Keyring | None = None) -> None:
    """Bring the database back down."""
    from alembic import command

    command.downgrade(config(url, ring), revision)


@cache
def newest() -> str:
    """The revision that this version's code was written for: the one that no other follows."""
    said = [dict(_REVISION.findall(file.read_text())) for file in (MIGRATIONS / "versions").glob("*.py")]
    followed = {one.get("down_revision") for one in said}
    (head,) = [one["revision"] for one in said if one["revision"] not in followed]
    return str(head)


def assert_current(engine: sa.Engine) -> None:
    """Raises WrongSchema unless the database stands at this version's schema (promises P23)."""
    with engine.connect() as connection:
        found = _revision(connection)
    if found == newest():
        return
    if found is not None and not _is_known(str(found)):
        raise WrongSchema(
            f"The database stands at {found}, which a newer version of Waymark wrote: this one knows no more than "
            f"{newest()}. Use that version, or put back a backup from before it"
        )
    raise WrongSchema(
        f"The database stands at {found or 'nothing'}, this version needs {newest()}: ./run waymark migrate"
    )


def _is_known(revision: str) -> bool:
    return any(file.name.startswith(f"{revision}_") for file in (MIGRATIONS / "versions").glob("*.py"))


MOVED = (
    "This database was moved to PostgreSQL. Set DATABASE_URL to the one that it was moved to. "
    "To go back to this one instead, which knows nothing of what was done there: ./run waymark move --give-up"
)
HALF_MOVED = (
    "A move of this database to PostgreSQL was begun and has not ended. End it with ./run waymark move --to, as it was "
    "begun, or give it up with ./run waymark move --give-up"
)
HALF_FILLED = (
    "A move into this database was begun and has not ended. End it with ./run waymark move --to, as it was begun and "
    "with the settings of then"
)


def assert_settled(engine: sa.Engine) -> None:
    """Raises WrongSchema while a database is being moved, or once it was moved elsewhere."""
    with engine.connect() as connection:
        row = connection.execute(sa.text("SELECT moving, moved_at FROM gate")).first()
    if row is None or row.moving is None:
        return
    if engine.dialect.name != "sqlite":
        raise WrongSchema(HALF_FILLED)
    raise WrongSchema(MOVED if row.moved_at else HALF_MOVED)
