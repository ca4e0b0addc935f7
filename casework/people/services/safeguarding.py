"""All that is kept of a child, or of somebody whose age is doubted: who, who was told, when (domain rule 1)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from casework.accounts.rules import Action, Compartment
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import Refused
from casework.people.models import SafeguardingRecord
from casework.people.rules import names
from casework.people.services.guard import must


@dataclass(frozen=True)
class SafeguardingAnswers:
    """What the safeguarding page asks. `reason` is why the referral stopped; `told_at` is UTC and aware."""

    name: str
    date_of_birth: dt.date | None
    reason: str
    offence_on: dt.date | None
    told_who: str
    told_at: dt.datetime
    told_how: str = ""
    note: str = ""


def record_safeguarding(answers: SafeguardingAnswers, *, by: Actor, at: dt.datetime) -> SafeguardingRecord:
    """Keep a safeguarding record. No person, referral or order is made of it (domain rule 1).

    Raises Refused without a name, without who was told, or when they were told after now.
    """
    must(by, Action.WRITE, Compartment.IDENTITY, by.agency_id)
    for field, message in _faults(answers, at).items():
        raise Refused(message, field)
    row = SafeguardingRecord(
        agency_id=by.agency_id,
        name=names.tidy(answers.name),
        date_of_birth=answers.date_of_birth,
        reason=answers.reason,
        offence_on=answers.offence_on,
        told_who=answers.told_who.strip(),
        told_how=answers.told_how.strip(),
        told_at=answers.told_at,
        note=answers.note.strip(),
        recorded_at=at,
        recorded_by_id=by.staff_id,
    )
    db.session.add(row)
    db.session.flush()
    record = f"safeguarding:{row.reference}"
    audit.record(Act.COLLECTION, record, by=by, at=at, compartment=Compartment.IDENTITY, detail={"why": row.reason})
    return row


def _faults(answers: SafeguardingAnswers, at: dt.datetime) -> dict[str, str]:
    found: dict[str, str] = {}
    if not names.tidy(answers.name):
        found["name"] = "Enter the child's name, or how they can be found"
    if not answers.told_who.strip():
        found["told_who"] = "Enter who was told, such as the children's services duty team"
    if answers.told_at > at:
        found["told_on"] = "The time they were told cannot be after now"
    return found
