"""Reading the facts that figures are counted from: no name, no date of birth, nothing that is sealed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from casework.appointments.models import Appointment, Attendance
from casework.appointments.rules import Outcome
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.refused import Refused
from casework.people.services import everybody
from diversion.models import (
    AlsoCounts,
    CaseEnding,
    Charge,
    ContactAttempt,
    Referral,
    Requirement,
    RequirementBooking,
    Scheme,
)
from diversion.rules.schemes import PRESETS
from diversion.services.schemes import all_schemes
from monitoring.rules.figures import Figures, ReferralFact, VisitFact, count
from monitoring.services.kept import kept_facts


def figures_named(name: str, *, first: dt.date, last: dt.date, by: Actor | None) -> tuple[str, Figures]:
    """The figures of a scheme by its name, whatever its case and spacing, and the name as it is kept.

    A scheme that Waymark brings along and the agency has not started yet has had no referrals, and so have all
    of them where there is no agency (`by` is None). Raises Refused, naming those there are, for any other name,
    and where `last` is before `first`.
    """
    wanted = " ".join(name.split()).casefold()
    schemes = all_schemes(by=by) if by else []
    for scheme in schemes:
        if by and scheme.name.casefold() == wanted:
            return scheme.name, figures(scheme, first=first, last=last, by=by)
    _in_order(first, last)
    names = list(dict.fromkeys([*(scheme.name for scheme in schemes), *(plan.name for plan in PRESETS)]))
    for known in names:
        if known.casefold() == wanted:
            return known, count([])
    raise Refused(f"There is no scheme called “{name}”. Schemes here: {', '.join(names)}", "scheme")


def _in_order(first: dt.date, last: dt.date) -> None:
    if last < first:
        raise Refused("The last date is before the first. Change the dates about", "to")


def figures(scheme: Scheme, *, first: dt.date, last: dt.date, by: Actor) -> Figures:
    """The figures of a scheme for arrests from `first` to `last`, London dates, both included.

    Raises Refused where `last` is before `first`.
    """
    _in_order(first, last)
    chosen = and_(
        Referral.agency_id == by.agency_id,
        Referral.scheme_id == scheme.id,
        Referral.arrested_on.between(first, last),
    )
    with everybody():
        return count([*facts_of(chosen), *kept_facts(scheme, first=first, last=last)])


def facts_of(chosen: ColumnElement[bool]) -> list[ReferralFact]:
    """What figures need of the referrals chosen, in a fixed number of queries."""
    return [fact for fact, _scheme in facts_by_scheme(chosen)]


def facts_by_scheme(chosen: ColumnElement[bool]) -> list[tuple[ReferralFact, int]]:
    """The same, each with the scheme it counts for."""
    visits, endings, reached = _visits(chosen), _endings(chosen), _reached(chosen)
    nth = func.row_number().over(
        partition_by=(Referral.scheme_id, Referral.person_id), order_by=(Referral.arrested_on, Referral.id)
    )
    agencies = select(Referral.agency_id).where(chosen)
    schemes = select(Referral.scheme_id).where(chosen)
    people = select(Referral.person_id).where(chosen)
    mine = and_(Referral.agency_id.in_(agencies), Referral.scheme_id.in_(schemes), Referral.person_id.in_(people))
    ranked = select(Referral.id, (nth - 1).label("earlier")).where(mine).subquery()
    asked = select(
        Referral.id,
        Referral.person_id,
        Referral.scheme_id,
        Referral.arrested_on,
        Referral.arrested_at,
        Referral.status,
        Referral.completed_on,
        ranked.c.earlier,
    ).join(ranked, ranked.c.id == Referral.id)
    return [
        (
            ReferralFact(
                person_id=row.person_id,
                arrested_on=row.arrested_on,
                status=row.status,
                completed_on=row.completed_on,
                ending=endings.get(row.id, ""),
                visits=tuple(visits.get(row.id, ())),
                earlier=row.earlier,
                id=row.id,
                arrested_at=row.arrested_at,
                contacted_on=_first_contact(reached.get(row.id), visits.get(row.id, ())),
            ),
            row.scheme_id,
        )
        for row in db.session.execute(asked.where(chosen))
    ]


def _visits(chosen: ColumnElement[bool]) -> dict[int, list[VisitFact]]:
    """Every booking of the chosen referrals, and every attendance ticked for them too, as last recorded."""
    own = RequirementBooking.__table__.c
    also = AlsoCounts.__table__.c
    found: dict[int, list[VisitFact]] = defaultdict(list)
    for link in (own, also):
        asked = (
            select(
                Requirement.referral_id,
                Requirement.position,
                Appointment.id,
                Appointment.day,
                Attendance.outcome,
                Attendance.counts,
                Attendance.reason,
            )
            .select_from(Referral)
            .join(Requirement, Requirement.referral_id == Referral.id)
            .join(link.requirement_id.table, link.requirement_id == Requirement.id)
            .join(Appointment, Appointment.id == link.appointment_id)
            .outerjoin(
                Attendance, and_(Attendance.appointment_id == Appointment.id, Attendance.superseded_at.is_(None))
            )
            .where(chosen)
        )
        for row in db.session.execute(asked):
            found[row.referral_id].append(_visit(row))
    return found


def _visit(row: Any) -> VisitFact:
    outcome = Outcome(row.outcome) if row.outcome else None
    if outcome is None or outcome.leaves_it_open:
        return VisitFact(row.position, row.day, None, id=row.id)
    reason = (row.reason or outcome.value) if outcome.means_missed else ""
    return VisitFact(row.position, row.day, outcome.value, outcome.counts(row.counts), reason, row.id)


def _reached(chosen: ColumnElement[bool]) -> dict[int, dt.date]:
    """The London day on which each chosen referral's person was first reached about it."""
    asked = (
        select(ContactAttempt.referral_id, func.min(ContactAttempt.at).label("at"))
        .join(Referral, Referral.id == ContactAttempt.referral_id)
        .where(chosen, ContactAttempt.reached)
        .group_by(ContactAttempt.referral_id)
    )
    return {row.referral_id: clock.local_day(row.at) for row in db.session.execute(asked)}


def _first_contact(reached: dt.date | None, visits: Iterable[VisitFact]) -> dt.date | None:
    """Reached by phone or otherwise, or seen: whichever came first."""
    came = [one.day for one in visits if one.outcome and Outcome(one.outcome).means_attended]
    return min([*came, *([reached] if reached else [])], default=None)


def _endings(chosen: ColumnElement[bool]) -> dict[int, str]:
    """How the case of each chosen referral ended, as last recorded of its first charge."""
    asked = (
        select(Charge.referral_id, CaseEnding.method)
        .join(Referral, Referral.id == Charge.referral_id)
        .join(CaseEnding, and_(CaseEnding.charge_id == Charge.id, CaseEnding.superseded_at.is_(None)))
        .where(chosen)
        .order_by(Charge.id.desc())
    )
    return {row.referral_id: row.method for row in db.session.execute(asked)}
