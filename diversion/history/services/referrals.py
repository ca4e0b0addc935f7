"""What rows of a spreadsheet become: referrals, court dates, what was asked, who came, how each case ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from casework.appointments.models import Appointment, Attendance
from casework.courts.models import Hearing, HearingOutcome
from casework.courts.rules import HearingResult
from casework.kernel import clock
from casework.kernel.columns import blind_index
from casework.kernel.database import db
from casework.people.models import Agreement
from casework.people.rules.agreements import AgreementKind, HowAgreed
from diversion.history.rules.row import PaperRow, Visit
from diversion.history.services.bulk import Values, put, put_referenced
from diversion.history.services.outcomes import recorded_as
from diversion.history.services.standing import UNSAID, USUAL_SITTING, Terms, standing_on_paper, visit_of
from diversion.models import CaseEnding, Charge, Referral, Requirement, RequirementBooking
from diversion.rules.endings import CHARGE_METHODS
from diversion.rules.facts import Came
from diversion.rules.schemes import Step
from diversion.rules.words import RESULT_CODES, Method
from diversion.services.known import known_by

RESULTS = {
    Method.DISCONTINUED: HearingResult.ENDED,
    Method.WITHDRAWN: HearingResult.ENDED,
    Method.NO_EVIDENCE: HearingResult.ENDED,
    Method.WENT_AHEAD: HearingResult.WENT_AHEAD,
    Method.PUT_OFF: HearingResult.ADJOURNED,
    Method.NOT_KNOWN: HearingResult.NOT_KNOWN,
}


@dataclass(frozen=True)
class Paper:
    """One row with whom it is of. `died` is the day an earlier record says that the person died, if it does."""

    row: PaperRow
    person_id: int
    terms: Terms
    died: dt.date | None = None


def put_referrals(papers: Sequence[Paper]) -> list[str]:
    """Store the referrals of these rows with everything that belongs to them; gives their references, in order.

    Each has the standing its facts give it at this moment. Nothing is planned or queued.
    """
    hearings = put_referenced(Hearing, [_hearing(paper) for paper in papers])
    agreements = put_referenced(Agreement, [_agreement(paper) for paper in papers])
    referrals = put_referenced(
        Referral,
        [
            _referral(paper) | {"hearing_id": hearing, "agreement_id": agreement}
            for paper, (hearing, _), (agreement, _) in zip(papers, hearings, agreements, strict=True)
        ],
    )
    put(
        HearingOutcome,
        [
            {"hearing_id": hearing, **outcome}
            for paper, (hearing, _) in zip(papers, hearings, strict=True)
            for outcome in _hearing_outcomes(paper)
        ],
    )
    ids = [referral for referral, _ in referrals]
    _put_charges(papers, ids)
    _put_requirements(papers, ids)
    return [reference for _, reference in referrals]


def _shared(paper: Paper) -> Values:
    return {"agency_id": paper.terms.agency_id, "person_id": paper.person_id, "recorded_at": paper.terms.at}


def _referral(paper: Paper) -> Values:
    row, terms = paper.row, paper.terms
    return {
        **_shared(paper),
        "scheme_id": terms.scheme.id,
        "arrested_on": row.arrested_on,
        "arrested_at": row.arrest_time,
        "offence_on": row.arrested_on,
        "charge_name": f"{row.given_name} {row.family_name}",
        "custody_reference": row.custody_reference,
        "known_by": known_by(terms.scheme, row.custody_reference, row.arrested_on),
        "urn": row.urn,
        "urn_index": blind_index("urn", row.urn) if row.urn else None,
        "source": "import",
        "import_batch_id": terms.batch_id,
        "finish_by_days": terms.plan.finish_by_business_days,
        "in_order": terms.plan.in_order,
        "ended": bool(row.offence_codes) and _has_ended(paper),
        **standing_on_paper(row, terms, paper.died),
    }


def _hearing(paper: Paper) -> Values:
    time = paper.row.court_time or USUAL_SITTING
    return {
        **_shared(paper),
        "court_code": paper.row.court,
        "day": paper.row.court_day,
        "time": time,
        "starts_at": clock.moment(paper.row.court_day, time),
    }


def _hearing_outcomes(paper: Paper) -> list[Values]:
    """What came of a hearing that is past. One still to come stays open: paper frees nobody from it (rule 4)."""
    row, at = paper.row, paper.terms.at
    if row.court_day >= clock.local_day(at):
        return []
    kind = RESULTS[row.ending] if row.ending else HearingResult.NOT_KNOWN
    return [
        {
            "kind": kind.value,
            "result_code": _result_code(row.ending) if kind is HearingResult.ENDED else "",
            "decided_by": "",
            "decided_on": row.ended_on or row.court_day,
            "recorded_at": at,
        }
    ]


def _result_code(method: Method | None) -> str:
    """The first CJS code of an ending; "" for one that has none (domain rule 6)."""
    return next(iter(RESULT_CODES.get(method, ())), "") if method else ""


def _agreement(paper: Paper) -> Values:
    """Agreement to be referred, as the paper has it; when it was given is not on paper beyond the arrest itself."""
    return {
        **_shared(paper),
        "kind": AgreementKind.REFERRAL.value,
        "how": HowAgreed.ON_PAPER.value,
        "given_on": paper.row.arrested_on,
    }


def _put_charges(papers: Sequence[Paper], referrals: Sequence[int]) -> None:
    put(
        Charge,
        [
            {"referral_id": referral, "offence_code": code, "offence_on": paper.row.arrested_on}
            for paper, referral in zip(papers, referrals, strict=True)
            for code in paper.row.offence_codes
        ],
    )
    ended = {referral: paper for paper, referral in zip(papers, referrals, strict=True) if _has_ended(paper)}
    asked = select(Charge.id, Charge.referral_id).where(Charge.referral_id.in_(list(ended))).order_by(Charge.id)
    charges = db.session.execute(asked).all()
    put(CaseEnding, [{"charge_id": charge, **_ending(ended[referral])} for charge, referral in charges])


def _has_ended(paper: Paper) -> bool:
    """True where the paper says how the charges ended; that nobody knows only counts once the court day is past."""
    if paper.row.ending is Method.NOT_KNOWN:
        return paper.row.court_day < clock.local_day(paper.terms.at)
    return paper.row.ending in CHARGE_METHODS


def _ending(paper: Paper) -> Values:
    """How the case ended, as the paper has it: who decided, and under what reference, is not there (rule 6)."""
    method = paper.row.ending
    return {
        "method": method.value if method else "",
        "result_code": _result_code(method),
        "decided_on": paper.row.ended_on,
        "on_paper": True,
        "recorded_at": paper.terms.at,
    }


def _put_requirements(papers: Sequence[Paper], referrals: Sequence[int]) -> None:
    """What each referral asks, and the appointments that the paper has for it."""
    asked = [
        (paper, referral, step, visit_of(step, paper.row))
        for paper, referral in zip(papers, referrals, strict=True)
        for step in paper.terms.plan.steps
    ]
    put(Requirement, [{"referral_id": referral, **_requirement(step, visit)} for _, referral, step, visit in asked])
    wanted = select(Requirement.referral_id, Requirement.position, Requirement.id)
    rows = db.session.execute(wanted.where(Requirement.referral_id.in_(list(referrals)))).all()
    ids = {(referral, position): found for referral, position, found in rows}
    booked = [(ids[referral, step.position], paper, visit) for paper, referral, step, visit in asked if visit.day]
    appointments = put_referenced(Appointment, [_appointment(paper, visit) for _, paper, visit in booked])
    put(
        RequirementBooking,
        [
            {"requirement_id": requirement, "appointment_id": appointment}
            for (requirement, _, _), (appointment, _) in zip(booked, appointments, strict=True)
        ],
    )
    put(
        Attendance,
        [
            {"appointment_id": appointment, **_attendance(paper, visit)}
            for (_, paper, visit), (appointment, _) in zip(booked, appointments, strict=True)
            if visit.came is not Came.NOT_RECORDED
        ],
    )


def _requirement(step: Step, visit: Visit) -> Values:
    return {
        "position": step.position,
        "title": step.title,
        "leaves": step.leaves.value,
        "at_service": step.at_service,
        "on_paper": visit.came is Came.KEPT,
    }


def _appointment(paper: Paper, visit: Visit) -> Values:
    time = visit.time or UNSAID
    day = visit.day or paper.row.court_day
    return {
        **_shared(paper),
        "day": day,
        "time": time,
        "starts_at": clock.moment(day, time),
        "time_known": visit.time is not None,
        "outcome": None if visit.came is Came.NOT_RECORDED else recorded_as(visit)[0].value,
    }


def _attendance(paper: Paper, visit: Visit) -> Values:
    outcome, reason = recorded_as(visit)
    return {
        "outcome": outcome.value,
        "reason": reason.value if reason else "",
        "on_paper": True,
        "note": visit.reason,
        "happened_on": visit.day,
        "recorded_at": paper.terms.at,
    }
