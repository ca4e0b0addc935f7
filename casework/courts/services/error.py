"""A decision about a hearing that was recorded in error: taken back, with who and why; the hearing stands again."""

from __future__ import annotations

import datetime as dt

from casework.accounts.rules import Action, Compartment
from casework.courts.models import Hearing, HearingOutcome
from casework.courts.rules import HearingResult
from casework.courts.services.watching import Happened, tell
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import Conflict, Refused
from casework.people.services import hold, must

MOVED = "This hearing was put off and its new date stands. Put the new one off to the right date instead"
NOTHING = "Nothing is recorded of this hearing, so there is nothing to take back"


def why_not_error(hearing: Hearing) -> str:
    """Why the latest decision cannot be taken back, and what to do instead; empty when it can."""
    if hearing.outcome is None:
        return NOTHING
    return MOVED if hearing.outcome.kind == HearingResult.ADJOURNED else ""


def recorded_in_error(hearing: Hearing, *, seen_id: int, why: str, by: Actor, at: dt.datetime) -> HearingOutcome:
    """Take back the decision last recorded of a hearing: it was never made, or not of this person.

    The row stays, with who took it back, when (UTC) and why; the hearing is open again, so nobody may be told to stay
    away because of it, and whoever follows hearings follows in the same transaction (domain rule 4). A warrant that it
    recorded on the person is ended there, by a person. Raises Conflict where another decision was recorded since, and
    Refused for one that was put off, where nothing is recorded, and without a reason.
    """
    must(by, Action.WRITE, Compartment.CJ, hearing.agency_id)
    hold(hearing)
    db.session.expire(hearing, ["outcomes"])
    if fault := why_not_error(hearing):
        raise Refused(fault)
    if not why.strip():
        raise Refused("Say what was wrong, such as “the letter was about somebody else”", "why")
    row = hearing.outcome
    assert row is not None  # noqa: S101 (there is something to take back)
    if row.id != seen_id:
        theirs, again = HearingResult(row.kind).words, {"seen_id": str(row.id)}
        raise Conflict("What came of this hearing", theirs=theirs, yours="Recorded in error", again=again)
    row.superseded_at, row.error_why, row.error_by_id = at, why.strip(), by.staff_id
    db.session.flush()
    _note(hearing, row, by=by, at=at)
    tell(hearing, Happened.TAKEN_BACK, by=by, at=at)
    return row


def _note(hearing: Hearing, row: HearingOutcome, *, by: Actor, at: dt.datetime) -> None:
    detail = {"hearing": hearing.reference, "result": row.kind, "what": "recorded in error"}
    record = f"person:{hearing.person.reference}"
    audit.record(Act.ALTERATION, record, by=by, at=at, compartment=Compartment.CJ, detail=detail)
