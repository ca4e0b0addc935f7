"""Going round Waymark as each pretend colleague: every page that links lead to, and every form on them.

The pretend people live in one file, so whatever a post changed is put back by laying the first copy over it.
"""

from __future__ import annotations

import contextvars
import secrets
import shutil
import sqlite3
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask, g
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

from casework.accounts import services as accounts
from casework.accounts.rules import Role
from casework.kernel import clock
from casework.kernel.database import Base, dispose, prepare, transaction
from tests.support.application import remember_statements, remember_templates
from tests.support.databases import Databases
from tests.support.seen_forms import LINK, Form, forms, tokens
from web import cookies
from web.app import create_app
from web.settings import Settings

GROW = {"event", "event_record", "sign_in", "form_key", "staff_session"}
"""What a look, a refusal or a second visit may add to."""


class Visitor(FlaskClient):
    """A browser that judges no page (the crawl judges each) and shows a fault of ours as it was raised."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.environ_base["waymark.raise"] = "yes"

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        kwargs.setdefault("buffered", True)
        answer: TestResponse = contextvars.Context().run(super().open, *args, **kwargs)
        return answer


def _watching(table: sa.Table) -> Iterator[str]:
    differs = " or ".join(f'old."{column.name}" is not new."{column.name}"' for column in table.columns)
    for act, when in (("insert", ""), ("delete", ""), ("update", f"when {differs}")):
        note = f"insert or ignore into touched values ('{table.name}')"
        yield f'create trigger "touched_{act}_{table.name}" after {act} on "{table.name}" {when} begin {note}; end'


def _no_waiting_for_the_disk(dbapi: Any, _record: Any) -> None:
    dbapi.execute("PRAGMA synchronous=0")


@contextmanager
def service(made: Databases, home: Path, templates: Path) -> Iterator[Flask]:
    """Waymark for all the tests of one file, since the pretend people take seconds to make."""
    url = made.migrated("sqlite")
    settings = Settings.from_environment({"WAYMARK_HOME": str(home), "DATABASE_URL": url})
    app = create_app(replace(settings, testing=True))
    app.extensions["pretend_engine"] = pooled = sa.create_engine(app.extensions["pretend_engine"].url)
    prepare(pooled)  # here nobody throws the file away, so its connections may stay open
    remember_templates(app, templates)
    remember_statements(app)
    yield app
    pooled.dispose()
    dispose(app)
    made.drop(url)


class Rounds:
    """The pretend people's service, a colleague of each role signed in, and the way back to how it all was."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._reading: sqlite3.Connection | None = None
        self.file: Path = app.extensions["settings"].pretend_path
        self.kept = self.file.with_suffix(".kept")
        start = self.visitor()
        assert start.post("/demo", data=tokens(start.get("/").text)).status_code == 303
        sa.event.listen(self.engine, "connect", _no_waiting_for_the_disk)
        self.clients = {role: self._colleague(role) for role in Role}
        self._watch_every_table()
        self.keep()

    @property
    def engine(self) -> sa.Engine:
        found: sa.Engine = self.app.extensions["pretend_engine"]
        return found

    def visitor(self) -> Visitor:
        """Somebody who has not signed in."""
        return Visitor(self.app, self.app.response_class)

    def stranger(self, *roles: Role) -> Visitor:
        """A colleague of these roles in another agency, whose service is set up beside the first."""
        key = contextvars.Context().run(self._another_agency, roles)
        visitor = self.visitor()
        visitor.set_cookie(cookies.COOKIE, cookies.PRETEND + key, secure=True, domain="localhost")
        return visitor

    def _another_agency(self, roles: tuple[Role, ...]) -> str:
        with self.app.app_context():
            g.pretend = self.engine
            with transaction():
                now = clock.now()
                agency = accounts.add_agency("Harbour", at=now)
                agency.set_up_at = now
                email, password = "nia@harbour.example.org", secrets.token_urlsafe()
                staff = accounts.add_staff(agency, name="Nia Fox", email=email, password=password, roles=roles, at=now)
                return accounts.open_session(staff, at=now)

    def _colleague(self, role: Role) -> Visitor:
        client = self.visitor()
        answer = client.post(f"/demo/as/{role.value}", data=tokens(client.get("/").text))
        assert answer.status_code == 303
        return client

    def keep(self) -> None:
        """How everything is now is how it was at the start."""
        self.put_away()
        shutil.copyfile(self.file, self.kept)

    def put_away(self) -> None:
        """Close every connection, so that all that was written stands in the one file."""
        self._stop_reading()
        with self.engine.connect() as connection:
            connection.exec_driver_sql("rollback")
            connection.exec_driver_sql("delete from touched")
            connection.commit()
        self.engine.dispose()
        with closing(sqlite3.connect(self.file)) as connection:
            connection.execute("pragma wal_checkpoint(truncate)")

    def _watch_every_table(self) -> None:
        """Whatever a refusal may not touch notes in a table of ours that it was written to."""
        with closing(sqlite3.connect(self.file)) as connection:
            connection.execute("create table touched (name text primary key)")
            for table in Base.metadata.sorted_tables:
                if table.name not in GROW:
                    for script in _watching(table):
                        connection.execute(script)
            connection.commit()

    def put_back(self) -> None:
        """Everything as it was at the start."""
        self._stop_reading()
        self.engine.dispose()
        for suffix in ("-wal", "-shm"):
            Path(f"{self.file}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(self.kept, self.file)

    def changed(self) -> set[str]:
        """The tables that were written to since the start, but for those that a look may add to."""
        return {name for (name,) in self._read("select name from touched")}

    def said(self) -> set[str]:
        """The acts that the trail has had since the start."""
        with closing(sqlite3.connect(self.kept)) as kept:
            (last,) = kept.execute("select coalesce(max(seq), 0) from event").fetchone()
        return {act for (act,) in self._read(f"select act from event where seq > {last}")}

    def _read(self, asked: str) -> list[tuple[str]]:
        """One connection serves until the file is laid over: opening it reads every trigger again."""
        self._reading = self._reading or sqlite3.connect(self.file)
        return self._reading.execute(asked).fetchall()

    def _stop_reading(self) -> None:
        if self._reading is not None:
            self._reading.close()
            self._reading = None

    def endpoint(self, address: str, method: str = "GET") -> str:
        """The view that answers, or "" for none."""
        try:
            name, _ = self.app.url_map.bind("127.0.0.1").match(address.split("?")[0], method=method)
        except (HTTPException, RequestRedirect):
            return ""
        return str(name)

    def pages(self, role: Role, each: int) -> Iterator[tuple[str, TestResponse]]:
        """Every page this colleague reaches by links; of each kind (view and headings) no more than `each`."""
        client, waiting, seen = self.clients[role], deque(["/"]), {"/"}
        kinds: dict[str, int] = {}
        while waiting:
            address = waiting.popleft()
            kind = f"{self.endpoint(address)}{'?' in address}"
            kinds[kind] = kinds.get(kind, 0) + 1
            if kinds[kind] > each:
                continue
            answer = client.get(address)
            while answer.status_code in {302, 303}:
                address = answer.headers["Location"]
                answer = client.get(address)
            yield address, answer
            for link in LINK.findall(answer.text) if answer.mimetype == "text/html" else []:
                target = link.replace("&amp;", "&")
                if target not in seen and not target.startswith("/static/"):
                    seen.add(target)
                    waiting.append(target)


@dataclass
class Met:
    """What colleagues of some roles meet: each kind of form with the first who meets it, an address for each view."""

    forms: list[tuple[Role, Form]] = field(default_factory=list)
    addresses: dict[str, str] = field(default_factory=dict)


def met(rounds: Rounds, roles: Iterable[Role], each: int) -> Met:
    """Go round as each of these roles, reading no more than so many pages of one kind."""
    found, kinds = Met(), set[tuple[str, frozenset[str]]]()
    for role in roles:
        for address, answer in rounds.pages(role, each):
            found.addresses.setdefault(f"{rounds.endpoint(address)}{'?' in address}", address)
            for form in forms(address, answer.text) if answer.mimetype == "text/html" else []:
                kind = (rounds.endpoint(form.action, "POST"), form.names)
                if form.method == "post" and kind not in kinds:
                    kinds.add(kind)
                    found.forms.append((role, form))
                    found.addresses.setdefault(f"{kind[0]}{'?' in form.action}", form.action)
    return found
