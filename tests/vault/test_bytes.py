"""Whoever holds the disk, a backup or a copy reads no name, number or note (promises P29).

A row in every table, and a word of its own in every sealed column; then every byte of everything that is written.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from casework.accounts.services import email_index
from casework.kernel.columns import Encrypted, Instant, blind_index
from casework.kernel.database import Base, db, transaction
from tests.kills import filling
from tests.vault.site import Site
from web.vault import bundle, sealing

MARK = secrets.token_hex(6)
BORN = dt.date(1931, 7, 19)


def word(place: str) -> str:
    return f"Zoë-{MARK}-{place}"


def plant() -> int:
    """A row in every table, sealed as the product seals; how many sealed columns have a word of their own."""
    kept: dict[str, int] = {}
    for table in Base.metadata.sorted_tables:
        if table.name not in filling.ALONE:
            row = {column.name: _value(column, kept) for column in table.columns}
            db.session.execute(
                sa.insert(table).values({name: value for name, value in row.items() if value is not None})
            )
            kept[table.name] = next(row[column.name] for column in table.primary_key)
    return len(list(_sealed()))


def _sealed() -> Iterator[tuple[sa.Table, sa.Column[Any]]]:
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Encrypted):
                yield table, column


def _value(column: sa.Column[Any], kept: dict[str, int]) -> Any:
    kind = column.type
    if f"{column.table.name}.{column.name}" == "staff.email_index":
        return email_index(word("staff.email"))
    if isinstance(kind, Instant):
        return filling.NOW
    if not isinstance(kind, Encrypted):
        return filling._value(column, kept)
    plain = word(kind.place)
    return {str: plain, bytes: plain.encode(), dt.date: BORN}[kind.kind]


def everything_opens() -> int:
    """How many sealed columns give their word back to whoever has the key: the scan looks for what is really there."""
    found = 0
    for table, column in _sealed():
        said = db.session.scalars(sa.select(column).select_from(table)).all()
        mine = word(f"{table.name}.{column.name}")
        found += any(one in (mine, mine.encode(), BORN) for one in said)
    return found


def change_and_remove() -> None:
    """What is overwritten and what is deleted leaves its old bytes behind, if anything does."""
    text = Base.metadata.tables["text"]
    with transaction():
        db.session.execute(sa.update(text).values(body=f"{word('text.body')} again"))
    with transaction():
        for name in ("text_task", "contact_attempt"):
            db.session.execute(sa.delete(Base.metadata.tables[name]))


@pytest.mark.timeout(300)
def test_no_byte_that_is_written_gives_anybody_away(
    site: Site, all_databases: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with transaction():
        sealed = plant()
    assert sealed > 90
    assert everything_opens() == sealed
    change_and_remove()
    file = site.backup()
    sealing.unseal(file, site.folder / "box", sealing.identities(site.key))
    bundle.unpack(site.folder / "box", site.folder / "copy")
    db.session.rollback()
    places = [site.folder, site.settings.home, _data(site.app, all_databases)]
    looked = sum(given_away(path) for place in places for path in sorted(place.rglob("*")) if path.is_file())
    assert looked > 4, "at least the database, its log, a backup and the keys"
    assert MARK not in caplog.text


def _data(app: Flask, all_databases: Any) -> Path:
    """The folder of the database's own files, its logs among them."""
    url = sa.make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() == "sqlite":
        return Path(str(url.database)).parent
    with db.engine.connect() as connection:
        connection.execute(sa.text("CHECKPOINT"))
    return Path(str(url.query["host"]))


def given_away(path: Path) -> int:
    """Raises when a file holds a word, as it is or in the way PostgreSQL writes bytes; 1 for counting."""
    held = path.read_bytes()
    for wrong in (MARK.encode(), MARK.encode().hex().encode(), MARK.encode("utf-16-le"), BORN.isoformat().encode()):
        assert wrong not in held, f"{path.name} gives somebody away"
    return 1


@pytest.mark.sqlite
def test_the_fingerprint_of_a_number_is_found_by_no_one_who_has_no_key(within: Flask) -> None:
    numbers = [f"+447700900{n:03}" for n in range(1000)]
    mine = {blind_index("phone number", number) for number in numbers}
    assert len(mine) == 1000
    guesses = {
        hashlib.sha256(form.encode()).digest()
        for number in numbers
        for form in (number, f"phone number\0{number}", number.removeprefix("+"), f"0{number[3:]}")
    }
    assert mine & guesses == set()
    assert blind_index("phone number", numbers[0]) != blind_index("urn", numbers[0]), (
        "one purpose says nothing of another"
    )
