"""What one row of a spreadsheet becomes: a referral, its court date, what was asked, who came, how it ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from casework.appointments.models import Appointment, Attendance
from casework.courts.models import Hearing, HearingOutcome
from casework.courts.rules import HearingResult
from casework.kernel import clock
from casework.kernel.columns import blind_index
from casework.kernel.workdays import business_days_between
from casework.people.models import Agreement, Person
from casework.people.rules.agreements import AgreementKind, HowAgreed
from diversion.history.rules.row import PaperRow, Visit
from diversion.history.services.outcomes import recorded_as
from diversion.models import CaseEnding, Charge, Referral, Requirement, RequirementBooking, Scheme
from diversion.rules import dates
from diversion.rules.facts import BookingFacts, Came, ClosingFacts, ReferralFacts, RequirementFacts
from diversion.rules.schemes import SchemePlan, Step
from diversion.rules.standing import standing
from diversion.rules.words import RESULT_CODES, Closing, Method
from diversion.services.restating import derived

NOON = dt.time(12)
"""Where an appointment's time is not on paper; it is marked as not known and never shown."""
USUAL_SITTING = dt.time(10)
"""Where a past hearing's time is not on paper (ours: magistrates' courts sit at ten)."""
RESULTS = {
    Method.DISCONTINUED: HearingResult.ENDED,
    Method.WITHDRAWN: HearingResult.ENDED,
    Method.NO_EVIDENCE: HearingResult.ENDED,
    Method.WENT_AHEAD: HearingResult.WENT_AHEAD,
    Method.PUT_OFF: HearingResult.NOT_KNOWN,
}


@dataclass(frozen=True)
class Terms:
    """What every row of one import shares: agency, batch, the moment (UTC), and the scheme with its plan."""

    agency_id: int
    batch_id: int
    at: dt.datetime
    scheme: Scheme
    plan: SchemePlan
    closed: Collection[dt.date]


def referral_of(row: PaperRow, person: Person, known_by: bytes | None, terms: Terms, died: dt.date | None) -> Referral:
    """The referral of a row, ready to be stored, with the standing its facts give it at this moment.

    Nothing is planned or queued. `died` is the day an earlier record says that the person died, if it does.
    """
    hearing = _hearing(row, person, terms)
    referral = Referral(
        agency_id=terms.agency_id,
        person=person,
        scheme_id=terms.scheme.id,
        arrested_on=row.arrested_on,
        arrested_at=row.arrest_time,
        offence_on=row.arrested_on,
        charge_name=f"{row.given_name} {row.family_name}",
        custody_reference=row.custody_reference,
        known_by=known_by,
        urn=row.urn,
        urn_index=blind_index("urn", row.urn) if row.urn else None,
        hearing=hearing,
        agreement=_agreement(row, person, terms),
        source="import",
        import_batch_id=terms.batch_id,
        finish_by_days=terms.plan.finish_by_business_days,
        in_order=terms.plan.in_order,
        total=terms.plan.needed,
        recorded_at=terms.at,
        charges=[_charge(code, row, terms) for code in row.offence_codes],
        requirements=[_requirement(step, row, person, terms) for step in terms.plan.steps],
    )
    _state(referral, row, hearing, terms, died)
    return referral


def _hearing(row: PaperRow, person: Person, terms: Terms) -> Hearing:
    time = row.court_time or USUAL_SITTING
    return Hearing(
        agency_id=terms.agency_id,
        person=person,
        court_code=row.court,
        day=row.court_day,
        time=time,
        starts_at=clock.moment(row.court_day, time),
        recorded_at=terms.at,
        outcomes=_hearing_outcomes(row, terms),
    )


def _hearing_outcomes(row: PaperRow, terms: Terms) -> list[HearingOutcome]:
    """What came of a hearing that is past. One still to come stays open: paper frees nobody from it (rule 4)."""
    if row.court_day >= clock.local_day(terms.at):
        return []
    kind = RESULTS[row.ending] if row.ending else HearingResult.NOT_KNOWN
    return [
        HearingOutcome(
            kind=kind.value,
            result_code=_result_code(row.ending) if kind is HearingResult.ENDED else "",
            decided_by="",
            decided_on=row.ended_on or row.court_day,
            recorded_at=terms.at,
        )
    ]


def _result_code(method: Method | None) -> str:
    """The first CJS code of an ending; "" for one that has none (domain rule 6)."""
    return next(iter(RESULT_CODES.get(method, ())), "") if method else ""


def _agreement(row: PaperRow, person: Person, terms: Terms) -> Agreement:
    """Agreement to be referred, as the paper has it; when it was given is not on paper beyond the arrest itself."""
    return Agreement(
        agency_id=terms.agency_id,
        person_id=person.id,
        kind=AgreementKind.REFERRAL.value,
        how=HowAgreed.ON_PAPER.value,
        given_on=row.arrested_on,
        recorded_at=terms.at,
    )


def _charge(code: str, row: PaperRow, terms: Terms) -> Charge:
    endings = [_ending(row.ending, row, terms)] if row.ending else []
    return Charge(offence_code=code, offence_on=row.arrested_on, endings=endings)


def _ending(method: Method, row: PaperRow, terms: Terms) -> CaseEnding:
    """How the case ended, as the paper has it: who decided, and under what reference, is not there (rule 6)."""
    return CaseEnding(
        method=method.value,
        result_code=_result_code(method),
        decided_on=row.ended_on,
        on_paper=True,
        recorded_at=terms.at,
    )


def _visit(step: Step, row: PaperRow) -> Visit:
    """What the paper has of one step: it knows two; a scheme may ask for more."""
    return row.visits[step.position - 1] if step.position <= len(row.visits) else Visit()


def _requirement(step: Step, row: PaperRow, person: Person, terms: Terms) -> Requirement:
    visit = _visit(step, row)
    return Requirement(
        position=step.position,
        title=step.title,
        leaves=step.leaves.value,
        at_service=step.at_service,
        on_paper=visit.came is Came.KEPT,
        bookings=[RequirementBooking(appointment=_appointment(visit, visit.day, person, terms))] if visit.day else [],
    )


def _appointment(visit: Visit, day: dt.date, person: Person, terms: Terms) -> Appointment:
    time = visit.time or NOON
    said = [] if visit.came is Came.NOT_RECORDED else [_attendance(visit, day, terms)]
    return Appointment(
        agency_id=terms.agency_id,
        person=person,
        day=day,
        time=time,
        starts_at=clock.moment(day, time),
        time_known=visit.time is not None,
        outcome=said[0].outcome if said else None,
        recorded_at=terms.at,
        attendances=said,
    )


def _attendance(visit: Visit, day: dt.date, terms: Terms) -> Attendance:
    outcome, reason = recorded_as(visit)
    return Attendance(
        outcome=outcome.value,
        reason=reason.value if reason else "",
        on_paper=True,
        note=visit.reason,
        happened_on=day,
        recorded_at=terms.at,
    )


def _state(referral: Referral, row: PaperRow, hearing: Hearing, terms: Terms, died: dt.date | None) -> None:
    """Store what the rules say, from the same facts that `facts_of` would read back."""
    finish_by = dates.finish_by(row.court_day, terms.plan.finish_by_business_days, terms.closed)
    yesterday = clock.local_day(terms.at) - dt.timedelta(days=1)
    facts = ReferralFacts(
        opened_on=row.arrested_on,
        requirements=tuple(_requirement_facts(step, _visit(step, row)) for step in terms.plan.steps),
        in_order=terms.plan.in_order,
        court_day=row.court_day,
        hearing_at=hearing.starts_at,
        finish_by=finish_by,
        agreed=True,
        closed=ClosingFacts(Closing.DIED, died) if died else None,
        working_days_left=max(0, business_days_between(yesterday, finish_by, terms.closed)),
    )
    for column, value in derived(standing(facts, now=terms.at)).items():
        setattr(referral, column, value)


def _requirement_facts(step: Step, visit: Visit) -> RequirementFacts:
    booked = [clock.moment(visit.day, visit.time or NOON)] if visit.day else []
    return RequirementFacts(
        position=step.position,
        title=step.title,
        leaves=step.leaves,
        bookings=tuple(BookingFacts(moment, visit.came, on_paper=True) for moment in booked),
    )
