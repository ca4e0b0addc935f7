"""What the court or the prosecutor decided about a hearing: who, when, reference (domain rules 4 and 6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select

from casework.accounts.models import Staff
from casework.accounts.rules import Action, Compartment
from casework.courts import reference as known
from casework.courts import rules
from casework.courts.models import Hearing, HearingOutcome
from casework.courts.rules import HearingResult
from casework.courts.services.watching import Happened, tell
from casework.kernel import audit, clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import Conflict, Refused
from casework.people.rules.circumstances import CircumstanceKind
from casework.people.services import circumstances, hold, must, record_circumstance

NEEDS_DATE = "Give the new court date, so that nobody loses it"


def record_hearing_outcome(
    hearing: Hearing,
    kind: HearingResult,
    *,
    result_code: str = "",
    decided_by: str,
    decided_on: dt.date,
    reference: str = "",
    replaces: HearingOutcome | None = None,
    by: Actor,
    at: dt.datetime,
) -> HearingOutcome:
    """Record what came of a hearing; `decided_on` is a London date. A warrant is recorded on the person as well.

    The same answer twice is one row; another one is a correction and names the row it `replaces`, else Conflict.
    Raises Refused, on the field, for what is missing or cannot be; an adjournment is recorded by `adjourn`.
    """
    must(by, Action.WRITE, Compartment.CJ, hearing.agency_id)
    if kind.needs_next_date:
        raise Refused(NEEDS_DATE, "day")
    row = keep_outcome(
        hearing,
        kind,
        result_code=result_code,
        decided_by=decided_by,
        decided_on=decided_on,
        reference=reference,
        replaces=replaces,
        by=by,
        at=at,
    )
    if kind is HearingResult.WARRANT:
        _record_warrant(hearing, decided_on, by=by, at=at)
    tell(hearing, Happened.SETTLED, by=by, at=at)
    return row


def keep_outcome(
    hearing: Hearing,
    kind: HearingResult,
    *,
    result_code: str,
    decided_by: str,
    decided_on: dt.date,
    reference: str,
    replaces: HearingOutcome | None = None,
    by: Actor,
    at: dt.datetime,
) -> HearingOutcome:
    """Write the row, once: what `record_hearing_outcome` and `adjourn` share. Tells nobody."""
    hold(hearing)
    current = _current(hearing)
    said = (kind.value, result_code, decided_by.strip(), decided_on, reference.strip())
    if current is not None and replaces is None and said == _said(current):
        return current
    if (current.id if current else None) != (replaces.id if replaces else None):
        theirs = HearingResult(current.kind).words if current else "Nothing recorded"
        raise Conflict("What came of this hearing", theirs=theirs, yours=kind.words)
    faults = rules.outcome_faults(
        kind,
        result_code=result_code,
        decided_by=decided_by,
        decided_on=decided_on,
        reference=reference,
        hearing_day=hearing.day,
        today=clock.local_day(at),
    )
    for field, message in faults.items():
        raise Refused(message, field)
    return _write(hearing, said, current, by=by, at=at)


def recorded_by(outcomes: Sequence[HearingOutcome]) -> dict[int, str]:
    """The names of the colleagues who recorded these, by their number. One query."""
    wanted = select(Staff.id, Staff.name).where(Staff.id.in_({row.recorded_by_id for row in outcomes}))
    return {row.id: row.name for row in db.session.execute(wanted)} if outcomes else {}


def _write(
    hearing: Hearing,
    said: tuple[str, str, str, dt.date, str],
    current: HearingOutcome | None,
    *,
    by: Actor,
    at: dt.datetime,
) -> HearingOutcome:
    if current is not None:
        current.superseded_at = at
        db.session.flush()
    kind, code, decided_by, decided_on, reference = said
    row = HearingOutcome(
        hearing_id=hearing.id,
        kind=kind,
        result_code=code,
        decided_by=decided_by,
        decided_on=decided_on,
        decision_reference=reference,
        recorded_at=at,
        recorded_by_id=by.staff_id,
    )
    db.session.add(row)
    db.session.flush()
    db.session.expire(hearing, ["outcomes"])
    act = Act.ALTERATION if current else Act.COLLECTION
    record = f"person:{hearing.person.reference}"
    detail = {"hearing": hearing.reference, "result": kind, "code": code}
    audit.record(act, record, by=by, at=at, compartment=Compartment.CJ, detail=detail)
    return row


def _current(hearing: Hearing) -> HearingOutcome | None:
    rows = select(HearingOutcome).where(HearingOutcome.hearing_id == hearing.id, HearingOutcome.superseded_at.is_(None))
    return db.session.scalar(rows)


def _said(row: HearingOutcome) -> tuple[str, str, str, dt.date, str]:
    return (row.kind, row.result_code, row.decided_by, row.decided_on, row.decision_reference)


def _record_warrant(hearing: Hearing, decided_on: dt.date, *, by: Actor, at: dt.datetime) -> None:
    """A warrant stands in the way of everything until a person records its end (domain rules 4 and 30)."""
    standing = circumstances(hearing.person, clock.local_day(at))
    if any(row.kind == CircumstanceKind.WARRANT for row in standing):
        return
    court = known.court(hearing.court_code)
    place = court.name if court else hearing.court_code
    record_circumstance(hearing.person, CircumstanceKind.WARRANT, since=decided_on, place=place, by=by, at=at)
