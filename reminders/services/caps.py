"""Counting what has gone, from the texts themselves, inside the transaction that hands more over (promises P7).

Writers take their turns, so no two hand-overs can both see the last free place. What cannot be counted does not go.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import SQLAlchemyError

from casework.kernel import light
from casework.kernel.clock import local_day, start_of_day
from casework.kernel.database import db
from reminders.models import Text
from reminders.rules.spending import WEEK, Spent

_GONE = Text.handed_at >= bindparam("since")
_TO = Text.number_index.in_(bindparam("to", expanding=True))
_OF_NUMBERS = select(Text.number_index, func.count()).where(_TO, _GONE).group_by(Text.number_index)
_OF_AGENCIES = select(Text.agency_id, func.count()).where(_GONE).group_by(Text.agency_id)
_OF_PEOPLE = light.Question(
    lambda among: select(Text.person_id, func.count()).where(among(Text.person_id), _GONE).group_by(Text.person_id)
)


def spent(texts: Collection[Text], indexes: Collection[bytes], now: dt.datetime) -> Spent | None:
    """What has gone today to these numbers, these seven London days to these people, and today for every agency.

    None when it cannot be counted: then nothing may go.
    """
    point = db.session.begin_nested()
    try:
        found = _counted({text.person_id for text in texts}, indexes, now)
        point.commit()
        return found
    except SQLAlchemyError:
        point.rollback()
        return None


def _counted(people: Collection[int], indexes: Collection[bytes], now: dt.datetime) -> Spent:
    today = local_day(now)
    day, week = start_of_day(today), start_of_day(today - dt.timedelta(days=WEEK - 1))
    connection = db.session.connection()
    return Spent(
        numbers={row[0] or b"": row[1] for row in connection.execute(_OF_NUMBERS, {"to": indexes, "since": day})},
        people={row[0]: row[1] for row in _OF_PEOPLE.ask(people, since=week)},
        agencies={row[0]: row[1] for row in connection.execute(_OF_AGENCIES, {"since": day})},
    )
