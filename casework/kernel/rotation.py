"""Changing the key while Waymark is in use: a new one seals from now on, every row is rewritten, the old one goes.

Nothing is sealed outside a writing transaction, and whoever seals looks which key is the active one. So when the new
key is active and every transaction that began before has ended, nothing new is sealed with the old one; what is left
is rewritten in batches, each value only where it is still the one that was read. Ended at any moment, it goes on from
where the rows are when it is asked again (promises P30).
"""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine, LargeBinary

from casework.kernel import audit, keyring
from casework.kernel.audit import Act
from casework.kernel.columns import Encrypted
from casework.kernel.database import Base, intent, transaction
from casework.kernel.keyring import KeptRing, Keyring, KeyringError

BATCH = 500
KEPT_DAYS = 36
"""A retired key opens backups from before: it is kept a day longer than the oldest of them."""


@dataclass(frozen=True)
class Sealed:
    """One table, as the database sees it: its number and its sealed columns, each with the place it is bound to."""

    table: sa.TableClause
    places: dict[str, str]


@dataclass(frozen=True)
class Turned:
    """What a rotation came to: values rewritten, values that no key opens, and whether the old keys are gone."""

    active: int
    rewritten: int
    unreadable: int
    left: int


def sealed_tables() -> Iterator[Sealed]:
    """Every table that has sealed columns, parents first."""
    for table in Base.metadata.sorted_tables:
        places = {column.name: column.type.place for column in table.columns if isinstance(column.type, Encrypted)}
        if places:
            (key,) = table.primary_key.columns
            columns = [sa.column(name, LargeBinary) for name in places]
            yield Sealed(sa.table(table.name, sa.column(key.name), *columns), places)


@contextmanager
def one_at_a_time(ring: KeptRing) -> Iterator[None]:
    """Held while keys are changed. Raises KeyringError when somebody else is changing them."""
    with os.fdopen(os.open(ring.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600), "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as busy:
            raise KeyringError("The keys are being changed by another process") from busy
        yield


def rotate(
    engines: Sequence[Engine], ring: KeptRing, *, at: dt.datetime, tell: Callable[[str], None] = lambda _: None
) -> Turned:
    """Give the ring a new key, or go on where an earlier change of keys was ended, until the old ones are gone.

    `at` is UTC. A value that no key opens stays as it is, and so does the key it names: `left` then counts such values.
    """
    with one_at_a_time(ring):
        active = _new_key(ring, at)
        _everybody_knows(engines)
        rewritten, unreadable = 0, 0
        for engine in engines:
            done, failed = reseal(engine, keyring.load(ring.path), tell)
            rewritten, unreadable = rewritten + done, unreadable + failed
        left = sum(still_old(engine, active) for engine in engines)
        if not left:
            _retire(ring, at)
        return Turned(active, rewritten, unreadable, left)


def reseal(engine: Engine, ring: Keyring, tell: Callable[[str], None] = lambda _: None) -> tuple[int, int]:
    """Seal with the active key whatever another key of this ring sealed; how many values, and how many none opens."""
    rewritten, unreadable = 0, 0
    for sealed in sealed_tables():
        done, failed = _rewrite(engine, sealed, ring)
        rewritten, unreadable = rewritten + done, unreadable + failed
        tell(f"{sealed.table.name}: {done}")
    return rewritten, unreadable


def _new_key(ring: KeptRing, at: dt.datetime) -> int:
    """The number of the active key: a new one, unless an earlier change of keys still has old ones to do away with."""
    now = keyring.load(ring.path)
    if len(now.keys) > 1:
        return now.active
    number = max([*now.keys, *now.retired]) + 1
    if number > keyring.MOST:
        raise KeyringError("The numbers of the keys are used up")
    keys = {**now.keys, number: secrets.token_bytes(32)}
    keyring.put(ring.path, replace(now, active=number, keys=keys))
    _say(number, "active", at)
    return number


def _say(number: int, what: str, at: dt.datetime) -> None:
    with transaction():
        detail = {"key": str(number), "did": what}
        audit.record(Act.CONFIGURATION, "keys", by=None, at=at, compartment="settings", detail=detail)


def _everybody_knows(engines: Sequence[Engine]) -> None:
    """Wait for our turn to write: whoever was writing when the key changed has then ended."""
    for engine in engines:
        with intent("write"), engine.begin() as connection:
            connection.execute(sa.select(sa.literal(1)))


def _rewrite(engine: Engine, sealed: Sealed, ring: Keyring) -> tuple[int, int]:
    """One table, batch by batch; how many values were rewritten and how many no key opens."""
    after, rewritten, unreadable = 0, 0, 0
    while rows := _batch(engine, sealed, ring.active, after):
        after = rows[-1][0]
        changes, failed = _resealed(sealed, rows, ring)
        unreadable += failed
        with intent("write"), engine.begin() as connection:
            for column, values in changes.items():
                if values:
                    rewritten += connection.execute(_compare_and_set(sealed.table, column), values).rowcount
    return rewritten, unreadable


def _batch(engine: Engine, sealed: Sealed, active: int, after: int) -> Sequence[Sequence[Any]]:
    table = sealed.table
    (key, *_) = table.columns
    old = sa.or_(*(_is_old(table.c[name], active) for name in sealed.places))
    with intent("read"), engine.begin() as connection:
        rows = connection.execute(sa.select(table).where(key > after, old).order_by(key).limit(BATCH))
        return [tuple(row) for row in rows]


def _is_old(column: sa.ColumnElement[bytes], active: int) -> sa.ColumnElement[bool]:
    return sa.and_(column.is_not(None), sa.func.substr(column, 1, 3) != sa.literal(keyring.head(active), LargeBinary))


def _resealed(
    sealed: Sealed, rows: Sequence[Sequence[Any]], ring: Keyring
) -> tuple[dict[str, list[dict[str, object]]], int]:
    """For each column what to write where; and how many values could not be opened."""
    changes: dict[str, list[dict[str, object]]] = {name: [] for name in sealed.places}
    failed = 0
    for row in rows:
        for name, value in zip(sealed.places, row[1:], strict=True):
            if value is None or keyring.number_of(bytes(value)) == ring.active:
                continue
            try:
                new = ring.seal(ring.open(bytes(value), sealed.places[name]), sealed.places[name])
            except KeyringError:
                failed += 1
            else:
                changes[name].append({"row": row[0], "was": value, "becomes": new})
    return changes, failed


def _compare_and_set(table: sa.TableClause, column: str) -> sa.Update:
    (key, *_) = table.columns
    mine = sa.and_(key == sa.bindparam("row"), table.c[column] == sa.bindparam("was", type_=LargeBinary))
    return sa.update(table).where(mine).values({column: sa.bindparam("becomes", type_=LargeBinary)})


def still_old(engine: Engine, active: int) -> int:
    """How many values are sealed with another key than this one."""
    with intent("read"), engine.begin() as connection:
        return sum(
            int(connection.scalar(sa.select(sa.func.count()).where(_is_old(sealed.table.c[name], active))) or 0)
            for sealed in sealed_tables()
            for name in sealed.places
        )


def _retire(ring: KeptRing, at: dt.datetime) -> None:
    """Take every key but the active one off the ring; they open backups for some weeks yet."""
    now = keyring.load(ring.path)
    gone = {number: (key, at.isoformat()) for number, key in now.keys.items() if number != now.active}
    keys = {now.active: now.keys[now.active]}
    keyring.put(ring.path, replace(now, keys=keys, retired={**now.retired, **gone}))
    forget_retired(ring, at=at)
    for number in sorted(gone):
        _say(number, "retired", at)


def forget_retired(ring: KeptRing, *, at: dt.datetime) -> None:
    """Forget the keys that were retired longer ago than any backup is kept. `at` is UTC."""
    now, before = keyring.load(ring.path), at - dt.timedelta(days=KEPT_DAYS)
    kept = {n: (key, day) for n, (key, day) in now.retired.items() if dt.datetime.fromisoformat(day) > before}
    if kept != now.retired:
        keyring.put(ring.path, replace(now, retired=kept))
