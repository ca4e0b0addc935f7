"""The embedded database that is moved: marked so that Waymark does not start on it, held still, and read in order."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from web.vault.bundle import NoBackup
from web.vault.sqlite import alone

AT_ONCE = 2_000
"""So many rows are in memory at a time, however large the site."""
NOT_A_DATABASE = "The database {path} cannot be read. Put back a backup first, then move that"
LEFT_ALONE = "No move was begun or ended here: there is nothing to give up"


class NoMove(RuntimeError):
    """Why a site cannot be moved, and what to do about it."""


@dataclass(frozen=True)
class Marked:
    """The one row that names a site, as it stands here; `moved_at` is set once every row was found on the other side.

    Moments are as SQLite keeps them: text, in UTC.
    """

    site: str
    anchored: int
    copied_at: str | None
    moving: str | None
    moved_at: str | None


def must_be_alone(path: Path) -> None:
    """Raises NoMove while anybody else has the database open."""
    with closing(sqlite3.connect(path, timeout=2, isolation_level=None)) as held:
        _by_itself(held, path)
        held.execute("ROLLBACK")


def claim(path: Path) -> Marked:
    """Mark the database as one that is moved, while nobody else has it open. Raises NoMove while somebody has.

    From here on Waymark does not start on it until the move has ended or was given up, however this process ends.
    """
    with closing(sqlite3.connect(path, timeout=2, isolation_level=None)) as held:
        _by_itself(held, path)
        held.execute("UPDATE gate SET moving = coalesce(moving, ?)", (secrets.token_hex(16),))
        held.execute("COMMIT")
        return marked(held)


def give_up(path: Path, at: str) -> None:
    """Let Waymark start on the embedded database again. Where every row had been moved already, nothing leaves from it
    until two administrators have released it: the other one may have been used (`at` is ISO, UTC)."""
    with closing(sqlite3.connect(path, timeout=2, isolation_level=None)) as held:
        _by_itself(held, path)
        here = marked(held)
        if here.moving is None:
            raise NoMove(LEFT_ALONE)
        copied = here.copied_at or (at if here.moved_at else None)
        held.execute("UPDATE gate SET moving = NULL, moved_at = NULL, copied_at = ?", (copied,))
        held.execute("COMMIT")


def _by_itself(held: sqlite3.Connection, path: Path) -> None:
    """The only user of the database, with its lock. Raises NoMove."""
    try:
        alone(held)
    except NoBackup as in_use:
        raise NoMove(str(in_use)) from in_use
    if not held.in_transaction:
        raise NoMove(NOT_A_DATABASE.format(path=path))


@contextmanager
def still(path: Path) -> Iterator[sqlite3.Connection]:
    """Nobody can write while this lasts; reading goes on, for the statuses to be worked out."""
    with closing(sqlite3.connect(path, timeout=2, isolation_level=None)) as held:
        held.execute("PRAGMA journal_mode=WAL")
        held.execute("BEGIN IMMEDIATE")
        yield held


def marked(held: sqlite3.Connection) -> Marked:
    """The row that names the site."""
    return Marked(*held.execute("SELECT site, anchored, copied_at, moving, moved_at FROM gate").fetchone())


def ended(held: sqlite3.Connection, at: str) -> None:
    """Every row was found on the other side: from here on the other one counts (`at` is ISO, UTC)."""
    held.execute("UPDATE gate SET moved_at = coalesce(moved_at, ?)", (at,))
    held.execute("COMMIT")


def tables(held: sqlite3.Connection) -> set[str]:
    """Every table there is, but those that SQLite and the migrations keep for themselves."""
    rows = held.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    )
    return {name for (name,) in rows} - {"alembic_version"}


def count(held: sqlite3.Connection, table: str) -> int:
    """How many rows a table has."""
    (found,) = held.execute(str(sa.select(sa.func.count()).select_from(sa.table(table)))).fetchone()
    return int(found)
