"""Putting a backup in the place of the database: opened, looked through, brought up, and erased again what was erased.

Nothing of the current database is touched before the other one is ready; it is then kept aside. What comes back is
closed: no text and no notice leaves until two administrators have released it (promises C.6, C.13, P18).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic.util import CommandError
from flask import Flask

from casework.kernel import anchor, audit, keyring, rotation
from casework.kernel.database import prepare
from casework.kernel.keyring import Keyring
from web import schema
from web.settings import Settings
from web.vault import bundle, copying, postgresql, sealing, sqlite
from web.vault.bundle import About, NoBackup

OTHER_SITE = (
    "This backup is of another site than the one that was used here. To start that site on this machine, "
    "set WAYMARK_HOME to an empty folder with that site’s key ring in it. Nothing was changed"
)
NO_RING = "The key ring {path} is missing. Put back the copy that is kept of it first: without it nothing can be read"


def read_box(settings: Settings, sealed: Path, key_file: Path, room: Path) -> tuple[About, dict[str, bytes]]:
    """Open a backup into `room`; the copy is then `room`/copy. Raises SealError or NoBackup."""
    room.mkdir(exist_ok=True, mode=0o700)
    sealing.unseal(sealed, room / "box", sealing.identities(key_file))
    about, ledgers = bundle.unpack(room / "box", room / "copy")
    (room / "box").unlink()
    if sealing.digest_of(room / "copy") != about.sha256:
        raise NoBackup("This backup does not hold what it says")
    if about.kind != copying.kind_of(settings):
        raise NoBackup(f"This backup is of a {about.kind} database. Set DATABASE_URL to one of that kind")
    return about, ledgers


def must_be_ours(settings: Settings, about: About) -> Keyring:
    """The ring by which to read it. Raises NoBackup where another site's trail, or no ring, is on this machine."""
    mark = anchor.newest(settings.anchor_path)
    if mark is not None and mark.seq > 0 and mark.site != about.site:
        raise NoBackup(OTHER_SITE)
    path = settings.home / "keys" / "keyring.json"
    if not path.exists():
        raise NoBackup(NO_RING.format(path=path))
    return keyring.load(path).with_retired()


@contextmanager
def ready(settings: Settings, about: About, ring: Keyring, room: Path) -> Iterator[str]:
    """The copy as a database of its own, at this version's schema and on this site's active key."""
    if settings.is_sqlite:
        url = f"sqlite:///{(room / 'copy').resolve()}"
        sqlite.check(room / "copy")
        _bring_up(url, ring)
        yield url
        return
    with postgresql.another(sa.make_url(settings.database_url)) as there:
        postgresql.load(there, room / "copy")
        url = there.render_as_string(hide_password=False)
        _bring_up(url, ring)
        postgresql.name_site(there, about.site, about.taken_at)
        yield url


def _bring_up(url: str, ring: Keyring) -> None:
    try:
        schema.upgrade(url, ring=ring)
    except CommandError as newer:
        raise NoBackup("This backup was made by another version of Waymark. Use that one") from newer
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    prepare(engine)
    with Flask("waymark").app_context():
        rotation.reseal(engine, ring)


def look_through(about: About) -> int | None:
    """Inside the restored database: the first event of its trail that was changed, or None.

    Raises NoBackup when the trail does not end where the backup says.
    """
    if copying.newest() != (about.seq, about.digest):
        raise NoBackup("This backup does not hold what it says")
    return audit.first_broken()


def keep_ledgers(settings: Settings, ledgers: dict[str, bytes]) -> None:
    """On a machine that has lost its small ledgers, those of the backup take their place; its own stay."""
    for name, content in ledgers.items():
        path = settings.anchor_path.with_name(f"{name}.log")
        if content and not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.touch(mode=0o600)
            path.write_bytes(content)


def put_in_place(settings: Settings, url: str, at: dt.datetime) -> str:
    """Put the restored database in the place of the current one; where that one is kept, or "" where there was none.

    Raises NoBackup while Waymark is running.
    """
    if settings.is_sqlite:
        new, current = copying.file_of(url), copying.file_of(settings.database_url)
        aside = current.with_name(f"{current.name}.before-{at:%Y%m%dT%H%M%SZ}")
        was = current.exists()
        sqlite.settle(new)
        sqlite.swap(new, current, aside)
        return str(aside) if was else ""
    aside_name = f"waymark_before_{at:%Y%m%dt%H%M%S}"
    postgresql.swap(sa.make_url(url), sa.make_url(settings.database_url), aside_name)
    return aside_name
