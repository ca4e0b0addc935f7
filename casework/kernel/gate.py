"""The gate: nothing leaves the building from a database that has gone back in time (promises C.6, P18).

It is open only while the newest anchored event is found in the database with the digest it had. Otherwise no text
and no notice goes until two administrators have released it. Reading and recording go on: a worker at a drop-in must
still be able to write down who came.
"""

from __future__ import annotations

import datetime as dt
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g
from sqlalchemy import Connection, bindparam, exists, select, true, update
from sqlalchemy.exc import SQLAlchemyError

from casework.kernel import anchor, clock
from casework.kernel.anchor import Mark
from casework.kernel.chain import Walked
from casework.kernel.database import connection_for_reading, db
from casework.kernel.models import Event, Gate

EVENTS, SECONDS = 100, 60.0
"""At most so many events, or so long, before the trail is anchored again."""
LOOK_EVERY = 5.0
NO_ANCHOR = (
    "Waymark cannot tell whether this database is the newest: its anchor file is missing. "
    "Nothing leaves until two administrators have released it"
)
WENT_BACK = (
    "This database is older than the last one that was used here, or was changed. "
    "Nothing leaves until two administrators have released it"
)
RESTORED = "This database was put back from a backup. Nothing leaves until two administrators have released it"
MOVED = "This database was moved here from another. Nothing leaves until two administrators have released it"
MOVING = "This database is being moved to another. Nothing leaves from here"
OTHER_SITE = (
    "This database belongs to another site than the anchor file beside it. "
    "Nothing leaves until two administrators have released it"
)
TAMPERED = (
    "The audit trail of this database was changed by other hands than Waymark’s. "
    "Nothing leaves until two administrators have released it"
)
CUT = "Lines of the anchor file are missing. Nothing leaves until two administrators have released it"
UNREADABLE = "The anchor file cannot be read. Nothing leaves until it can"
_LAST = select(Event.seq, Event.digest).order_by(Event.seq.desc()).limit(1).subquery()
_ANCHORED = select(Event.digest).where(Event.seq == bindparam("anchored")).scalar_subquery().label("anchored")
_LOOK = select(
    Gate.site,
    Gate.copied_at,
    Gate.moving,
    Gate.moved_at,
    Gate.anchored.label("noted"),
    _LAST.c.seq,
    _LAST.c.digest,
    _ANCHORED,
).outerjoin_from(Gate, _LAST, true())


@dataclass(frozen=True)
class Closed:
    """Why nothing may leave, when that was first noticed (UTC), and when the database's newest event of that moment
    was written: the time of the backup, where one was restored."""

    why: str
    noticed_at: dt.datetime
    last_written: dt.datetime


class Keeper:
    """Where this process keeps its anchor, and how far it has anchored itself."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.seq = 0
        self.at = time.monotonic()
        self.anchored = self.noted = 0
        self.committed: int | None = None
        self.walked: Walked | None = None
        self.walked_at = 0.0
        self.walked_whole: dt.date | None = None
        self.shown: tuple[float, str | None] | None = None

    @property
    def note(self) -> Path:
        """Beside the anchor while the gate is closed: when that was noticed, and what was written last."""
        return self.path.with_name(self.path.name + ".closed")

    @property
    def tampered(self) -> Path:
        """Beside the anchor once the trail was found changed: the number of the first such event, and when."""
        return self.path.with_name(self.path.name + ".tampered")


def install(app: Flask, path: Path) -> None:
    """Keep the anchor at `path`, outside the database and its backups."""
    app.extensions["anchor"] = Keeper(path)
    app.extensions["after_commit"] = after_commit


def why_closed() -> str | None:
    """Why nothing may leave, as staff read it; None while the gate is open. Asked before every batch.

    Pretend people have no gate: nothing of theirs ever leaves. Never raises for what the file holds.
    """
    if g.get("pretend") is not None:
        return None
    keeper: Keeper = current_app.extensions["anchor"]
    try:
        mark = anchor.newest(keeper.path)
        with connection_for_reading() as connection:
            why = _judge(connection, keeper, mark)
            _note(connection, keeper, why)
            return why
    except OSError:
        return UNREADABLE


def shown_closed() -> str | None:
    """Why nothing may leave, for the top of every page: as it was some seconds ago, and never a fault of its own."""
    keeper: Keeper = current_app.extensions["anchor"]
    if g.get("pretend") is not None:
        return None
    if keeper.shown is None or time.monotonic() - keeper.shown[0] > LOOK_EVERY:
        try:
            keeper.shown = time.monotonic(), why_closed()
        except SQLAlchemyError:
            return None  # the page says by itself that the database is away
    return keeper.shown[1]


def closed() -> Closed | None:
    """What is known of a closed gate; None while it is open or its files cannot be read."""
    why = why_closed()
    keeper: Keeper = current_app.extensions["anchor"]
    if why is None or not keeper.note.is_file():
        return None
    noticed, written = keeper.note.read_text().split()
    return Closed(why, dt.datetime.fromisoformat(noticed), dt.datetime.fromisoformat(written))


def _note(connection: Connection, keeper: Keeper, why: str | None) -> None:
    """Keep the first moment it was noticed: what was planned before it may have gone from the lost database."""
    if why is None:
        keeper.note.unlink(missing_ok=True)
    elif not keeper.note.exists():
        now = clock.now()
        written = connection.scalar(select(Event.at).order_by(Event.seq.desc()).limit(1)) or now
        keeper.note.write_text(f"{now.isoformat()} {written.isoformat()}\n")


def _judge(connection: Connection, keeper: Keeper, mark: Mark | None) -> str | None:
    return _why_not(_look(connection, mark), keeper, mark)


def _look(connection: Connection, mark: Mark | None) -> Any:
    """What the gate rests on, in one query: the site, whether it is a copy, its newest event, the anchored one."""
    return connection.execute(_LOOK, {"anchored": mark.seq if mark else 0}).one()


def _why_not(seen: Any, keeper: Keeper, mark: Mark | None) -> str | None:
    if seen.seq is None and (mark is None or mark.site != seen.site):
        anchor.append(keeper.path, Mark(seen.site, 0, "", clock.now()))  # a new database starts its own trail
        return None
    if mark is None:
        return NO_ANCHOR
    if mark.site != seen.site:
        return OTHER_SITE
    if seen.moving is not None:
        return MOVING
    if seen.copied_at is not None:
        return RESTORED
    if keeper.tampered.exists():
        return TAMPERED
    if mark.seq < seen.noted:
        return CUT
    if mark.seq and (seen.anchored or b"").hex() != mark.digest:
        return WENT_BACK
    return MOVED if seen.moved_at is not None else None


def fix() -> None:
    """Anchor the newest committed event, synced to the disk: after every hand-over commit, before the first byte.

    Does nothing while the gate is closed, so that an older database can never anchor itself. Raises OSError when the
    file cannot be written: then nothing may be handed over either.
    """
    if g.get("pretend") is not None:
        return
    keeper: Keeper = current_app.extensions["anchor"]
    mark = anchor.newest(keeper.path)
    with connection_for_reading() as connection:
        seen = _look(connection, mark)
    if seen.seq is None or _why_not(seen, keeper, mark) is not None:
        return
    if mark is None or seen.seq > mark.seq:
        anchor.append(keeper.path, Mark(seen.site, seen.seq, seen.digest.hex(), clock.now()))
    keeper.seq, keeper.at, keeper.anchored = seen.seq, time.monotonic(), seen.seq


def fix_committed() -> None:
    """As `fix`, unless what this process committed last has just been anchored with its commit."""
    keeper: Keeper = current_app.extensions["anchor"]
    if keeper.committed is None or keeper.anchored < keeper.committed:
        fix()


def note_anchored() -> None:
    """Write down in the database, with the caller's transaction, how far the anchor file goes: one that knows less
    later has lost lines. Costs nothing while this process has anchored nothing since.

    An event that this database does not hold is never noted: it is another's, which a release has to be able to leave.
    """
    keeper: Keeper | None = current_app.extensions.get("anchor")
    if keeper is None or keeper.anchored <= keeper.noted or g.get("pretend") is not None:
        return
    keeper.noted = keeper.anchored
    with suppress(OSError, ValueError):  # what is no digest is another's too
        if (mark := anchor.newest(keeper.path)) is None:  # what stands there now, not what this process wrote once
            return
        held = exists().where(Event.seq == mark.seq, Event.digest == bytes.fromhex(mark.digest))
        wanted = update(Gate).where(Gate.anchored < mark.seq, held).values(anchored=mark.seq)
        db.session.execute(wanted, execution_options={"synchronize_session": False})


def after_commit() -> None:
    """Called when a transaction has committed: anchors the trail when enough has been added or enough time passed."""
    newest: int | None = g.pop("newest_event", None)
    keeper: Keeper = current_app.extensions["anchor"]
    if newest is None or g.get("pretend") is not None:
        return
    keeper.committed = max(newest, keeper.committed or 0)
    if newest - keeper.seq >= EVENTS or time.monotonic() - keeper.at >= SECONDS:
        keeper.seq, keeper.at = newest, time.monotonic()  # one try a minute is enough while the gate is closed
        with suppress(OSError):  # what was recorded stands; the next hand-over refuses
            fix()


def let_go() -> None:
    """This database is no copy any more, and knows of no anchor but the one to come: inside the transaction in which
    two people release it, after its last event. It may have lost the event that it noted last."""
    db.session.execute(update(Gate).values(copied_at=None, moved_at=None, anchored=0))


def start_again(at: dt.datetime) -> None:
    """Let this database be the newest from here on. Only a release by two people may call it, after its commit."""
    keeper: Keeper = current_app.extensions["anchor"]
    with connection_for_reading() as connection:
        newest = _newest(connection) or (0, b"")
        mark = Mark(site_of(connection), newest[0], newest[1].hex(), at, released=True)
    anchor.append(keeper.path, mark)
    keeper.tampered.unlink(missing_ok=True)
    keeper.shown = keeper.walked = None
    keeper.anchored = keeper.noted = 0


def site_of(connection: Connection) -> str:
    """The random name this database was given when it was made."""
    return str(connection.scalar(select(Gate.site)))


def _newest(connection: Connection) -> tuple[int, bytes] | None:
    row = connection.execute(select(Event.seq, Event.digest).order_by(Event.seq.desc()).limit(1)).first()
    return (row.seq, row.digest) if row else None
