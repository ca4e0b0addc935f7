"""A thousand tampers of fifteen kinds with the trail, its children, file and anchor: each is found (P11, O5)."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from casework.kernel import anchor, chain, clock, gate, walking
from casework.kernel.anchor import Mark
from casework.kernel.database import Base
from casework.kernel.gate import Keeper

EVENTS, ANCHORS = 40, (10, 25, 40)
EACH = 67
SITE = "0123456789abcdef"
TABLES = [Base.metadata.tables[name] for name in ("event", "event_record", "event_words", "gate")]
Draw = random.Random
Database = sqlite3.Connection


def _line(number: int, salt: str) -> tuple[list[Any], list[str]]:
    fields = [number, f"2026-07-01 12:00:{number:02}.000000", 3, 1, "consultation", f"person:{salt}{number}"]
    return [*fields, "identity", "people.person", "caseload", '{"n": "ü"}'], [f"person:{salt}X{number}"] * (number % 3)


@cache
def _bytes(events: int, salt: str = "A") -> bytes:
    """A database with a whole trail."""
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        Base.metadata.create_all(connection, TABLES)
        raw = connection.connection.driver_connection
        assert isinstance(raw, Database)
        for number in range(1, events + 1):
            line, others = _line(number, salt)
            raw.execute("insert into event values (?,?,?,?,?,?,?,?,?,?,'','')", line)
            raw.executemany("insert into event_record (seq, record) values (?, ?)", [(number, one) for one in others])
        _hash(raw)
        raw.execute("insert into gate (id, site, anchored) values (1, ?, ?)", (SITE, min(events, ANCHORS[-1])))
        raw.commit()
        return raw.serialize()


def _hash(database: Database) -> None:
    """Every hash anew, as somebody would who knows how they are made."""
    previous = chain.GENESIS
    for row in database.execute("select * from event order by seq").fetchall():
        others = [
            one for (one,) in database.execute("select record from event_record where seq = ? order by id", row[:1])
        ]
        at = f"{row[1].replace(' ', 'T').removesuffix('.000000')}+00:00"
        digest = chain.digest_of(previous, (row[0], at, *row[2:9]), chain.plainly(json.loads(row[9])), others)
        database.execute("update event set previous = ?, digest = ? where seq = ?", (previous, digest, row[0]))
        previous = digest


@cache
def _anchored() -> list[str]:
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(_bytes(EVENTS))
        found = [database.execute("select digest from event where seq = ?", (seq,)).fetchone()[0] for seq in ANCHORS]
    return [Mark(SITE, seq, digest.hex(), clock.now()).line() for seq, digest in zip(ANCHORS, found, strict=True)]


def _found(database: Database, path: Path) -> bool:
    """What the next check says: the gate's, before every batch and on every page, or the walk's."""
    engine = sa.create_engine("sqlite://", creator=lambda: database, poolclass=sa.pool.StaticPool)
    with engine.connect() as connection:
        closed = gate._judge(connection, Keeper(path), anchor.newest(path))
        return closed is not None or walking.walk_on(connection, path).broken is not None


# --- what somebody may do to it ---

NEW = {
    "at": "2026-07-01 11:59:59.000000",
    "staff_id": 9,
    "agency_id": None,
    "act": "erasure",
    "record": "person:ZZZ",
    "compartment": "",
    "route": "x",
    "reason": "because",
    "detail": "{}",
    "previous": bytes(32),
    "digest": bytes(32),
}


def edit(database: Database, _path: Path, draw: Draw) -> None:
    column = draw.choice(list(NEW))
    seq = draw.randrange(2, EVENTS + 1)
    database.execute(f"update event set {column} = ? where seq = ?", (NEW[column], seq))


def edit_child(database: Database, _path: Path, draw: Draw) -> None:
    database.execute("update event_record set record = 'person:ZZZ' where id = ?", (draw.randrange(1, 14),))


def edit_and_hash_again(database: Database, _path: Path, draw: Draw) -> None:
    database.execute("update event set record = 'person:ZZZ' where seq = ?", (draw.randrange(1, EVENTS + 1),))
    _hash(database)


def delete_middle(database: Database, _path: Path, draw: Draw) -> None:
    seq = draw.randrange(1, EVENTS)
    database.execute("delete from event_record where seq = ?", (seq,))
    database.execute("delete from event where seq = ?", (seq,))


def delete_and_close_up(database: Database, _path: Path, draw: Draw) -> None:
    seq = draw.randrange(1, EVENTS)
    database.execute("delete from event_record where seq = ?", (seq,))
    database.execute("delete from event where seq = ?", (seq,))
    for table in ("event", "event_record"):
        for later in range(seq + 1, EVENTS + 1):
            database.execute(f"update {table} set seq = ? where seq = ?", (later - 1, later))
    _hash(database)


def delete_tail(database: Database, _path: Path, draw: Draw) -> None:
    seq = draw.randrange(1, EVENTS + 1)
    database.execute("delete from event_record where seq >= ?", (seq,))
    database.execute("delete from event where seq >= ?", (seq,))


def delete_child(database: Database, _path: Path, draw: Draw) -> None:
    database.execute("delete from event_record where id = ?", (draw.randrange(1, 14),))


def insert(database: Database, _path: Path, draw: Draw) -> None:
    seq = draw.randrange(1, EVENTS + 1)
    for table in ("event", "event_record"):
        for later in range(EVENTS, seq - 1, -1):
            database.execute(f"update {table} set seq = ? where seq = ?", (later + 1, later))
    line, _ = _line(seq, "F")
    database.execute("insert into event values (?,?,?,?,?,?,?,?,?,?,'','')", line)
    _hash(database)


def insert_child(database: Database, _path: Path, draw: Draw) -> None:
    seq = draw.randrange(1, EVENTS + 1)
    database.execute("insert into event_record (seq, record) values (?, 'person:ZZZ')", (seq,))


def reorder(database: Database, _path: Path, draw: Draw) -> None:
    one, two = draw.sample(range(1, EVENTS + 1), 2)
    for old, new in ((one, -1), (two, one), (-1, two)):
        database.execute("update event set seq = ? where seq = ?", (new, old))


def swap_table(database: Database, _path: Path, draw: Draw) -> None:
    site, anchored = database.execute("select site, anchored from gate").fetchone()
    database.deserialize(_bytes(draw.randrange(EVENTS - 3, EVENTS + 4), "B"))
    database.execute("update gate set site = ?, anchored = ?", (site, anchored))


def empty(database: Database, _path: Path, draw: Draw) -> None:
    database.execute("delete from event_record")
    database.execute("delete from event")


def roll_back(database: Database, _path: Path, draw: Draw) -> None:
    database.deserialize(_bytes(draw.randrange(1, EVENTS)))


def cut_anchor(_database: Database, path: Path, draw: Draw) -> None:
    kept = draw.randrange(len(ANCHORS))
    path.write_text("".join(_anchored()[:kept]))


def edit_anchor(_database: Database, path: Path, draw: Draw) -> None:
    lines = _anchored().copy()
    which = draw.randrange(len(lines))
    site, seq, digest, at = lines[which].split()
    lines[which] = f"{site} {seq} {digest[::-1]} {at}\n"
    path.write_text("".join(lines))


KINDS: list[Callable[[Database, Path, Draw], None]] = [
    edit,
    edit_child,
    edit_and_hash_again,
    delete_middle,
    delete_and_close_up,
    delete_tail,
    delete_child,
    insert,
    insert_child,
    reorder,
    swap_table,
    empty,
    roll_back,
    cut_anchor,
    edit_anchor,
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "anchor.log"


def _tampered(kind: Callable[[Database, Path, Draw], None] | None, path: Path, draw: Draw) -> bool:
    path.write_text("".join(_anchored()))
    with closing(sqlite3.connect(":memory:", check_same_thread=False)) as database:
        database.deserialize(_bytes(EVENTS))
        if kind is not None:
            kind(database, path, draw)
            database.commit()
        return _found(database, path)


def test_an_untouched_trail_is_found_whole(path: Path) -> None:
    assert not _tampered(None, path, random.Random())


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.__name__))
def test_every_tamper_is_found(kind: Callable[[Database, Path, Draw], None], path: Path) -> None:
    draw = random.Random(f"{random.random()}")
    missed = [number for number in range(EACH) if not _tampered(kind, path, draw)]
    assert missed == []
    assert len(KINDS) * EACH >= 1000
