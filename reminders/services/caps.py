"""Counting what has gone, from the texts themselves, inside the transaction that hands more over (promises P7).

Writers take their turns, so no two hand-overs can both see the last free place. What cannot be counted does not go.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import SQLAlchemyError

from casework.kernel import audit, light
from casework.kernel.clock import local_day, start_of_day
from casework.kernel.database import db
from reminders.models import Text
from reminders.rules.spending import WEEK, Spent
from reminders.services.wiring import wired

_GONE = Text.handed_at >= bindparam("since")
_HAVE_GONE = func.count().filter(_GONE)
"""Counts all there is to a number or person. Asked only for what has gone since, PostgreSQL, which cannot know how much
went since it last looked, reads everything that went to anybody today."""
_TO = Text.number_index.in_(bindparam("to", expanding=True))
_OF_NUMBERS = select(Text.number_index, _HAVE_GONE).where(_TO).group_by(Text.number_index)
_OF_AGENCIES = select(Text.agency_id, func.count()).where(_GONE).group_by(Text.agency_id)
_OF_PEOPLE = light.Question(
    lambda among: select(Text.person_id, _HAVE_GONE).where(among(Text.person_id)).group_by(Text.person_id)
)


@dataclass(frozen=True)
class Tally:
    """What had gone for each agency on a London day when the newest event of the trail was `after` (number, digest).

    Every hand-over leaves a line, so while that line is the newest nobody has handed over anything since.
    """

    day: dt.date
    after: tuple[int, bytes]
    agencies: dict[int, int]

    def still_holds(self, today: dt.date, more: int) -> bool:
        """Whether it is today's, nothing has happened since, and `more` texts reach no limit: else it is counted anew,
        since what came back unsent elsewhere is still in it."""
        caps, most = wired().caps, max(self.agencies.values(), default=0)
        within = most + more < caps.agency and sum(self.agencies.values()) + more < caps.site
        return within and self.day == today and self.after == audit.newest()


def spent(
    texts: Collection[Text], indexes: Collection[bytes], now: dt.datetime, tally: Tally | None = None
) -> Spent | None:
    """What has gone today to these numbers, these seven London days to these people, and today for every agency.

    None when it cannot be counted: then nothing may go. `tally` is what this process counted last, if it did.
    """
    point = db.session.begin_nested()
    try:
        known = tally.agencies if tally and tally.still_holds(local_day(now), len(texts)) else None
        found = _counted({text.person_id for text in texts}, indexes, now, known)
        point.commit()
        return found
    except SQLAlchemyError:
        point.rollback()
        return None


def _counted(
    people: Collection[int], indexes: Collection[bytes], now: dt.datetime, agencies: dict[int, int] | None
) -> Spent:
    today = local_day(now)
    day, week = start_of_day(today), start_of_day(today - dt.timedelta(days=WEEK - 1))
    connection = db.session.connection()
    return Spent(
        numbers={row[0] or b"": row[1] for row in connection.execute(_OF_NUMBERS, {"to": indexes, "since": day})},
        people={row[0]: row[1] for row in _OF_PEOPLE.ask(people, since=week)},
        agencies=dict(agencies) if agencies is not None else _of_agencies(day),
    )


def _of_agencies(since: dt.datetime) -> dict[int, int]:
    return {row[0]: row[1] for row in db.session.connection().execute(_OF_AGENCIES, {"since": since})}
