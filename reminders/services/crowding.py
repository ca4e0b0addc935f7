"""At most one automatic reminder a day for one person: which of several goes, known before the day comes (ux 4.3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import selectinload

from casework.kernel.clock import local_day, start_of_day
from casework.kernel.database import db
from casework.kernel.questions import Fixed
from reminders.models import Text
from reminders.rules import kinds
from reminders.rules.kinds import TextKind
from reminders.rules.life import MAY_HAVE_GONE, WAITING, TextState
from reminders.rules.timing import day_order

ANOTHER_GOES = "Another text goes that day ({}). Tell them another way"
COUNTS = [state.value for state in WAITING | MAY_HAVE_GONE | {TextState.KEPT}]
_REMINDERS = sorted(kind.value for kind in kinds.REMINDERS)
Day = tuple[int, dt.date]


@dataclass(frozen=True)
class Crowd:
    """The reminder that goes first of each person's day, by person and London day: its id and kind."""

    first: Mapping[Day, tuple[int, TextKind]]
    now: dt.datetime

    def why_not(self, text: Text) -> str:
        """Why a waiting reminder will not go although nothing else holds it; "" where it will."""
        if TextKind(text.kind) not in kinds.REMINDERS or text.on_hold_why:
            return ""
        id, kind = self.first.get((text.person_id, _day(text.not_before, self.now)), (text.id, TextKind(text.kind)))
        return "" if id == text.id else ANOTHER_GOES.format(kinds.words(kind))


def first_of_each_day(texts: Sequence[Text], now: dt.datetime) -> Crowd:
    """Which reminder goes first on each day that these texts fall on, for each of their people. One query."""
    mine = [text for text in texts if TextKind(text.kind) in kinds.REMINDERS]
    if not mine:
        return Crowd({}, now)
    last = start_of_day(max(_day(text.not_before, now) for text in mine) + dt.timedelta(days=1))
    today = start_of_day(local_day(now))
    waits = Text.handed_at.is_(None) & (Text.not_before < last) & (Text.not_after > now) & (Text.on_hold_why == "")
    rows = select(Text.id, Text.person_id, Text.kind, Text.not_before, Text.handed_at).where(
        Text.person_id.in_({text.person_id for text in mine}),
        Text.kind.in_(_REMINDERS),
        Text.state.in_(COUNTS),
        (Text.handed_at >= today) | waits,
    )
    best: dict[Day, tuple[bool, tuple[int, dt.datetime, int], TextKind]] = {}
    for row in db.session.execute(rows):
        kind, due = TextKind(row.kind), row.handed_at or row.not_before
        key = (row.handed_at is None, day_order(kind, row.not_before, row.id), kind)
        day = (row.person_id, _day(due, now))
        best[day] = min(best.get(day, key), key)
    return Crowd({day: (order[2], kind) for day, (_, order, kind) in best.items()}, now)


def doubled(*, agency_id: int, until: dt.datetime, now: dt.datetime) -> list[tuple[Text, str]]:
    """Waiting reminders that will not go because another of the same person and day does, with why. Two queries."""
    found = _DOUBLED.objects(agency=agency_id, until=until, now=now)
    crowd = first_of_each_day(found, now)
    return [(text, why) for text in found if (why := crowd.why_not(text))]


def _doubled() -> Select[Text]:
    soon = (
        (Text.agency_id == bindparam("agency"))
        & Text.kind.in_(_REMINDERS)
        & (Text.state == TextState.PLANNED.value)
        & (Text.on_hold_why == "")
        & (Text.not_before < bindparam("until"))
        & (Text.not_after > bindparam("now"))
    )
    twice = select(Text.person_id).where(soon).group_by(Text.person_id).having(func.count() > 1)
    rows = select(Text).where(soon, Text.person_id.in_(twice)).order_by(Text.not_before, Text.id)
    return rows.options(selectinload(Text.person))


_DOUBLED = Fixed(_doubled)


def _day(due: dt.datetime, now: dt.datetime) -> dt.date:
    """The London day on which it goes: what is overdue goes today."""
    return max(local_day(due), local_day(now))
