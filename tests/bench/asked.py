"""One page asked for as a signed-in member of staff does, and beside it a bare Flask page that asks the driver the same
questions with the same values and answers with the same bytes."""

from __future__ import annotations

import contextvars
import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from casework.kernel.database import db
from tests.support.seen_forms import tokens
from web import rubbish
from web.cookies import COOKIE


@dataclass(frozen=True)
class Wanted:
    """One page: what it is called in the table, who asks for it and where; with `typed` it is a search."""

    name: str
    role: str
    path: str
    typed: tuple[str, ...] = ()


@dataclass
class Seen:
    """What one page took each time: milliseconds by the clock and by the processor, and those of the bare page; the
    most that it asked, and the bytes it had."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    queries: int = 0
    size: int = 0

    @property
    def middle(self) -> float:
        """The median of the server's time, in milliseconds."""
        return median(self.wall)

    @property
    def p95(self) -> float:
        """The slowest but one in twenty."""
        return sorted(self.wall)[int(len(self.wall) * 0.95)]


class Asker:
    """One site and one session on it, asked again and again."""

    def __init__(self, app: Flask, key: str) -> None:
        self.app = app
        self.client = FlaskClient(app, app.response_class)
        self.client.set_cookie(COOKIE, key, secure=True, domain="localhost")
        self.token: dict[str, str] = {}
        with app.app_context():
            self.engine = db.engine

    def ask(self, wanted: Wanted, seen: Seen, nth: int = 0) -> None:
        """Once, and the bare page right after it."""
        if wanted.typed and not self.token:
            self.token = contextvars.Context().run(lambda: tokens(self.client.get(wanted.path).text))
        term = wanted.typed[nth % len(wanted.typed)] if wanted.typed else ""
        form = self.token | {"term": term} if wanted.typed else None
        page, asked, spent = contextvars.Context().run(self._page, wanted.path, form)
        seen.wall.append(spent[0])
        seen.cpu.append(spent[1])
        seen.queries, seen.size = max(seen.queries, len(asked)), max(seen.size, len(page))
        seen.bare.append(self._bare(page, asked))

    def _page(self, path: str, form: dict[str, str] | None) -> tuple[bytes, list[Any], tuple[float, float]]:
        asked: list[tuple[str, Any]] = []
        with _noted(self.engine, asked):
            began, spent = time.perf_counter(), time.process_time()
            answer = self.client.post(path, data=form) if form else self.client.get(path)
            took = (time.perf_counter() - began) * 1000, (time.process_time() - spent) * 1000
        assert answer.status_code == 200, (path, answer.status_code)
        assert b"There is a problem" not in answer.data, path
        return answer.data, asked, took

    def _bare(self, page: bytes, asked: list[tuple[str, Any]]) -> float:
        """Milliseconds of a Flask page that does nothing but ask the same of the driver and answer with the same."""
        bare, connection = Flask("bare"), self.engine.raw_connection()

        @bare.get("/")
        def answer() -> bytes:
            cursor = connection.cursor()
            for statement, parameters in asked:
                cursor.execute(statement, parameters)
                cursor.fetchall()
            connection.rollback()
            return page

        client = bare.test_client()
        took = _milliseconds(lambda: client.get("/"))
        connection.close()
        return took


@contextmanager
def as_served() -> Iterator[None]:
    """While a page is being made, rubbish is looked for as seldom as in the server (web/rubbish.py)."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    rubbish.begin()
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def in_turns(askers: list[Asker], wanted: Wanted, *, looks: int, before: int) -> list[Seen]:
    """The same page of each site in turn, so that whatever else the machine does falls on all alike."""
    seen = [Seen() for _ in askers]
    for nth in range(-before, looks):
        for asker, one in zip(askers, seen if nth >= 0 else [Seen() for _ in askers], strict=True):
            asker.ask(wanted, one, nth)
    return seen


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    contextvars.Context().run(work)
    return (time.perf_counter() - began) * 1000


@contextmanager
def _noted(engine: sa.Engine, asked: list[tuple[str, Any]]) -> Iterator[None]:
    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_more: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            asked.append((statement, parameters))

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
