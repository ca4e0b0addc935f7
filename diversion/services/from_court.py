"""What a court decided at a hearing is what became of the charges before it: recorded once, kept in both places."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from casework.courts.models import Hearing, HearingOutcome
from casework.courts.rules import HearingResult
from casework.kernel.actors import Actor
from casework.kernel.database import db
from diversion.models import CaseEnding, Charge, Referral
from diversion.rules.words import RESULT_CODES, Method
from diversion.services.altering import altered
from diversion.services.endings import record_ending
from diversion.services.loading import case_has_ended


def settled_at_court(hearing: Hearing, *, by: Actor, at: datetime) -> None:
    """Let the charges of every referral before a hearing follow what was recorded of it, in the same transaction.

    Only where the court dealt with the charges: ended or went ahead. A charge that already has an ending of its own
    keeps it; one that has it from an answer that was corrected since loses it first, and the row stays (rule 6).
    """
    for referral in db.session.scalars(select(Referral).where(Referral.hearing_id == hearing.id)):
        _take_back(referral, hearing, by=by, at=at)
        still_open = [charge for charge in referral.charges if charge.ending is None]
        said, method = hearing.outcome, _method(hearing.outcome)
        if said is None or method is None or not still_open:
            continue
        record_ending(
            referral,
            still_open,
            method=method,
            result_code=said.result_code if method in RESULT_CODES else "",
            decided_by=said.decided_by,
            decided_on=said.decided_on,
            reference=said.decision_reference,
            by=by,
            at=at,
        )


def _method(said: HearingOutcome | None) -> Method | None:
    """How the charges ended, by the answer and its CJS code; None where the answer leaves them as they are."""
    if said is None or said.kind not in {HearingResult.ENDED.value, HearingResult.WENT_AHEAD.value}:
        return None
    by_code = {code: method for method, codes in RESULT_CODES.items() for code in codes}
    return by_code.get(said.result_code, Method.WENT_AHEAD)


def _take_back(referral: Referral, hearing: Hearing, *, by: Actor, at: datetime) -> None:
    """Set aside the endings that an answer no longer standing brought. The rows stay; history is never overwritten."""
    gone = [row for row in hearing.outcomes if row.superseded_at is not None and _method(row) is not None]
    mine = [one for charge in referral.charges if (one := _brought(charge, gone)) is not None]
    for ending in mine:
        ending.superseded_at = at
    if mine:
        db.session.flush()
        referral.ended = case_has_ended(referral)
        altered(referral, "ending taken back", by=by, at=at)


def _brought(charge: Charge, gone: list[HearingOutcome]) -> CaseEnding | None:
    ending = charge.ending
    if ending is None or not any(_same(ending, row) for row in gone):
        return None
    return ending


def _same(ending: CaseEnding, said: HearingOutcome) -> bool:
    theirs = (said.decided_by.strip(), said.decided_on, said.decision_reference.strip(), said.recorded_at)
    return (ending.decided_by, ending.decided_on, ending.decision_reference, ending.recorded_at) == theirs
