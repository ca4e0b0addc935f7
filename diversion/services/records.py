"""What referrals hold of a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import select, update

from casework.appointments.models import Appointment
from casework.courts.services.records import court_name
from casework.kernel.database import db
from casework.kernel.words import long_day
from casework.people.models import Person
from casework.people.rules.keeping import Kind
from casework.people.services.records import Lasts, RoomRecords, table_of
from diversion.models import (
    AlsoCounts,
    CaseEnding,
    Charge,
    Closure,
    ContactAttempt,
    OptIn,
    Referral,
    Release,
    Requirement,
    RequirementBooking,
    Scheme,
)
from diversion.rules.words import Closing

CLOSED = frozenset(one.value for one in Closing)


def scheme_name(key: int) -> str:
    """The scheme's name."""
    return db.session.get_one(Scheme, key).name


class DiversionRecords(RoomRecords):
    """Arrests referred to a scheme, what each asked, and how each case ended."""

    room = "diversion"
    tables: ClassVar[Mapping[Any, str]] = {
        Referral: "Your referrals",
        Charge: "What you were charged with",
        CaseEnding: "How your cases ended",
        OptIn: "When you opted in at court",
        Requirement: "What each referral asked of you",
        RequirementBooking: "Which appointments were for a referral",
        AlsoCounts: "Appointments that counted for another referral too",
        ContactAttempt: "When we tried to reach you",
        Closure: "Referrals that went no further",
        Release: "When it was said that you need not go to court",
    }
    lasts = (
        Lasts(Kind.REFERRAL, Referral.arrested_on),
        Lasts(Kind.REFERRAL, Referral.completed_on),
        Lasts(Kind.REFERRAL, Closure.closed_on),
        Lasts(Kind.REFERRAL, CaseEnding.decided_on),
        Lasts(Kind.REFERRAL, CaseEnding.ask_until),
    )
    aside = frozenset({"referral.import_batch_id", "release.because"})
    words: ClassVar[Mapping[str, Any]] = {"referral.scheme_id": scheme_name, "opt_in.court_code": court_name}
    charged = (Referral,)

    def standing(self, person: Person, today: date) -> list[str]:
        """A case without an ending, and one that they may still ask to go on (domain rules 6 and 7)."""
        rows = db.session.scalars(select(Referral).where(Referral.person_id == person.id).order_by(Referral.id))
        return [said for row in rows if (said := _goes_on(row, today))]

    def parting(self, kept: Person, other: Person, changed: Mapping[str, list[int]]) -> None:
        """Appointments booked since for a referral of theirs are theirs."""
        referrals = select(Referral.id).where(Referral.person_id == other.id)
        asked = select(Requirement.id).where(Requirement.referral_id.in_(referrals))
        booked = select(RequirementBooking.appointment_id).where(RequirementBooking.requirement_id.in_(asked))
        theirs = update(table_of(Appointment)).where(Appointment.id.in_(booked), Appointment.person_id == kept.id)
        db.session.execute(theirs.values(person_id=other.id))


def _goes_on(row: Referral, today: date) -> str:
    if not row.ended and row.status not in CLOSED:
        return f"How the case of the arrest on {long_day(row.arrested_on)} ended is not recorded"
    until = max((each.ending.ask_until for each in row.charges if each.ending and each.ending.ask_until), default=None)
    if until is not None and until >= today:
        return f"Until {long_day(until)} they may ask for a discontinued case to go on"
    return ""
