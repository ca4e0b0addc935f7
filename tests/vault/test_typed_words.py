"""What somebody typed into the audit trail is sealed beside it, and so are the rows of before (P29, P30)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from casework.accounts.rules import judging
from casework.kernel import audit, chain, clock, keyring, rotation, saying
from casework.kernel.audit import Act
from casework.kernel.columns import ring
from casework.kernel.database import db, transaction
from casework.kernel.models import Event
from tests.kills import filling
from tests.support.databases import KINDS, Databases
from tests.support.tampering import unguard
from web import schema

SAID = "For Zoë Blake’s solicitor"
BEFORE = ("caseload", SAID, "", "break-glass", "It was asked by phone")
NOON = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)
both = pytest.mark.parametrize("kind", KINDS)


def say(*reasons: str) -> None:
    with transaction():
        for reason in reasons:
            audit.record(Act.EXPORT, "export:1", by=None, at=clock.now(), reason=reason)
    db.session.rollback()


def test_typed_words_are_sealed_and_outlive_a_change_of_keys_while_the_trail_stays_as_it_is(within: Flask) -> None:
    say(*BEFORE)
    lines = db.session.scalars(sa.select(Event).order_by(Event.seq)).all()
    assert [line.why for line in lines] == list(BEFORE)
    plain = {line.reason for line in lines if not saying.is_beside(line.reason)}
    assert plain == {"caseload", "", "break-glass"}
    digests = [line.digest for line in lines]
    db.session.rollback()
    assert rotation.rotate([db.engine], ring(), at=clock.now()).left == 0
    sealed = db.session.scalars(sa.text("SELECT words FROM event_words")).all()
    assert {keyring.number_of(bytes(one)) for one in sealed} == {2}
    lines = db.session.scalars(sa.select(Event).order_by(Event.seq)).all()
    assert [line.why for line in lines[: len(BEFORE)]] == list(BEFORE)
    assert [line.digest for line in lines[: len(BEFORE)]] == digests
    assert audit.first_broken() is None
    assert chain.walk(db.session.connection()).broken is None, "nobody needs a key to walk it"


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("change", "seen_without"),
    [
        pytest.param("DELETE FROM event_words WHERE seq = 2", True, id="taken away"),
        pytest.param("UPDATE event_words SET words = (SELECT words FROM event_words WHERE seq = 3)", False, id="of 3"),
        pytest.param("UPDATE event_words SET words = x'010001' WHERE seq = 2", False, id="spoilt"),
        pytest.param("UPDATE event_words SET seq = 1 WHERE seq = 2", True, id="moved to another line"),
        pytest.param("UPDATE event SET reason = 'sealed 00' WHERE seq = 2", True, id="another fingerprint"),
    ],
)
def test_words_that_were_changed_are_found_at_their_line(within: Flask, change: str, seen_without: bool) -> None:
    say("", "first", "second")
    with transaction():
        unguard(db.session.connection())
        db.session.execute(sa.text(change))
    assert audit.first_broken() == (1 if "seq = 1" in change else 2)
    assert (chain.walk(db.session.connection()).broken is not None) == seen_without


def test_the_database_refuses_to_take_words_away(within: Flask) -> None:
    say("first")
    for change in ("DELETE FROM event_words", "UPDATE event_words SET seq = 9"):
        with pytest.raises(sa.exc.DBAPIError, match="only added to"), transaction():
            db.session.execute(sa.text(change))


def test_the_programs_own_reasons_are_those_of_the_policy() -> None:
    own = {judging.CASELOAD, judging.NEARBY, judging.SHARED, judging.GLASS, audit.CASELOAD, ""}
    assert own == saying.CODES


@contextmanager
def connected(url: str) -> Iterator[sa.Connection]:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        yield connection


def lines_of_before(connection: sa.Connection) -> None:
    """A whole trail as version 026 wrote it, its typed reasons open."""
    table = sa.Table("event", sa.MetaData(), autoload_with=connection)
    previous = chain.GENESIS
    for seq, reason in enumerate(BEFORE, 1):
        fields = (seq, NOON.isoformat(), None, None, "export", "export:1", "", "", reason)
        digest = chain.digest_of(previous, fields, "{}", [])
        line = dict(
            zip(("seq", "at", "act", "record", "reason"), (seq, NOON, "export", "export:1", reason), strict=True)
        )
        line |= {"compartment": "", "route": "", "detail": {}, "previous": previous, "digest": digest}
        connection.execute(sa.insert(table).values(line))
        previous = digest


@both
def test_rows_that_stood_open_are_sealed_and_the_trail_keeps_every_hash(kind: str, all_databases: Databases) -> None:
    url, site_ring = all_databases.empty(kind), keyring.new()
    schema.upgrade(url, "026")
    with connected(url) as connection:
        lines_of_before(connection)
        people = {name: table for table in filling.tables(connection) if (name := table.name) in ("agency", "person")}
        kept: dict[str, int] = {}
        for name in ("agency", "person"):
            row = {column.name: filling._value(column, kept) for column in people[name].columns}
            row |= {"pronouns": "sie/hir", "joined_to_id": None, "created_by_id": None} if name == "person" else {}
            row = {key: value for key, value in row.items() if value is not None}
            connection.execute(sa.insert(people[name]).values(row))
            kept[name] = int(row["id"])
    with pytest.raises(RuntimeError, match="no key ring"):
        schema.upgrade(url)
    schema.upgrade(url, ring=site_ring)

    def told(seq: int, sealed: bytes) -> tuple[str, str]:
        words = site_ring.open(bytes(sealed), saying.PLACE).decode()
        return words, site_ring.index("event words", f"{seq}\0{words}").hex()

    with connected(url) as connection:
        assert chain.walk(connection).broken is None
        assert chain.walk(connection, told=told).broken is None
        assert chain.walk(connection, told=lambda seq, _: ("other words", told(seq, _)[1])).broken == 2
        pronouns = connection.scalar(sa.text("SELECT pronouns FROM person"))
        assert site_ring.open(bytes(pronouns), "person.pronouns") == b"sie/hir"
        with pytest.raises(sa.exc.DBAPIError, match="only added to"):
            connection.execute(sa.text("UPDATE event SET reason = ''"))
    for held in bytes_of(url):
        assert not any(word in held for word in (SAID.encode(), b"asked by phone", b"sie/hir"))
    schema.downgrade(url, "026", ring=site_ring)
    with connected(url) as connection:
        reasons = connection.scalars(sa.text("SELECT reason FROM event ORDER BY seq")).all()
        assert (tuple(reasons), connection.scalar(sa.text("SELECT pronouns FROM person"))) == (BEFORE, "sie/hir")
    all_databases.drop(url)


def bytes_of(url: str) -> Iterator[bytes]:
    """What is in the files of this database's tables; PostgreSQL's log of what was written goes with time."""
    place = sa.make_url(url)
    if place.get_backend_name() == "sqlite":
        path = Path(str(place.database))
        yield from (one.read_bytes() for one in path.parent.glob(f"{path.name}*"))
        return
    with sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool).connect() as connection:
        connection.execute(sa.text("CHECKPOINT"))
        number = connection.scalar(sa.text("SELECT oid FROM pg_database WHERE datname = current_database()"))
    folder = next(Path(str(place.query["host"])).rglob(f"base/{number}"))
    yield from (one.read_bytes() for one in folder.iterdir() if one.is_file())
