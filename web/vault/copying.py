"""A copy of the database that was opened and looked through before anybody relies on it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from casework.kernel import audit
from casework.kernel.database import db, dispose, reading
from casework.kernel.models import Event, Gate
from web.app import create_app
from web.settings import Settings
from web.vault import postgresql, sqlite
from web.vault.bundle import About, NoBackup
from web.vault.sealing import digest_of

ROOM = 3
"""A backup needs so many times the size of the database free on the disk while it is made."""


@dataclass(frozen=True)
class Copied:
    """A copy that was opened, and the first event of its audit trail that was changed, or None."""

    about: About
    broken: int | None


def kind_of(settings: Settings) -> str:
    """Which kind of database this site has."""
    return "sqlite" if settings.is_sqlite else "postgresql"


def file_of(url: str) -> Path:
    """The file of an embedded database."""
    return Path(str(sa.make_url(url).database))


@contextmanager
def folder_in(place: Path, why: str) -> Iterator[Path]:
    """A folder that only its owner may look into, removed at the end; what a crash left of an older one goes first."""
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = Path(tempfile.mkdtemp(prefix=f".{why}-", dir=place))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@contextmanager
def opened(settings: Settings, url: str, anchor: Path | None = None, *, moving: bool = False) -> Iterator[Flask]:
    """Waymark on another database of this site, with this site's keys; `anchor` keeps its doings from the real one, and
    `moving` lets it open one that is being moved."""
    wanted = replace(settings, database_url=url)
    app = create_app(replace(wanted, anchor_file=str(anchor)) if anchor else wanted, pages=False, moving=moving)
    try:
        with app.app_context():
            yield app
    finally:
        dispose(app)


def take(settings: Settings, folder: Path, at: str) -> Copied:
    """Copy the database to `folder`/copy, open the copy and look through all of it. `at` is ISO, UTC.

    Raises NoBackup when it cannot be made, or is not whole.
    """
    copy, aside = folder / "copy", folder / "anchor.log"
    if settings.is_sqlite:
        _must_have_room(file_of(settings.database_url), folder)
        sqlite.copy(file_of(settings.database_url), copy, at)
        sqlite.check(copy)
        found = _look_through(settings, f"sqlite:///{copy.resolve()}", aside, at)
        sqlite.settle(copy)
    else:
        url = sa.make_url(settings.database_url)
        postgresql.dump(url, copy)
        with postgresql.another(url) as there:
            postgresql.load(there, copy)
            postgresql.name_site(there, _site(settings), at)
            found = _look_through(settings, there.render_as_string(hide_password=False), aside, at)
    return replace(found, about=replace(found.about, sha256=digest_of(copy)))


def _site(settings: Settings) -> str:
    engine = sa.create_engine(settings.database_url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        return str(connection.scalar(sa.select(Gate.site)))


def _look_through(settings: Settings, url: str, anchor: Path, at: str) -> Copied:
    with opened(settings, url, anchor), reading():
        seq, digest = newest()
        revision = str(db.session.scalar(sa.text("SELECT version_num FROM alembic_version")))
        site = str(db.session.scalar(sa.select(Gate.site)))
        about = About(site, kind_of(settings), at, revision, seq, digest, sha256="")
        return Copied(about, audit.first_broken())


def newest() -> tuple[int, str]:
    """How far the audit trail of the open database has come: the number of an event and its digest in hex."""
    row = db.session.execute(sa.select(Event.seq, Event.digest).order_by(Event.seq.desc()).limit(1)).first()
    return (row.seq, row.digest.hex()) if row else (0, "")


def _must_have_room(database: Path, folder: Path) -> None:
    if shutil.disk_usage(folder).free < ROOM * database.stat().st_size:
        raise NoBackup(f"There is too little room on the disk: a backup needs {ROOM} times the size of the database")
