"""Copies of the embedded database: made while it is in use, and put in its place only when nobody uses it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from web.vault.bundle import NoBackup

IN_USE = "Waymark is still running on this database. Stop it first: nothing was changed"


def copy(database: Path, to: Path, at: str) -> None:
    """A copy by SQLite's own backup, whole although others write meanwhile; it knows from when (ISO, UTC) it is."""
    with closing(sqlite3.connect(to)) as new:
        to.chmod(0o600)
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as old:
            old.backup(new)
        new.execute("PRAGMA journal_mode=DELETE")
        with new:
            new.execute("UPDATE gate SET copied_at = ?", (at,))


def check(database: Path) -> None:
    """Raises NoBackup unless every page, index and reference of a copy is whole."""
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            said = connection.execute("PRAGMA integrity_check").fetchall()
            broken = connection.execute("PRAGMA foreign_key_check").fetchmany(1)
    except sqlite3.Error as wrong:
        raise NoBackup("The copy of the database cannot be read") from wrong
    if said != [("ok",)] or broken:
        raise NoBackup("The copy of the database is damaged")


def settle(database: Path) -> None:
    """Fold what was written into the one file, so that it can be moved."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode=DELETE")


def swap(new: Path, current: Path, aside: Path) -> None:
    """Put one database in the place of another, which is kept aside. Killed at any moment, one of the two is there.

    Raises NoBackup while any process has the current one open.
    """
    if not current.exists():
        os.replace(new, current)
        return
    with closing(sqlite3.connect(current, timeout=2, isolation_level=None)) as held:
        alone(held)
        os.link(current, aside)
        for suffix in ("-wal", "-shm"):  # only a database that could not be read still has them
            if Path(f"{current}{suffix}").exists():
                os.replace(f"{current}{suffix}", f"{aside}{suffix}")
        os.replace(new, current)
    _see_to_the_disk(current.parent)


def alone(connection: sqlite3.Connection) -> None:
    """Be the only user of a database, with its lock; of a damaged one without. Raises NoBackup while there is another.

    The mode of its log can be changed by its only user and by nobody else.
    """
    try:
        if connection.execute("PRAGMA journal_mode=DELETE").fetchone() != ("delete",):
            raise NoBackup(IN_USE)
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as busy:
        if busy.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise NoBackup(IN_USE) from busy
        return  # damaged: that is why another is put in its place
    except sqlite3.DatabaseError:
        return


def _see_to_the_disk(folder: Path) -> None:
    made = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(made)
    finally:
        os.close(made)
