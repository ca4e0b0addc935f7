"""Referrals of people who were erased: counted as before, and nobody knows whose they were (domain rule 28)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from casework.kernel.database import db
from casework.people.models import KeptFigure
from diversion.models import Scheme
from monitoring.rules.figures import ReferralFact, VisitFact

REFERRAL = "referral"
MOST_VISITS = 1000
"""More appointments than one referral ever has: it keeps apart the numbers of those of two."""


def kept_facts(scheme: Scheme, *, first: dt.date, last: dt.date) -> list[ReferralFact]:
    """What figures still need of erased people's referrals to this scheme, by London date of arrest."""
    mine = select(KeptFigure).where(
        KeptFigure.agency_id == scheme.agency_id, KeptFigure.kind == REFERRAL, KeptFigure.about == scheme.reference
    )
    rows = db.session.scalars(mine.where(KeptFigure.day.between(first, last)).order_by(KeptFigure.id)).all()
    return [from_kept(row.day, row.facts, -row.id, person_id=person) for row, person in numbered(rows)]


def numbered(rows: Sequence[KeptFigure]) -> list[tuple[KeptFigure, int]]:
    """Each with a number below nothing for whoever it was of, the same for all that was of one person."""
    people = {who: -number for number, who in enumerate(dict.fromkeys(row.who for row in rows), 1)}
    return [(row, people[row.who]) for row in rows]


def to_keep(fact: ReferralFact) -> dict[str, Any]:
    """A fact as it is kept: codes and dates, and not whose it was."""
    return {
        "status": fact.status,
        "completed_on": _written(fact.completed_on),
        "ending": fact.ending,
        "earlier": fact.earlier,
        "visits": [[one.position, _written(one.day), one.outcome, one.counts, one.reason] for one in fact.visits],
        "contacted_on": _written(fact.contacted_on),
        "arrested_at": fact.arrested_at.isoformat() if fact.arrested_at else None,
    }


def from_kept(day: dt.date, facts: dict[str, Any], number: int, *, person_id: int) -> ReferralFact:
    """The fact again; `person_id` only says which of them were one person, `number` (below nothing) which it is.

    What was kept before arrests had a time and a first contact says nothing of either.
    """
    return ReferralFact(
        person_id=person_id,
        arrested_on=day,
        status=facts["status"],
        completed_on=_read(facts["completed_on"]),
        ending=facts["ending"],
        visits=tuple(
            VisitFact(position, dt.date.fromisoformat(on), outcome, counts, reason, number * MOST_VISITS - place)
            for place, (position, on, outcome, counts, reason) in enumerate(facts["visits"])
        ),
        earlier=facts["earlier"],
        id=number,
        arrested_at=dt.time.fromisoformat(facts["arrested_at"]) if facts.get("arrested_at") else None,
        contacted_on=_read(facts.get("contacted_on")),
    )


def _written(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _read(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
