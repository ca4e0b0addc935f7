"""The PostgreSQL that a site is moved to: whether it may be filled, how far it is, and what goes into it.

One table is one transaction, and says with it that it is whole. What was begun and cut short goes on at the first table
that is not, or from the start where another version of Waymark had begun it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg
import sqlalchemy as sa
from psycopg import sql

from web.moving.shape import GATE, Shape, shapes
from web.moving.source import AT_ONCE, Marked, NoMove

PROGRESS = "waymark_move"
"""A table that is there while a move is under way, and at no other time."""
PEOPLED = ("event", "staff", "person")
_MOVERS = 7_420_318  # any number: one move at a time fills a database
_SECONDS = 10
FOREIGN = "{url} is used by something else: it has the table {table}. Give Waymark a database of its own. {same}"
OTHERS = "{url} holds another Waymark’s records. Give this one a database of its own. {same}"
ANOTHERS_MOVE = "{url} is being filled by the move of another Waymark. Give this one a database of its own. {same}"
HELD_ALREADY = (
    "{url} already holds this site from an earlier move, and may have been used since. "
    "Move to an empty database, or go on with that one. {same}"
)
BUSY = "Another move is filling {url} at this moment. Wait until it has ended. {same}"
NOTHING_CHANGED = "Nothing was changed there"
TOO_OLD = "{url} is PostgreSQL {found}. Waymark needs 13 or newer. {same}"
OLDEST = 130_000


@dataclass(frozen=True)
class Found:
    """What stands in a database before anything is done to it."""

    tables: frozenset[str]
    site: str | None = None
    moving: str | None = None
    used: bool = False


def judge(found: Found, here: Marked, known: frozenset[str]) -> str | None:
    """Why this database may not be filled with that site, in words with {url} and {same}; None where it may.

    It may where there is nothing, where Waymark was installed and never set up, and where a move of this same site was
    cut short.
    """
    if strange := sorted(found.tables - known):
        return FOREIGN.replace("{table}", strange[0])
    if found.moving is not None:
        return None if found.site == here.site else ANOTHERS_MOVE
    if found.site == here.site:
        return HELD_ALREADY
    return OTHERS if found.used else None


@contextmanager
def connected(url: sa.URL) -> Iterator[psycopg.Connection[Any]]:
    """A connection of its own, with a limit on the time it takes to make and none on how long it copies."""
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        there = psycopg.connect(plain, connect_timeout=_SECONDS, autocommit=True, options="-c timezone=UTC")
    except psycopg.OperationalError as away:
        why = str(away).strip().splitlines()[-1]
        raise NoMove(f"{shown(url)} cannot be reached: {why}") from away
    with there:
        yield there


def shown(url: sa.URL) -> str:
    """An address as it may be printed: without its password."""
    return url.render_as_string(hide_password=True)


def by_itself(there: psycopg.Connection[Any], url: sa.URL) -> None:
    """Be the only move into this database until the connection ends. Raises NoMove."""
    if there.info.server_version < OLDEST:
        found = there.info.server_version // 10_000
        raise NoMove(TOO_OLD.format(url=shown(url), found=found, same=NOTHING_CHANGED))
    if not _one(there, "SELECT pg_try_advisory_lock(%s)", _MOVERS):
        raise NoMove(BUSY.format(url=shown(url), same=NOTHING_CHANGED))


def look(there: psycopg.Connection[Any]) -> Found:
    """What stands in this database; nothing is changed by looking."""
    rows = there.execute(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.relkind IN ('r', 'p', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema') "
        "AND n.nspname NOT LIKE 'pg\\_%%'"
    )
    names = frozenset(str(name) for (name,) in rows)
    if GATE not in names:
        return Found(names)
    row = there.execute("SELECT to_jsonb(gate) FROM gate").fetchone()
    gate = row[0] if row else {}
    used = any(_one(there, sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier(one))) for one in PEOPLED)
    return Found(names, gate.get("site"), gate.get("moving"), used)


def must_be_ours(there: psycopg.Connection[Any], here: Marked, url: sa.URL) -> Found:
    """Raises NoMove unless this database may be filled with that site."""
    found = look(there)
    known = frozenset({shape.name for shape in shapes()} | {GATE, PROGRESS, "alembic_version"})
    if refused := judge(found, here, known):
        raise NoMove(refused.format(url=shown(url), same=NOTHING_CHANGED))
    return found


def goes_on(there: psycopg.Connection[Any], found: Found, here: Marked, revision: str) -> bool:
    """Whether what stands here was begun by this very move, by this version of Waymark: then it goes on."""
    if found.moving is None or found.moving != here.moving or PROGRESS not in found.tables:
        return False
    return not _one(there, "SELECT EXISTS (SELECT FROM waymark_move WHERE revision <> %s)", revision)


def empty(there: psycopg.Connection[Any], found: Found) -> None:
    """Take out what stands here: of a site that nobody set up, or of a move that is not this one. All of it or nothing.
    Only for a database that `must_be_ours` let pass."""
    with there.transaction():
        for name in sorted(found.tables):
            there.execute(sql.SQL("DROP TABLE {} CASCADE").format(sql.Identifier(name)))
        there.execute("DROP FUNCTION IF EXISTS audit_only_added_to()")


def begin(there: psycopg.Connection[Any], here: Marked) -> dict[str, int]:
    """Which tables are whole already, and with how many rows. From here on Waymark does not start on this database."""
    with there.transaction():
        there.execute("CREATE TABLE IF NOT EXISTS waymark_move (name text PRIMARY KEY, rows bigint, revision text)")
        there.execute("DELETE FROM gate")
        there.execute(
            "INSERT INTO gate (id, site, anchored, copied_at, moving) "
            "VALUES (1, %s, %s, %s::timestamp AT TIME ZONE 'UTC', %s)",
            (here.site, here.anchored, here.copied_at, here.moving),
        )
        return dict(there.execute("SELECT name, rows FROM waymark_move").fetchall())


def carry_over(there: psycopg.Connection[Any], shape: Shape, rows: Iterable[Sequence[Any]], revision: str) -> int:
    """One table, whole or not at all. Raises NoMove, naming the table and never a value, for what does not fit."""
    done = 0
    try:
        with there.transaction(), there.cursor() as cursor:
            with cursor.copy(shape.into) as copy:
                for row in rows:
                    copy.write_row(shape.turned(row))
                    done += 1
            cursor.execute("INSERT INTO waymark_move VALUES (%s, %s, %s)", (shape.name, done, revision))
    except (psycopg.errors.DataError, psycopg.errors.IntegrityError, ValueError, TypeError) as wrong:
        raise NoMove(_does_not_fit(shape, done, wrong)) from wrong
    return done


def _does_not_fit(shape: Shape, done: int, wrong: Exception) -> str:
    """Which table and, where it is known, which column; what stands in it is nobody's business here."""
    column = getattr(getattr(wrong, "diag", None), "column_name", None) or ""
    place = f"{shape.name}.{column}" if column else shape.name
    return f"A row of {place}, at about its {done}th, is not what PostgreSQL can keep ({type(wrong).__name__})"


def rows_of(there: psycopg.Connection[Any], shape: Shape) -> Iterator[tuple[Any, ...]]:
    """Every row in the order of its key, some thousands at a time, as one moment has them."""
    with there.transaction(), there.cursor("rows") as cursor:
        cursor.itersize = AT_ONCE
        yield from cursor.execute(shape.there)


def number_on(there: psycopg.Connection[Any]) -> None:
    """Let each table number its next row after its last."""
    for shape in shapes():
        kept = there.execute("SELECT pg_get_serial_sequence(%s, %s)", (f'"{shape.name}"', shape.columns[shape.key[0]]))
        row = kept.fetchone()
        if row and row[0]:
            column = sql.Identifier(shape.columns[shape.key[0]])
            last = sql.SQL("SELECT setval(%s, coalesce(max({c}), 1), max({c}) IS NOT NULL) FROM {t}")
            there.execute(last.format(c=column, t=sql.Identifier(shape.name)), (row[0],))


def _one(there: psycopg.Connection[Any], asked: LiteralString | sql.Composed, *words: Any) -> Any:
    row = there.execute(asked, words or None).fetchone()
    return row[0] if row else None
