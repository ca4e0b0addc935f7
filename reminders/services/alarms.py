"""What keeps texts from going out, kept while it lasts: one row for each trouble, never a line for each text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import or_, select, update

from casework.kernel.clock import local_day, start_of_day
from casework.kernel.database import db
from reminders.models import SenderAlarm
from reminders.rules.troubles import DOORS, Trouble, stands_in_the_way, wait


def report(
    trouble: Trouble,
    now: dt.datetime,
    *,
    agency_id: int | None = None,
    times: int = 1,
    asked: dt.timedelta | None = None,
) -> SenderAlarm:
    """Keep that a trouble has come, `times` in a row; `asked` is how long the provider wants us to wait."""
    key = trouble.value if agency_id is None else f"{trouble.value}:{agency_id}"
    row = db.session.scalar(select(SenderAlarm).where(SenderAlarm.key == key, SenderAlarm.over_at.is_(None)))
    if row is None:
        row = SenderAlarm(key=key, kind=trouble.value, agency_id=agency_id, times=0, since=now)
        db.session.add(row)
    row.times, row.last_at = row.times + times, now
    waits = wait(trouble, row.times, asked)
    row.wait_until = now + waits if waits else None
    db.session.flush()
    return row


def over(troubles: Collection[Trouble], now: dt.datetime) -> None:
    """These are over: something went, or their day has passed."""
    kinds = [trouble.value for trouble in troubles]
    ended = update(SenderAlarm).where(SenderAlarm.kind.in_(kinds), SenderAlarm.over_at.is_(None))
    db.session.execute(ended.values(over_at=now))


def standing(now: dt.datetime, agency_id: int | None = None) -> list[SenderAlarm]:
    """What keeps texts from going now, for this agency or for all; a limit counts on the London day it was reached."""
    rows = select(SenderAlarm).where(SenderAlarm.over_at.is_(None)).order_by(SenderAlarm.since, SenderAlarm.id)
    if agency_id is not None:
        rows = rows.where(or_(SenderAlarm.agency_id.is_(None), SenderAlarm.agency_id == agency_id))
    return [row for row in db.session.scalars(rows) if _counts(row, now)]


def _counts(row: SenderAlarm, now: dt.datetime) -> bool:
    trouble = Trouble(row.kind)
    today = row.last_at >= start_of_day(local_day(now))
    return stands_in_the_way(trouble, row.times) and (trouble in DOORS or today)


def is_open(now: dt.datetime) -> bool:
    """Whether the sender may try: no trouble of its own asks it to wait any longer."""
    doors = [trouble.value for trouble in DOORS]
    waits = select(SenderAlarm.id).where(
        SenderAlarm.over_at.is_(None), SenderAlarm.kind.in_(doors), SenderAlarm.wait_until > now
    )
    return db.session.scalar(waits.limit(1)) is None


def any_standing() -> bool:
    """Whether there is anything to end."""
    return db.session.scalar(select(SenderAlarm.id).where(SenderAlarm.over_at.is_(None)).limit(1)) is not None


def stands(trouble: Trouble) -> bool:
    """Whether this trouble has not ended."""
    rows = select(SenderAlarm.id).where(SenderAlarm.kind == trouble.value, SenderAlarm.over_at.is_(None))
    return db.session.scalar(rows.limit(1)) is not None


def failed_in_a_row() -> int:
    """How many connections to the provider have failed in a row until now."""
    rows = select(SenderAlarm.times).where(SenderAlarm.kind == Trouble.LINE.value, SenderAlarm.over_at.is_(None))
    return db.session.scalar(rows.limit(1)) or 0
