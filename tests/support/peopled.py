"""The pretend people as if they were real: their database, copied, is the application's own."""

from __future__ import annotations

import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from flask import Flask, g
from sqlalchemy import select

from casework.accounts import services as accounts
from casework.accounts.models import Agency, Staff, StaffRole
from casework.accounts.rules import Role
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.columns import Encrypted
from casework.kernel.database import db, dispose, transaction
from casework.people.services.records import table_of
from tests.support.staff import PASSWORD
from web import schema
from web.app import create_app
from web.demo import place
from web.services.records import EVERY_ROOM

HEAD = 8
"""Bytes: so many of a longer piece are looked for first."""
CLAIMED = [table_of(model) for room in EVERY_ROOM for model in room.tables]


def path_of(app: Flask) -> Path:
    """The file of the application's own database."""
    found: str = app.extensions["settings"].database_url
    return Path(found.removeprefix("sqlite:///"))


@contextmanager
def peopled(settings_for: Callable[..., Any], folder: Path) -> Iterator[Flask]:
    """Waymark on an own database in which everybody of the demonstration lives, and somebody reads."""
    path = folder / "people.db"
    settings = settings_for(database_url=f"sqlite:///{path}")
    path.write_bytes(_migrated())
    app = create_app(settings)
    with app.app_context():
        place.make(now=clock.now())
    dispose(app)
    for suffix in ("-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    shutil.copyfile(settings.pretend_path, path)
    app = create_app(settings)
    with app.app_context():
        g.intent = "read"
        yield app
    dispose(app)


@cache
def _migrated() -> bytes:
    """A database with every table and no rows: migrated once for all that ask."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        schema.upgrade(f"sqlite:///{path}")
        return path.read_bytes()


def manager() -> Actor:
    """Morgan Pike, of the demonstration's agency."""
    rows = select(Staff).join(StaffRole).where(StaffRole.role == Role.MANAGER.value)
    return db.session.scalars(rows.order_by(Staff.id)).first().actor  # type: ignore[union-attr]


def second_manager() -> Actor:
    """Uma Reed, for what takes two."""
    with transaction():
        agency = db.session.get_one(Agency, manager().agency_id)
        made = accounts.add_staff(
            agency, name="Uma Reed", email="uma@example.org", password=PASSWORD, roles=[Role.MANAGER], at=clock.now()
        )
        return made.actor


def everything(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that holds a person, as it lies in the file, without versions."""
    with closing(sqlite3.connect(path)) as connection:
        return {table.name: connection.execute(_rows(table)).fetchall() for table in CLAIMED}


def _rows(table: sa.Table) -> str:
    shown = ", ".join(f'"{one.name}"' for one in table.columns if one.name != "version")
    return f'select {shown} from "{table.name}" order by {", ".join(one.name for one in table.primary_key)}'


def sealed(path: Path) -> set[bytes]:
    """Pieces of whatever is sealed or fingerprinted of anybody, as they lie in the file: of each value its beginning
    after what all have in common, and its end, since a long value goes on on other pages."""
    found: set[bytes] = set()
    with closing(sqlite3.connect(path)) as connection:
        for table in [*CLAIMED, db.metadata.tables["notice"]]:
            for column in table.columns:
                if isinstance(column.type, Encrypted | sa.LargeBinary):
                    rows = connection.execute(f'select "{column.name}" from "{table.name}"')
                    values = [value for (value,) in rows if value and len(value) >= 32]
                    found |= {value[4:32] for value in values} | {value[-28:] for value in values}
    return found


def left_in(folder: Path, canaries: set[bytes]) -> set[bytes]:
    """Which of these stand anywhere in a folder's files: gone through once, however many they are."""
    whole = b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())
    begins = defaultdict(list)
    for one in canaries:
        begins[one[:HEAD]].append(one)
    found = {one for one in canaries if len(one) < HEAD and one in whole}
    places = (at for at in range(len(whole) - HEAD + 1) if whole[at : at + HEAD] in begins)
    return found | {one for at in places for one in begins[whole[at : at + HEAD]] if whole.startswith(one, at)}
