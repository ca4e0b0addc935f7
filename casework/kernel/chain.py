"""Walking the audit trail: each line's hash over the one before, and the lines an anchor vouches for (promises P11)."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection

from casework.kernel.saying import MOVED, SEALED, is_beside

GENESIS = bytes(32)
AT_ONCE = 500
"""Lines fetched together: few enough that PostgreSQL has laid the next ones ready while these are looked at."""
_plainly: Callable[[object], str] = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode
_text: Callable[[str], str] = json.encoder.encode_basestring
_sha256 = hashlib.sha256
_SAID = {
    "sqlite": ("at", "detail"),
    "postgresql": ("CAST(at AT TIME ZONE 'UTC' AS text)", "CAST(detail AS text)"),
}
"""Moment and detail as text, which Python has read sooner than the things themselves."""
_BEGIN = {"sqlite": "SELECT 1", "postgresql": "SET LOCAL datestyle = 'ISO'"}
"""Begins, so that on SQLite lines and what stands beside are of one moment; on PostgreSQL says how moments read."""
_LINES = (
    "SELECT seq, {1}, staff_id, agency_id, act, record, compartment, route, reason, {2}, previous, digest "
    "FROM event WHERE seq > {0} ORDER BY seq"
)
_OTHERS = "SELECT seq, record FROM event_record WHERE seq > {} ORDER BY seq, id"
_THERE = "SELECT count(*) FROM event WHERE seq = {}"
_WORDS = "SELECT seq, words FROM event_words WHERE seq > {} ORDER BY seq"
_DECLARE, _FETCH, _CLOSE = "DECLARE {} NO SCROLL CURSOR FOR {}", "FETCH {} FROM {}", "CLOSE {}"
Told = Callable[[int, bytes], tuple[str, str]]
"""Opens the sealed words beside a line: the words and their fingerprint. Raises LookupError where they do not open."""


@dataclass(frozen=True)
class Walked:
    """How far the trail was walked, the digest it ended with, and the first line that is not as it was written."""

    seq: int
    digest: bytes
    broken: int | None = None


def digest_of(previous: bytes, fields: Sequence[Any], detail: str, others: Sequence[str]) -> bytes:
    """The hash of one line over the one before. `fields` are number, moment as ISO text in UTC, staff, agency, act,
    record, compartment, route and reason; `detail` is their JSON with sorted keys and no blanks."""
    seq, at, staff, agency, act, record, compartment, route, reason = fields
    return _digest(previous, seq, at, staff, agency, act, record, compartment, route, reason, detail, others)


def _digest(  # fields one by one: a million lines are to be walked in seconds
    previous: bytes,
    seq: int,
    at: str,
    staff: int | None,
    agency: int | None,
    act: str,
    record: str,
    compartment: str,
    route: str,
    reason: str,
    detail: str,
    others: Sequence[str],
) -> bytes:
    line = (
        f'[{seq},"{at}",{"null" if staff is None else staff},{"null" if agency is None else agency},{_text(act)},'
        f"{_text(record)},{_text(compartment)},{_text(route)},{_text(reason)},{detail},"
        f"{_plainly(others) if others else '[]'}]"
    )
    return _sha256(previous + line.encode()).digest()


def plainly(detail: Mapping[str, Any]) -> str:
    """What a line holds beside its fields, always written alike."""
    return _plainly(detail) if detail else "{}"


def walk(
    connection: Connection,
    *,
    after: int = 0,
    digest: bytes = GENESIS,
    anchored: Mapping[int, str] | None = None,
    told: Told | None = None,
) -> Walked:
    """Read every line after number `after`, which had `digest`, and find the first that was changed, removed, put in
    or moved, or that has another digest (in hex) than the anchor says. Whatever the rows hold, it never raises for it.

    No key is needed. With `told` the words beside the lines are looked at too; without it, of words that migration 027
    moved there only that they are there.
    """
    vouched, seq, moment = anchored or {}, after, _MOMENT[connection.dialect.name]
    connection.exec_driver_sql(_BEGIN[connection.dialect.name])
    lines = _begun(_rows(connection, _LINES, after))  # first: what stands beside a line that was seen is there by now
    children, words = (_Beside(_rows(connection, asked, after)) for asked in (_OTHERS, _WORDS))
    for row in lines:
        wanted = seq + 1
        if not _holds(row, wanted, digest, children, words, told, moment):
            return Walked(seq, digest, wanted)
        if wanted in vouched and vouched[wanted] != row[11].hex():
            return Walked(seq, digest, wanted)
        seq, digest = wanted, row[11]
    if any(number > seq for number in vouched) or not all(_later(connection, one, seq) for one in (children, words)):
        return Walked(seq, digest, seq + 1)
    return Walked(seq, digest)


def _begun(rows: Iterator[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """The same, asked for now and not when the first is wanted."""
    return chain(list(islice(rows, 1)), rows)


def _later(connection: Connection, beside: _Beside, seq: int) -> bool:
    """Whether nothing is left over beside the lines but what belongs to a line that was written after they were read:
    PostgreSQL shows each question what is committed when it is asked."""
    if beside.next is None:
        return True
    number = int(beside.next[0])
    with closing(_driver(connection).cursor()) as cursor:  # by the driver: what stands beside is still being read
        return number > seq and bool(cursor.execute(_THERE.format(number)).fetchone()[0])


def _holds(
    row: Sequence[Any],
    wanted: int,
    previous: bytes,
    children: _Beside,
    words: _Beside,
    told: Told | None,
    moment: Callable[[str], str],
) -> bool:
    seq, at, staff, agency, act, record, compartment, route, reason, detail, before, digest = row
    try:
        if seq != wanted or before != previous:
            return False
        beside = words.of(wanted) if words.at <= wanted else ()
        said = _reason(wanted, reason, beside, told) if beside or (reason and is_beside(reason)) else reason
        others = children.of(wanted) if children.at <= wanted else ()
        if said is None:
            return len(digest) == len(GENESIS)
        if detail != "{}":
            detail = plainly(json.loads(detail))
        found = _digest(previous, seq, moment(at), staff, agency, act, record, compartment, route, said, detail, others)
        return bool(digest == found)
    except (ValueError, TypeError, AttributeError, LookupError):
        return False


def _reason(seq: int, held: str, beside: Sequence[Any], told: Told | None) -> str | None:
    """What the hash of a line was taken over in place of its reason; None where that is not to be known without a key.

    Raises LookupError, or ValueError, where the words beside it are missing, too many or not the ones it names.
    """
    (sealed,) = beside
    kind, _, named = held.partition(" ")
    if kind + " " not in (SEALED, MOVED):
        raise LookupError(seq)
    if told is None:
        return held if held.startswith(SEALED) else None
    said, fingerprint = told(seq, sealed)
    if fingerprint != named:
        raise LookupError(seq)
    return held if held.startswith(SEALED) else said


class _Beside:
    """What stands beside the lines, read with them in the same order."""

    def __init__(self, rows: Iterator[Sequence[Any]]) -> None:
        self.rows = rows
        self._go_on()

    def _go_on(self) -> None:
        self.next = next(self.rows, None)
        self.at = sys.maxsize if self.next is None else self.next[0]
        """The number of the line that it stands beside."""

    def of(self, seq: int) -> list[Any]:
        """Those of one line; where some of a line before are left over, LookupError."""
        found = []
        while self.next is not None and self.next[0] <= seq:
            if self.next[0] < seq:
                raise LookupError(seq)
            found.append(self.next[1])
            self._go_on()
        return found


def _rows(connection: Connection, statement: str, after: int) -> Iterator[Sequence[Any]]:
    """As the driver gives them, and not all at once: a million lines are to be walked in seconds."""
    kind, driver = connection.dialect.name, _driver(connection)
    asked = statement.format(int(after), *_SAID[kind])
    return _laid_ready(driver, asked) if kind == "postgresql" else _one_by_one(driver, asked)


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _one_by_one(driver: Any, asked: str) -> Iterator[Sequence[Any]]:
    with closing(driver.cursor()) as cursor:
        cursor.execute(asked)
        while part := cursor.fetchmany(AT_ONCE):
            yield from part


def _laid_ready(driver: Any, asked: str) -> Iterator[Sequence[Any]]:
    """PostgreSQL is asked for the next ones before those at hand are looked at, and works on them meanwhile."""
    name = f"walk_{uuid4().hex}"
    with driver.pipeline():
        driver.execute(_DECLARE.format(name, asked))
        try:
            yield from chain.from_iterable(_parts(driver, _FETCH.format(AT_ONCE, name)))
        finally:
            driver.execute(_CLOSE.format(name))


def _parts(driver: Any, fetch: str) -> Iterator[Sequence[Sequence[Any]]]:
    coming = driver.cursor(binary=True).execute(fetch)
    while True:
        at_hand, coming = coming, driver.cursor(binary=True).execute(fetch)
        if not (part := at_hand.fetchall()):
            return
        yield part


def _sqlites(at: str) -> str:
    """A moment as it was hashed: without a fraction of nothing."""
    return f"{at.replace(' ', 'T').removesuffix('.000000')}+00:00"


def _postgresqls(at: str) -> str:
    """The same. PostgreSQL leaves out the last noughts of a fraction; Python has them, or no fraction at all."""
    return f"{at.replace(' ', 'T') if len(at) in _WHOLE else at.replace(' ', 'T').ljust(26, '0')}+00:00"


_WHOLE = (26, 19)
"""How long a moment is with its six figures of a fraction, and without one."""
_MOMENT = {"sqlite": _sqlites, "postgresql": _postgresqls}
