"""Before anything is served: each thing that could be wrong is looked at, each look ends in time, and all that was
found is said at once (issue: start-up checks with a sentence for each failure)."""

from __future__ import annotations

import errno
import logging
import os
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from casework.accounts.models import Staff
from casework.accounts.rules import rings
from casework.kernel import clock, keyring
from casework.kernel.database import UnsafeDatabase, assert_safe, prepare
from casework.kernel.keyring import Keyring, KeyringError
from casework.kernel.models import Event
from web import logs, schema
from web.rules import starting as words
from web.settings import BadSetting, Settings, port_is_handed_over


class CannotStart(BadSetting):
    """Everything that stands in the way, a line for each."""


def started() -> Flask:
    """The application for the web server. Raises BadSetting with a line for everything that stands in the way."""
    from web.app import create_app

    settings = Settings.of_this_process()
    logging.getLogger(logs.OURS).setLevel(settings.log_level.upper())
    must_be_well(settings, serving=True)
    return create_app(settings)


def must_be_well(settings: Settings, *, serving: bool = False) -> None:
    """Raises CannotStart unless nothing stands in the way; with `serving` the port is looked at too."""
    if found := problems(settings, serving=serving):
        raise CannotStart("\n".join(found))


def problems(settings: Settings, *, serving: bool = False, limit: float = words.LIMIT) -> list[str]:
    """Everything that stands in the way of starting with these settings. No look takes longer than `limit` seconds."""
    looks: list[tuple[str, Callable[[], list[str]]]] = [
        (f"The folder {settings.home}", lambda: _home(settings.home)),
        ("The key ring", lambda: _ring(settings)),
        ("The database", lambda: _database(settings)),
    ]
    if serving and not port_is_handed_over():
        looks.insert(0, (f"The port {settings.port}", lambda: _port(settings.host, settings.port)))
    return [line for what, look in looks for line in _in_time(what, look, limit)]


def _in_time(what: str, look: Callable[[], list[str]], limit: float) -> list[str]:
    """What a look finds; that nothing answers, where it has not ended in time. It is left behind, and ends with us."""
    found: list[str] = [words.SLOW.format(what=what, limit=round(limit))]

    def run() -> None:
        found[:] = look()

    looking = threading.Thread(target=run, daemon=True)
    looking.start()
    looking.join(limit)
    return list(found)


def _home(home: Path) -> list[str]:
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        for place in (home, home / "keys"):
            place.mkdir(exist_ok=True, mode=0o700)
            with tempfile.TemporaryFile(dir=place) as file:
                file.write(b"Waymark")
                os.fsync(file.fileno())
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return [words.FULL.format(path=home)]
        return [words.HOME.format(path=home, why=_lowered(error.strerror or "it is not a folder"))]
    return []


def _lowered(why: str) -> str:
    return why[:1].lower() + why[1:]


def _port(host: str, port: int) -> list[str]:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, port))
        except (OSError, OverflowError) as error:
            known = {errno.EADDRINUSE: words.PORT, errno.EACCES: words.NOT_ALLOWED}
            said = known.get(getattr(error, "errno", None) or 0, words.NO_ADDRESS)
            return [said.format(host=host, port=port, why=getattr(error, "strerror", None) or error)]
    return []


def _ring(settings: Settings) -> list[str]:
    try:
        keyring.found(settings.keyring_path)
    except (KeyringError, OSError) as wrong:
        return [str(wrong)]
    return []


def _database(settings: Settings) -> list[str]:
    if settings.is_sqlite and not Path(str(sa.make_url(settings.database_url).database)).exists():
        return []  # a new site, which `./run waymark migrate` makes
    args: dict[str, Any] = {} if settings.is_sqlite else {"connect_timeout": 5}
    engine = sa.create_engine(settings.database_url, poolclass=sa.NullPool, connect_args=args)
    try:
        return list(_looked_at(engine, settings))
    except DatabaseError as wrong:
        return [_away(settings, wrong)]
    except SQLAlchemyError as wrong:
        return [words.AWAY.format(why=type(wrong).__name__)]
    finally:
        engine.dispose()


def _away(settings: Settings, wrong: DatabaseError) -> str:
    said = str(wrong.orig).strip().splitlines() or ["no reason was given"]
    if settings.is_sqlite and "not a database" in said[0]:
        return words.NO_DATABASE.format(path=sa.make_url(settings.database_url).database)
    return words.AWAY.format(why=said[-1])


def _looked_at(engine: sa.Engine, settings: Settings) -> Iterator[str]:
    if not settings.is_sqlite:
        with engine.connect() as connection:
            server = connection.dialect.server_version_info or (0,)
        if int(server[0]) < words.OLDEST_SERVER:
            yield words.OLD_SERVER.format(found=server[0])
    prepare(engine)
    for look in (schema.assert_current, assert_safe):
        try:
            look(engine)
        except (schema.WrongSchema, UnsafeDatabase) as wrong:
            yield str(wrong)
            if look is schema.assert_current:
                return  # of a database of another version nothing more can be asked
    try:
        schema.assert_settled(engine)
    except schema.WrongSchema as wrong:
        yield str(wrong)
    yield from _inside(engine, settings)


def _inside(engine: sa.Engine, settings: Settings) -> Iterator[str]:
    """What the rows themselves say: of the key that sealed them, and of the time."""
    ring = _or_none(settings.keyring_path)
    with engine.connect() as connection:
        sealed = sa.select(sa.type_coerce(Staff.email, sa.LargeBinary)).order_by(Staff.id).limit(20)
        accounts = [bytes(one) for one in connection.scalars(sealed)]
        newest = connection.scalar(sa.select(Event.at).order_by(Event.seq.desc()).limit(1))
        servers = None if settings.is_sqlite else connection.scalar(sa.text("SELECT clock_timestamp()"))
    if accounts and not settings.keyring_path.exists():
        yield rings.MISSING.format(path=settings.keyring_path)
    elif settings.begun_elsewhere and not settings.keyring_path.exists():
        yield rings.ELSEWHERE.format(path=settings.keyring_path, anchor=settings.begun_elsewhere)
    elif accounts and ring is not None and not any(_opens(ring, one) for one in accounts):
        yield rings.OTHER.format(path=settings.keyring_path)
    yield from words.clock_line(clock.now(), newest, servers)


def _or_none(path: Path) -> Keyring | None:
    """The ring where it can be read; what is wrong with it is said once already."""
    try:
        return keyring.found(path)
    except (KeyringError, OSError):
        return None


def _opens(ring: Keyring, sealed: bytes) -> bool:
    kind: Any = Staff.__table__.c.email.type
    try:
        return bool(ring.open(sealed, kind.place))
    except KeyringError:
        return False


def when_not(settings: Settings, wrong: Exception) -> str:
    """What to say where something did not start: everything that a look finds, else what was raised."""
    found = problems(settings)
    return "\n".join(found) if str(wrong) in found else "\n".join([str(wrong), *found])
