"""Where the pretend people live: a database file under WAYMARK_HOME/demo that is made, filled and thrown away whole."""

from __future__ import annotations

import datetime as dt
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from flask import current_app, g
from sqlalchemy import Engine, NullPool, create_engine

from casework.kernel.database import db, prepare, transaction
from web import schema
from web.settings import Settings


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


def engine() -> Engine:
    """The pretend people's own database. Nothing of it is loaded before it is first asked for."""
    found: Engine | None = current_app.extensions.get("pretend_engine")
    if found is None:
        # No pool: the file is thrown away whole and made again, by whichever process is asked to.
        found = create_engine(f"sqlite:///{_settings().pretend_path.resolve()}", poolclass=NullPool)
        prepare(found)
        current_app.extensions["pretend_engine"] = found
    return found


def exists() -> bool:
    """True while there are pretend people."""
    return _settings().pretend_path.exists()


def forbidden() -> bool:
    """True where a live text provider is configured: a demonstration never runs beside one."""
    return _settings().texts_configured


def make(*, now: dt.datetime) -> None:
    """Make the pretend people relative to `now` (UTC), in a draft that takes its place only when it is whole."""
    from web.demo import people

    if exists():
        return
    path = _settings().pretend_path
    draft = path.with_name(f"draft-{secrets.token_hex(4)}.db")
    schema.upgrade(f"sqlite:///{draft.resolve()}")
    filling = create_engine(f"sqlite:///{draft.resolve()}", poolclass=NullPool)
    prepare(filling)
    try:
        _fill(filling, people.fill, now)
        os.replace(draft, path)
    finally:
        g.pop("pretend", None)
        _remove(draft)


def _fill(filling: Engine, fill: Callable[..., None], now: dt.datetime) -> None:
    db.session.remove()
    g.pretend = filling
    with transaction():
        fill(now=now)
    db.session.remove()  # the last connection closes, so SQLite folds its log into the one file


def clear() -> None:
    """Throw the file away."""
    db.session.remove()
    g.pop("pretend", None)
    _remove(_settings().pretend_path)


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
