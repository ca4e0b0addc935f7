"""What court dates hold of a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

from sqlalchemy import select

from casework.courts.models import CourtContact, Hearing, HearingOutcome, HerSolicitor, Transfer
from casework.courts.reference import court
from casework.kernel import words
from casework.kernel.database import db
from casework.kernel.refused import Refused
from casework.people.models import Person
from casework.people.rules.keeping import Kind
from casework.people.services.records import Lasts, RoomRecords

BOTH_MOVING = "Both records are being moved to another area. Settle one of the moves, then join them"


def court_name(code: str) -> str:
    """The court's name, or its code where the reference data no longer has it."""
    found = court(code)
    return found.name if found else code


def contact_name(key: int | None) -> str:
    """Who is told, by the name they go by here."""
    row = db.session.get(CourtContact, key) if key else None
    return row.name if row else ""


class CourtRecords(RoomRecords):
    """Where somebody was listed, what came of it, their solicitor, and a move to another area."""

    room = "courts"
    tables: ClassVar[Mapping[Any, str]] = {
        Hearing: "Your court dates",
        HearingOutcome: "What the court or the prosecutor decided",
        HerSolicitor: "Your solicitor",
        Transfer: "Moving to another area",
    }
    lasts = (Lasts(Kind.REFERRAL, Hearing.day), Lasts(Kind.CONTACT, Transfer.asked_on))
    aside = frozenset({"hearing_outcome.error_why", "hearing.starts_at", "transfer.accepted_by", "transfer.error_why"})
    words: ClassVar[Mapping[str, Any]] = {
        "hearing.court_code": court_name,
        "her_solicitor.contact_id": contact_name,
        "transfer.contact_id": contact_name,
    }

    def standing(self, person: Person, today: dt.date) -> list[str]:
        """Court dates to come, and a move nobody has answered."""
        rows = select(Hearing).where(Hearing.person_id == person.id, Hearing.day >= today)
        coming = [row for row in db.session.scalars(rows) if row.outcome is None]
        said = [f"A court date on {words.long_day(row.day)} is still to come" for row in coming]
        return [*said, *(["A move to another area is not settled"] if _moving(person) else [])]

    def may_join(self, kept: Person, other: Person, at: dt.datetime) -> None:
        """Raises Refused where both are being moved away."""
        if _moving(kept) and _moving(other):
            raise Refused(BOTH_MOVING)


def _moving(person: Person) -> bool:
    return any(row.open for row in db.session.scalars(select(Transfer).where(Transfer.person_id == person.id)))
