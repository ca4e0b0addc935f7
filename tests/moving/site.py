"""A peopled site on SQLite, an empty PostgreSQL, and a mover that can be killed at any of its steps."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from flask import Flask

from casework.kernel import clock
from casework.kernel.database import Base, dispose
from casework.kernel.models import Event, EventRecord, Gate
from web.moving import commands
from web.settings import Settings

Rows = dict[str, list[tuple[Any, ...]]]


class Move:
    """What an operator does: stop Waymark, and move it."""

    def __init__(self, app: Flask, url: str) -> None:
        self.app = app
        self.settings: Settings = app.extensions["settings"]
        self.to = replace(self.settings, database_url=url)
        dispose(app)

    def run(self, step: commands.Step | None = None) -> list[str]:
        """To its end; what it said of itself on the way."""
        said: list[str] = []
        commands.carry(self.settings, self.to, at=clock.now(), step=step or (lambda what, _rows: said.append(what)))
        return said

    def killed_at(self, number: int) -> None:
        """In a process of its own, which is killed at its step of this number."""
        steps = iter(range(number))

        def step(_what: str, _rows: int) -> None:
            if next(steps, None) is None:
                os.kill(os.getpid(), signal.SIGKILL)

        self._dies(lambda: self.run(step))

    def killed_before_it_counts(self) -> None:
        """Killed when every row was found on both sides, and the new database does not know it yet."""

        def die(*_args: object) -> None:
            os.kill(os.getpid(), signal.SIGKILL)

        def go() -> None:
            setattr(commands, "_let_it_count", die)  # noqa: B010
            self.run()

        self._dies(go)

    def _dies(self, work: Callable[[], object]) -> None:
        child = os.fork()
        if not child:
            try:
                work()
            except BaseException:
                traceback.print_exc()
            os._exit(1)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status), "it was to be killed on the way"


def rows(app: Flask) -> Rows:
    """Every row as the product reads it, opened by the key ring: but what names the site, and the line of the move."""
    with app.app_context():
        from casework.kernel.database import db, reading

        with reading():
            found = {table.name: _read(db.session, table) for table in Base.metadata.sorted_tables}
    return found


def _read(session: Any, table: sa.Table) -> list[tuple[Any, ...]]:
    asked = sa.select(table)
    if table.name == Gate.__tablename__:
        asked = sa.select(table.c.id, table.c.site, table.c.anchored)
    if table.name in (Event.__tablename__, EventRecord.__tablename__):
        moved = sa.select(Event.seq).where(Event.record == "move")
        asked = asked.where(table.c.seq.not_in(moved))
    return sorted((tuple(row) for row in session.execute(asked)), key=repr)
