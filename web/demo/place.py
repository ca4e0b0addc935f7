"""Where the pretend people live: a database file under WAYMARK_HOME/demo that is made, filled and thrown away whole."""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import current_app, g
from sqlalchemy import Engine, NullPool, create_engine

from casework.kernel.database import db, prepare, transaction
from casework.kernel.refused import Refused
from web import schema
from web.settings import Settings

ROOT = Path(__file__).parent.parent.parent
MAKER = (sys.executable, "-m", "web.demo.maker")
PATIENCE = 100
"""Seconds after which the making has failed; it takes about five."""
FAILED = "The pretend people could not be made. Try again, or ask whoever runs this machine to look at its log"


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


def see_to(*, now: dt.datetime) -> None:
    """Have the pretend people made relative to `now` (UTC) by a process of its own, unless they are there.

    Whoever asks meanwhile waits and finds them made. Raises Refused where the making failed; nothing is left of it.
    """
    db.session.remove()  # nothing is held meanwhile
    with _alone():
        if not exists():
            for left in _settings().pretend_path.parent.glob("draft-*"):  # of a making that was ended
                left.unlink(missing_ok=True)
            _apart(now)


@contextmanager
def _alone() -> Iterator[None]:
    """One at a time among all threads and processes of this machine; the kernel lets go of it whatever happens."""
    folder = _settings().pretend_path.parent
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / "making").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _apart(now: dt.datetime) -> None:
    asked, given = [*MAKER, now.isoformat()], _settings().for_another_process()
    # Its standard input ends with us: it would not go on alone.
    with subprocess.Popen(asked, cwd=ROOT, env=given, stdin=subprocess.PIPE) as maker:  # noqa: S603 (our own module)
        try:
            maker.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            maker.kill()
    if not exists():
        raise Refused(FAILED)


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
