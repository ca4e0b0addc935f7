"""Referrals of people who were erased: counted as before, and nobody knows whose they were (domain rule 28)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select

from casework.kernel.database import db
from casework.people.models import KeptFigure
from diversion.models import Scheme
from monitoring.rules.figures import ReferralFact, VisitFact

REFERRAL = "referral"


def kept_facts(scheme: Scheme, *, first: dt.date, last: dt.date) -> list[ReferralFact]:
    """What figures still need of erased people's referrals to this scheme, by London date of arrest."""
    mine = select(KeptFigure).where(
        KeptFigure.agency_id == scheme.agency_id, KeptFigure.kind == REFERRAL, KeptFigure.about == scheme.reference
    )
    rows = db.session.scalars(mine.where(KeptFigure.day.between(first, last)).order_by(KeptFigure.id)).all()
    people = {who: -number for number, who in enumerate(dict.fromkeys(row.who for row in rows), 1)}
    return [from_kept(row.day, row.facts, people[row.who]) for row in rows]


def to_keep(fact: ReferralFact) -> dict[str, Any]:
    """A fact as it is kept: codes and dates, and not whose it was."""
    return {
        "status": fact.status,
        "completed_on": _written(fact.completed_on),
        "ending": fact.ending,
        "earlier": fact.earlier,
        "visits": [[one.position, _written(one.day), one.outcome, one.counts, one.reason] for one in fact.visits],
    }


def from_kept(day: dt.date, facts: dict[str, Any], person_id: int) -> ReferralFact:
    """The fact again; `person_id` only says which of them were one person."""
    return ReferralFact(
        person_id=person_id,
        arrested_on=day,
        status=facts["status"],
        completed_on=_read(facts["completed_on"]),
        ending=facts["ending"],
        visits=tuple(
            VisitFact(position, dt.date.fromisoformat(on), outcome, counts, reason)
            for position, on, outcome, counts, reason in facts["visits"]
        ),
        earlier=facts["earlier"],
    )


def _written(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _read(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
