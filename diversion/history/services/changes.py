"""What a row of a spreadsheet says otherwise than Waymark does about a referral it has."""

from __future__ import annotations

from casework.appointments.models import Appointment, Attendance
from casework.courts.models import Hearing
from casework.kernel.database import db
from casework.people.rules import names
from diversion.history.rules.row import PaperRow, Visit
from diversion.history.services.outcomes import recorded_as
from diversion.models import Charge, Referral, Requirement
from diversion.rules.endings import CHARGE_METHODS
from diversion.rules.facts import Came
from diversion.rules.words import Method
from diversion.services.facts import current_attendance

SAYS_MUCH = set(CHARGE_METHODS) - {Method.NOT_KNOWN}
"""The endings that say something of a charge."""


def differences(row: PaperRow, referral: Referral) -> list[str]:
    """The headings under which the row says something else; what it leaves empty it does not say."""
    hearings = _hearings(referral)
    person = referral.person
    found = {
        "Surname": names.key(row.family_name) != names.key(person.family_name),
        "Forename": names.key(row.given_name) != names.key(person.given_name),
        "DOB": row.date_of_birth != person.date_of_birth,
        "Arrest time": row.arrest_time not in {None, referral.arrested_at},
        "Offence": set(row.offence_codes) != {charge.offence_code for charge in referral.charges},
        "URN": row.urn not in {"", referral.urn},
        "Court": row.court not in {hearing.court_code for hearing in hearings},
        "Court date": row.court_day not in {hearing.day for hearing in hearings},
        "Court time": row.court_time not in {None, *(hearing.time for hearing in hearings)},
        "Case ending": row.ending in SAYS_MUCH and any(_ends_otherwise(row, charge) for charge in referral.charges),
    }
    return [heading for heading, differs in found.items() if differs] + _visits(row, referral)


def _hearings(referral: Referral) -> list[Hearing]:
    """The hearing as it now is, and those it was put off from: the file may still have the first date."""
    found = [referral.hearing] if referral.hearing else []
    while found and found[-1].adjourned_from_id is not None:
        earlier = db.session.get(Hearing, found[-1].adjourned_from_id)
        if earlier is None:
            break
        found.append(earlier)
    return found


def _ends_otherwise(row: PaperRow, charge: Charge) -> bool:
    ending = charge.ending
    return ending is None or (ending.method, ending.decided_on) != (row.ending, row.ended_on)


def _visits(row: PaperRow, referral: Referral) -> list[str]:
    found = []
    for position, (which, visit) in enumerate(zip(("1st", "2nd"), row.visits, strict=True), start=1):
        if visit.day:
            required = next((r for r in referral.requirements if r.position == position), None)
            found += _visit(which, visit, required)
    return found


def _visit(which: str, visit: Visit, required: Requirement | None) -> list[str]:
    bookings = required.bookings if required else []
    same_day = [booking.appointment for booking in bookings if visit.day in _days(booking.appointment)]
    if not same_day:
        return [f"{which} appt"]
    said = [current_attendance(appointment) for appointment in same_day]
    if visit.came is Came.NOT_RECORDED or any(_same(visit, attendance) for attendance in said):
        return []
    return [f"{which} outcome"]


def _days(appointment: Appointment) -> set[object]:
    return {appointment.day, *(move.from_day for move in appointment.moves)}


def _same(visit: Visit, said: Attendance | None) -> bool:
    outcome, reason = recorded_as(visit)
    return said is not None and (said.outcome, said.reason) == (outcome.value, reason.value if reason else "")
