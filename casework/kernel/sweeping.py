"""Cleaning the database's file after an erasure, so that no page of it, nor its log, still holds what was deleted.

SQLite overwrites what is deleted (`secure_delete`), but older images of a page stand in the write-ahead log until that
is emptied, and free pages stay in the file until it is written anew. PostgreSQL hides deleted rows and reuses their
room after VACUUM. A note beside the anchor says that it is still to be done, so that a crash or a busy moment only
puts it off to the worker's next waking.
"""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path

from flask import current_app, g
from sqlalchemy.exc import DBAPIError

from casework.kernel.database import db

log = logging.getLogger("waymark.sweeping")


def owed() -> bool:
    """Whether something was erased and the file not cleaned since."""
    return _note().is_file()


def owe() -> None:
    """Say before an erasure is committed that the file is to be cleaned. Of pretend people nothing is kept."""
    if g.get("pretend") is None:
        _note().touch(mode=0o600)


def sweep() -> bool:
    """Clean the file now, outside any transaction; False where that has to wait for others to be ready."""
    if g.get("pretend") is not None:
        return True
    db.session.rollback()
    try:
        _clean()
    except (DBAPIError, sqlite3.Error, OSError) as error:
        log.warning("The database is to be cleaned after an erasure and is busy: %s", type(error).__name__)
        return False
    _note().unlink(missing_ok=True)
    return True


def _clean() -> None:
    if db.engine.dialect.name == "sqlite":
        _clean_sqlite()
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM")


def _clean_sqlite() -> None:
    """Written anew without its free pages; then the log emptied into it and cut to nothing."""
    raw = db.engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute("PRAGMA query_only=0")
        cursor.execute("VACUUM")
        busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        cursor.close()
    finally:
        raw.close()
    if busy:
        raise OSError("the log is still being read")


def _note() -> Path:
    path: Path = current_app.extensions["anchor"].path
    return path.with_name("sweep.due")
