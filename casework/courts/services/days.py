"""On which days people have to be at court: no day for anything else."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import select

from casework.courts.models import Hearing
from casework.kernel import light

_HEARINGS = light.Question(
    lambda among: select(
        Hearing.id, Hearing.person_id, Hearing.day, Hearing.starts_at, Hearing.adjourned_from_id
    ).where(among(Hearing.person_id))
)


def court_days_of(people: Collection[int], *, now: dt.datetime) -> Mapping[int, set[dt.date]]:
    """Each person's court days still to come at a moment (UTC), those put off left out. One query."""
    rows = _HEARINGS.seen(people)
    put_off = {row.adjourned_from_id for row in rows}
    found: dict[int, set[dt.date]] = defaultdict(set)
    for row in rows:
        if row.starts_at >= now and row.id not in put_off:
            found[row.person_id].add(row.day)
    return found
