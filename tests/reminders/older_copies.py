"""An older copy of the database put back, on the same machine or on another, and a provider that remembers."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask, g

from casework.kernel import clock
from casework.kernel.database import db, dispose
from reminders.rules.answers import Answer, Heard
from reminders.rules.evidence import Listed
from web.app import create_app

SAME, BARE, FRESH = "the same machine", "a machine without an anchor", "a newly installed machine"


class Provider:
    """What stands outside and remembers, whichever copy of the database speaks to it."""

    name = "twilio"

    def __init__(self) -> None:
        self.had: list[tuple[str, dt.datetime]] = []
        self.answer = Heard.ACCEPTED
        self.can_be_read = False

    def hand_over(self, message: Any) -> Answer:
        self.had.append((message.token, clock.now()))
        return Answer(self.answer, f"SM{len(self.had):032d}" if self.answer is Heard.ACCEPTED else "")

    def listed(self, number: str, since: dt.datetime) -> list[Listed] | None:
        if not self.can_be_read:
            return None  # then a person decides
        return [Listed(f"SM{n:032d}", "delivered", at) for n, (_, at) in enumerate(self.had, 1) if at >= since]

    def their_clock(self) -> dt.datetime | None:
        return clock.now()


def file_of(app: Flask) -> Path:
    return Path(str(sa.make_url(app.config["SQLALCHEMY_DATABASE_URI"]).database))


def copied(app: Flask, to: Path) -> None:
    db.session.rollback()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copyfile(file_of(app), to)


def put_back(app: Flask, copy: Path) -> None:
    dispose(app)
    for file in file_of(app).parent.glob(f"{file_of(app).name}*"):
        file.unlink()
    shutil.copyfile(copy, file_of(app))


@contextmanager
def machine(
    kind: str, app: Flask, copy: Path, settings_for: Callable[..., Any], folder: Path, all_databases: Any
) -> Iterator[Flask]:
    """Where the copy was put back, running."""
    if kind == SAME:
        put_back(app, copy)
        yield app
        return
    there = folder / "there.db"
    settings = settings_for(waymark_home=str(folder / "there"), database_url=f"sqlite:///{there}")
    shutil.copytree(app.extensions["settings"].home / "keys", folder / "there" / "keys")
    for name in ("anchor.log", "optout.log"):
        (folder / "there" / "keys" / name).unlink(missing_ok=True)
    if kind == FRESH:
        shutil.copyfile(str(sa.make_url(all_databases.migrated("sqlite")).database), there)
        with closing(sqlite3.connect(there)) as connection, connection:
            connection.execute("UPDATE gate SET site = 'fresh'")  # each site is named when it is migrated
        dispose(create_app(settings, pages=False))
        for file in folder.glob("there.db*"):
            file.unlink()
    shutil.copyfile(copy, there)
    other = create_app(settings, pages=False)
    with other.app_context():
        g.intent = "read"
        yield other
    dispose(other)
