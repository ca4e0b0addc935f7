"""That the sender lives: when each worker last woke, and whether anything waits that should have gone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, delete, exists, func, literal, or_, select, text, update

from casework.kernel.database import db
from casework.kernel.handover import OWNER, SILENT
from reminders.models import Text, WorkerSeen
from reminders.rules.life import TextState
from reminders.rules.troubles import NOT_RUNNING

BEAT = dt.timedelta(minutes=1)
FORGET = dt.timedelta(days=2)


@dataclass(frozen=True)
class Waiting:
    """What is late: how many texts should have gone by now, since when, and how many nobody can say of."""

    due: int
    oldest: dt.datetime | None
    unknown: int
    oldest_unknown: dt.datetime | None


def _due(now: Any) -> ColumnElement[bool]:
    waits = Text.state == literal(TextState.PLANNED.value, literal_execute=True)  # so that the partial index fits
    due: ColumnElement[bool] = waits & (Text.next_try_at <= now) & (Text.not_before <= now)
    return due


def is_anything_to_do(now: dt.datetime) -> bool:
    """Whether a waking finds anything: a text that is due, or one under way that nobody has settled. One query."""
    return bool(db.session.connection().scalar(_anything(), {"at": now, "silent": now - SILENT}))


@cache
def _anything() -> Select[tuple[bool]]:
    """The question of every waking, made once: making it takes longer than asking it.

    It asks for the text that is due first, in this order: asked only whether there is one, PostgreSQL expects to find
    some at once wherever it looks, and reads a million that lie ahead one by one.
    """
    first = select(literal(1)).where(_due(bindparam("at"))).order_by(Text.next_try_at).limit(1).scalar_subquery()
    under_way = text("text.state IN ('claimed', 'handed', 'unknown')")  # as the partial index says it
    stale = or_(
        (Text.state == TextState.CLAIMED.value) & (Text.lease_until < bindparam("at")),
        (Text.state == TextState.HANDED.value) & (Text.handed_at < bindparam("silent")),
        Text.state == TextState.UNKNOWN.value,
    )
    return select(or_(first.is_not(None), exists().where(under_way, stale)))


def beat(now: dt.datetime, sent: int = 0) -> None:
    """Note that this process is awake. Called at most once a minute, unless it has handed texts over."""
    mine = update(WorkerSeen).where(WorkerSeen.owner == OWNER).values(seen_at=now, sent=WorkerSeen.sent + sent)
    if not db.session.execute(mine).rowcount:  # type: ignore[attr-defined]
        db.session.execute(delete(WorkerSeen).where(WorkerSeen.seen_at < now - FORGET))
        db.session.add(WorkerSeen(owner=OWNER, started_at=now, seen_at=now, sent=sent))
    db.session.flush()


def workers() -> list[WorkerSeen]:
    """The workers of the last two days, the latest first."""
    return list(db.session.scalars(select(WorkerSeen).order_by(WorkerSeen.seen_at.desc()).limit(10)))


def last_seen() -> dt.datetime | None:
    """When any worker was last awake."""
    return db.session.scalar(select(WorkerSeen.seen_at).order_by(WorkerSeen.seen_at.desc()).limit(1))


def waiting(now: dt.datetime, agency_id: int | None = None) -> Waiting:
    """What is due or unknown at a moment (UTC), for one agency or for all."""
    mine = Text.agency_id == agency_id if agency_id is not None else Text.id.is_not(None)
    due = select(func.count(), func.min(Text.next_try_at)).where(_due(now), mine)
    unknown = select(func.count(), func.min(Text.handed_at)).where(Text.state == TextState.UNKNOWN.value, mine)
    return Waiting(*db.session.execute(due).one(), *db.session.execute(unknown).one())


def is_asleep(now: dt.datetime, agency_id: int) -> bool:
    """Whether texts of an agency wait that should have gone minutes ago, and no worker has been awake since."""
    late = waiting(now, agency_id).oldest
    if late is None or now - late < NOT_RUNNING:
        return False
    seen = last_seen()
    return seen is None or now - seen > NOT_RUNNING
