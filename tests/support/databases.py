"""Databases for tests: each kind is migrated once, then copied for every test, so that none sees another's rows."""

from __future__ import annotations

import os
import secrets
import shutil
import zlib
from contextlib import ExitStack
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from tests.support import postgres

ROOT = Path(__file__).resolve().parents[2]
KINDS = ("sqlite", "postgresql")
EVERY = os.environ.get("EVERY_DATABASE") == "1"
DIFFER = (
    "tests/harness",
    "tests/kernel",
    "tests/kills",
    "tests/laws",
    "tests/vault",
    *("races", "bursts", "kill", "queries", "scale", "instant", "histories", "changes", "batch", "tries", "rates"),
    *("poison", "restored", "clock_trouble", "eras", "migrat", "holding", "finding", "lists", "audit", "backup"),
)
"""Tests of what the two databases do each in their own way: locks, races, crashes, sums and searches."""


def chosen(test: str) -> list[str]:
    """On which databases a test runs that did not say: always on SQLite, and on PostgreSQL where they may differ.

    Of the others, every fifth is run on PostgreSQL as well, always the same ones: twenty minutes do not hold more.
    EVERY_DATABASE=1 runs all of them on both (decision 0051).
    """
    if EVERY or any(name in test for name in DIFFER) or zlib.crc32(test.encode()) % 5 == 0:
        return list(KINDS)
    return ["sqlite"]


def alembic(url: str) -> Config:
    """The project's migrations, pointed at one database."""
    config = Config(ROOT / "migrations" / "alembic.ini")
    config.attributes["url"] = url
    return config


class Databases:
    """Makes databases; the PostgreSQL server starts with the first one asked for."""

    def __init__(self, *options: str, in_memory: bool = True) -> None:
        self.options, self.in_memory = options, in_memory
        self.stack = ExitStack()
        self.folder = postgres.scratch("sqlite", in_memory=in_memory)
        self.stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
        self.models: dict[str, str] = {}
        self._server = ""
        self._desk: sa.Engine | None = None

    def migrated(self, kind: str) -> str:
        """The address of a new database that has every table and no rows."""
        if kind not in self.models:
            self.models[kind] = self.empty(kind)
            command.upgrade(alembic(self.models[kind]), "head")
        return self._copy(kind)

    def empty(self, kind: str) -> str:
        """The address of a new database with nothing in it."""
        name = f"t{secrets.token_hex(6)}"
        if kind == "sqlite":
            return f"sqlite:///{self.folder / name}.db"
        self._say(f"create database {name}")
        return self._named(name)

    def drop(self, url: str) -> None:
        """Remove a database that a test has finished with."""
        place = sa.make_url(url)
        if place.get_backend_name() == "postgresql":
            self._say(f"drop database {place.database} with (force)")
        else:
            for file in self.folder.glob(f"{Path(place.database or '').name}*"):
                file.unlink()

    def _copy(self, kind: str) -> str:
        model = self.models[kind]
        if kind == "postgresql":
            name = f"t{secrets.token_hex(6)}"
            self._say(f"create database {name} template {sa.make_url(model).database} strategy wal_log")
            return self._named(name)
        url = self.empty(kind)
        shutil.copyfile(str(sa.make_url(model).database), str(sa.make_url(url).database))
        return url

    def _named(self, name: str) -> str:
        return self.server().replace("/postgres?", f"/{name}?")

    def server(self) -> str:
        """The address of the throw-away server."""
        self._server = self._server or self.stack.enter_context(
            postgres.server(*self.options, in_memory=self.in_memory)
        )
        return self._server

    def _say(self, statement: str) -> None:
        if self._desk is None:
            self._desk = sa.create_engine(self.server(), isolation_level="AUTOCOMMIT", pool_pre_ping=True)
            self.stack.callback(self._desk.dispose)
        with self._desk.connect() as connection:
            connection.execute(sa.text(statement))
