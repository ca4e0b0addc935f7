"""Copies of a PostgreSQL database by its own tools, opened in a database made for that and nothing else."""

from __future__ import annotations

import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import URL, NullPool, text

from web.vault.bundle import NoBackup

IN_USE = "Waymark is still running on this database. Stop it first: nothing was changed"
DESK = "postgres"
"""The database from which others are made and renamed."""
_SAID_TO_TOOLS = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "host": "PGHOST", "port": "PGPORT"}


def dump(url: URL, to: Path) -> None:
    """A copy in pg_dump's own format, of one moment although others write meanwhile.

    The one row that names the site is left out: a database put back by hand from such a copy lets nothing leave.
    """
    options = ["--format=custom", "--no-owner", "--no-privileges", "--exclude-table-data=gate", f"--file={to}"]
    _run("pg_dump", url, *options)
    to.chmod(0o600)


def load(url: URL, copy: Path) -> None:
    """Fill an empty database from a copy, all of it or nothing. Raises NoBackup when it cannot be read."""
    name = str(url.database)
    _run("pg_restore", url, "--no-owner", "--no-privileges", "--single-transaction", f"--dbname={name}", str(copy))


def name_site(url: URL, site: str, at: str) -> None:
    """Give the copy its name back, and the mark that it is one: from it nothing leaves (`at` is ISO, UTC)."""
    with _desk(url) as connection:
        connection.execute(text("DELETE FROM gate"))
        connection.execute(
            text("INSERT INTO gate (id, site, copied_at) VALUES (1, :site, CAST(:at AS timestamptz))"),
            {"site": site, "at": at},
        )


@contextmanager
def another(url: URL) -> Iterator[URL]:
    """A new empty database on the same server, dropped at the end unless it has taken another name meanwhile."""
    name = f"waymark_{secrets.token_hex(6)}"
    with _desk(url.set(database=DESK)) as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"))
    try:
        yield url.set(database=name)
    finally:
        with _desk(url.set(database=DESK)) as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


def swap(new: URL, current: URL, aside: str) -> None:
    """Give one database the name of another, which is kept under a third: both at once or neither.

    Raises NoBackup while anybody is connected to the current one.
    """
    engine = sa.create_engine(new.set(database=DESK), poolclass=NullPool)
    try:
        with engine.begin() as connection:
            connection.execute(text(f'ALTER DATABASE "{current.database}" RENAME TO "{aside}"'))
            connection.execute(text(f'ALTER DATABASE "{new.database}" RENAME TO "{current.database}"'))
    except sa.exc.OperationalError as busy:
        raise NoBackup(IN_USE) from busy


@contextmanager
def _desk(url: URL) -> Iterator[sa.Connection]:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    try:
        with engine.connect() as connection:
            yield connection
    except sa.exc.ProgrammingError as refused:
        raise NoBackup(
            "The user of DATABASE_URL may not make databases: backups and restores need CREATEDB"
        ) from refused


def _run(tool: str, url: URL, *options: str) -> None:
    """Run one of PostgreSQL's tools; the password is in its environment, where no other user can read it."""
    command = [str(_tool(tool)), *options]
    done = subprocess.run(command, env=_told(url), capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        raise NoBackup(f"{tool} could not do its work (exit {done.returncode}). Nothing was changed")


def _tool(name: str) -> Path:
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = versions[-1] if versions else shutil.which(name)
    if found is None:
        raise NoBackup(f"{name} is missing on this machine. Install PostgreSQL’s client programs")
    return Path(found)


def _told(url: URL) -> dict[str, str]:
    said: dict[str, object] = {"PGHOST": url.host, "PGPORT": url.port, "PGUSER": url.username}
    said |= {"PGPASSWORD": url.password, "PGDATABASE": url.database}
    said |= {to: url.query[name] for name, to in _SAID_TO_TOOLS.items() if name in url.query}
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **{name: str(value) for name, value in said.items() if value}}
