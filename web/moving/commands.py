"""`./run waymark move`."""

from __future__ import annotations

import datetime as dt
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import click
import psycopg
import sqlalchemy as sa
from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import DropTable

from casework.kernel import audit, clock, keyring
from casework.kernel.audit import Act
from casework.kernel.database import UnsafeDatabase, db, transaction
from casework.kernel.keyring import KeyringError
from casework.kernel.models import Gate
from web import schema
from web.moving import comparing, source, target
from web.moving.shape import GATE, shapes
from web.moving.source import Marked, NoMove
from web.settings import BadSetting, Settings
from web.vault import copying

Step = Callable[[str, int], None]
"""Told at every step: what is done now, and how many rows of it since the step before."""
A_STATUS = 50
"""Working out a status takes as long as copying and comparing so many rows."""
MOST_SAID = 20
STAYS = "The embedded database stays where it is, and Waymark does not start on it any more. Keep it as a backup."
NO_PEOPLE = "There is no site here to move: {path} is not there"


@dataclass(frozen=True)
class Moved:
    """What was moved, and what both sides say of themselves."""

    tables: int
    rows: int
    standing: comparing.Standing


@click.command("move")
@click.option("--to", default="", help="Where to: postgresql+psycopg://user@host/name?sslmode=verify-full")
@click.option("--give-up", is_flag=True, help="Let Waymark start on the embedded database again.")
@click.pass_obj
def move(settings: Settings, to: str, give_up: bool) -> None:
    """Move this site from its SQLite file to PostgreSQL, with everything in it.

    Stop Waymark first; make an empty database. Ended at any moment, it goes on where it was when it is asked again.
    Every row, the audit trail and every status are compared on both sides. The key ring stays as it is. Nothing is
    sent from either side meanwhile, and from the new one not before two administrators have released it.
    """
    with _said():
        must_be_embedded(settings)
        if give_up:
            source.give_up(_file(settings), _text(clock.now()))
            click.echo("The move was given up. Waymark starts on the embedded database again.", err=True)
            return
        if not to:
            raise NoMove("Say where to: ./run waymark move --to postgresql+psycopg://user@host/name")
        _told(to, _with_a_bar(settings, replace(settings, database_url=to)))


def _with_a_bar(settings: Settings, to: Settings) -> Moved | None:
    rows, worked_out = _length(settings)
    length = 2 * rows + 2 * A_STATUS * worked_out
    with click.progressbar(
        length=length, label=_label("Making the tables"), width=24, file=sys.stderr, show_eta=False, update_min_steps=0
    ) as bar:

        def step(what: str, many: int) -> None:
            bar.label = _label(what)
            bar.update(many * A_STATUS if what.startswith("working") else many)

        return carry(settings, to, at=clock.now(), step=step)


def _label(what: str) -> str:
    """What is done now, all as long as the longest: the bar stays where it is."""
    said = what if " " in what else f"copying {what}"
    return f"{said[0].upper()}{said[1:]}".replace("_", " ").ljust(40)[:40]


def _told(to: str, moved: Moved | None) -> None:
    url = sa.make_url(to).render_as_string(hide_password=True)
    if moved is not None:
        seq, _ = moved.standing.newest
        click.echo(f"{moved.rows} rows of {moved.tables} tables are the same on both sides.")
        click.echo(f"So is the audit trail, to its event {seq}, and every status.")
        if moved.standing.broken is not None:
            click.echo(f"The trail was changed at event {moved.standing.broken}: ask before you release it.", err=True)
        for line in moved.standing.differing[:MOST_SAID]:
            click.echo(line, err=True)
        if (more := len(moved.standing.differing) - MOST_SAID) > 0:
            click.echo(f"And {more} more: ./run waymark verify says each.", err=True)
    click.echo(f"Put this in the settings, with its password, and start Waymark:\nDATABASE_URL={url}")
    click.echo(
        "Nothing is sent until two administrators have released it: one asks, another agrees, as every page says."
    )
    click.echo(STAYS, err=True)


def must_be_embedded(settings: Settings) -> None:
    """Raises NoMove where there is no embedded database to move."""
    if not settings.is_sqlite:
        raise NoMove("DATABASE_URL is not an embedded database. Start this with the settings of the site as it was")
    if not _file(settings).is_file():
        raise NoMove(NO_PEOPLE.format(path=_file(settings)))


def carry(settings: Settings, to: Settings, *, at: dt.datetime, step: Step) -> Moved | None:
    """Move the whole site at a moment (UTC); None where it had been moved there before. Raises NoMove.

    Safe to be ended at any step, and asked again: either side says of itself how far it is.
    """
    if to.is_sqlite:
        raise NoMove("--to must begin with postgresql+psycopg://")
    url, path = sa.make_url(to.database_url), _file(settings)
    with target.connected(url) as there:
        target.by_itself(there, url)
        source.must_be_alone(path)
        schema.upgrade(settings.database_url, ring=keyring.found(settings.keyring_path))
        if _standing_already(path, there, url):
            return None
        schema.upgrade(to.database_url)
        here = source.claim(path)
        with source.still(path) as held:
            moved = _carried(held, there, here, step)
            found = _compared(held, there, settings, to, at, step)
            source.ended(held, _text(at))
        _let_it_count(to, at)
    return replace(moved, standing=found)


def _standing_already(path: Path, there: psycopg.Connection[Any], url: sa.URL) -> bool:
    """Whether the whole site was moved to this very database before. Raises NoMove where it may not be filled; else it
    is left with nothing in it, or with what this very move has brought there."""
    with closing(sqlite3.connect(path)) as held:
        here = source.marked(held)
    found = target.look(there)
    if here.moved_at is not None and found.site == here.site and found.moving is None:
        return True
    if here.moved_at is not None and found.moving != here.moving:
        raise NoMove("This site was moved to another database. To move it anew: ./run waymark move --give-up")
    found = target.must_be_ours(there, here, url)
    if not target.goes_on(there, found, here, schema.newest()):
        target.empty(there, found)
    return False


def _carried(held: sqlite3.Connection, there: psycopg.Connection[Any], here: Marked, step: Step) -> Moved:
    _nothing_left_out(held)
    revision, rows = schema.newest(), 0
    done = target.begin(there, here)
    for shape in shapes():
        if shape.name in done:
            step(shape.name, done[shape.name])
            rows += done[shape.name]
            continue
        rows += target.carry_over(there, shape, _told_of(held.execute(shape.here), shape.name, step), revision)
    target.number_on(there)
    step("numbers", 0)
    return Moved(len(shapes()), rows, comparing.Standing((0, ""), None, ()))


def _told_of(cursor: sqlite3.Cursor, name: str, step: Step) -> Iterator[Any]:
    step(name, 0)
    while part := cursor.fetchmany(source.AT_ONCE):
        yield from part
        step(name, len(part))


def _nothing_left_out(held: sqlite3.Connection) -> None:
    known = {shape.name for shape in shapes()} | {GATE}
    if strange := sorted(source.tables(held) ^ known):
        raise NoMove(f"The embedded database has other tables than this version of Waymark: {', '.join(strange)}")


def _compared(
    held: sqlite3.Connection,
    there: psycopg.Connection[Any],
    settings: Settings,
    to: Settings,
    at: dt.datetime,
    step: Step,
) -> comparing.Standing:
    for shape in shapes():
        comparing.rows(held, there, shape, partial(step, f"comparing {shape.name}"))
    step("working out every status of the source", 0)
    with tempfile.TemporaryDirectory(dir=settings.home) as room:
        return comparing.both(settings, to, Path(room), at, step)


def _let_it_count(to: Settings, at: dt.datetime) -> None:
    """The new database is the site from here on; from it nothing leaves until two people have released it."""
    with (
        tempfile.TemporaryDirectory(dir=to.home) as room,
        copying.opened(to, to.database_url, Path(room, "anchor"), moving=True),
        transaction(),
    ):
        db.session.execute(sa.update(Gate).values(moving=None, moved_at=at))
        db.session.execute(DropTable(sa.Table(target.PROGRESS, sa.MetaData())))
        audit.record(Act.CONFIGURATION, "move", by=None, at=at, compartment="settings", detail={"did": "moved"})


def _length(settings: Settings) -> tuple[int, int]:
    """How many rows there are in all, and of how many a status is worked out."""
    with closing(sqlite3.connect(_file(settings))) as held:
        have = source.tables(held)
        many = {shape.name: source.count(held, shape.name) for shape in shapes() if shape.name in have}
    return sum(many.values()), many.get("referral", 0) + many.get("support_order", 0)


def _file(settings: Settings) -> Path:
    return copying.file_of(settings.database_url)


def _text(at: dt.datetime) -> str:
    """A moment as the embedded database keeps it."""
    return f"{at.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S.%f}"


@contextmanager
def _said() -> Iterator[None]:
    """What stands in the way is said in one sentence."""
    try:
        yield
    except (NoMove, BadSetting, KeyringError, UnsafeDatabase, schema.WrongSchema, OSError) as wrong:
        raise click.ClickException(str(wrong)) from wrong
    except CommandError as newer:
        raise click.ClickException("A database was written by another version of Waymark. Use that one.") from newer
    except (SQLAlchemyError, psycopg.Error, sqlite3.Error) as wrong:
        why = str(getattr(wrong, "orig", wrong)).partition("\n")[0]
        raise click.ClickException(f"A database did not do as it was asked: {why}") from wrong
