"""A whole court day put off at once: everybody it touches is found, and all of theirs follows (domain rule 5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from casework.courts import services as courts
from casework.courts.models import Hearing
from casework.courts.reference import Court
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.refused import Conflict, Refused


def still_listed(court: Court, day: dt.date, *, by: Actor) -> list[Hearing]:
    """The agency's people whose hearing at this court on this London day has no result yet, in the order of time."""
    return [one for one in courts.hearings_on(day, court_code=court.ou_code, by=by) if one.outcome is None]


def put_off(
    court: Court,
    day: dt.date,
    references: Collection[str],
    *,
    to_day: dt.date,
    to_time: dt.time,
    to_court: str,
    decided_by: str,
    reference: str,
    by: Actor,
    at: dt.datetime,
) -> int:
    """Put these hearings off to one new court date, each as `adjourn` does, all or none. Their referrals, finish-by
    dates, statuses, texts and releases follow in the same transaction. Returns how many were put off.

    Raises Refused on its field; Conflict where one of them was settled meanwhile.
    """
    chosen = [one for one in still_listed(court, day, by=by) if one.reference in references]
    if not references:
        raise Refused("Tick who is put off", "who")
    if len(chosen) != len(set(references)):
        theirs = f"{len(chosen)} of {len(set(references))} are still listed"
        raise Conflict("This court day", theirs=theirs, yours=f"{len(set(references))} ticked", again={})
    for hearing in chosen:
        courts.adjourn(
            hearing,
            day=to_day,
            time=to_time,
            court_code=to_court,
            decided_by=decided_by,
            decided_on=clock.local_day(at),
            reference=reference,
            by=by,
            at=at,
        )
    return len(chosen)
