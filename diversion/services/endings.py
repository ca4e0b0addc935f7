"""How a case ended: decided by the prosecutor or the court, recorded here and never decided here (rule 6)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from casework.accounts.rules import Compartment
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.refused import Conflict, Refused
from diversion.models import CaseEnding, Charge, Referral
from diversion.rules.dates import may_ask_until
from diversion.rules.endings import ending_faults
from diversion.rules.words import Method
from diversion.services.altering import altered
from diversion.services.loading import case_has_ended
from diversion.services.taking_back import releases_follow


def record_ending(
    referral: Referral,
    charges: Sequence[Charge],
    *,
    method: Method,
    result_code: str,
    decided_by: str,
    decided_on: date,
    reference: str,
    notice_served_on: date | None = None,
    by: Actor,
    at: datetime,
) -> list[CaseEnding]:
    """Record one decision for the charges it covers. A later decision stands beside the earlier, never over it.

    Nothing is told to her by this: releasing "you do not need to go" is its own act (rule 4). `notice_served_on` is
    the London day a notice of discontinuance was served, from which 35 days run (rule 7). Raises Refused on its field.
    """
    _check_charges(referral, charges)
    faults = ending_faults(
        method,
        result_code=result_code,
        decided_by=decided_by,
        decided_on=decided_on,
        reference=reference,
        served_on=notice_served_on,
        arrested_on=referral.arrested_on,
        today=clock.local_day(at),
    )
    for field, message in faults.items():
        raise Refused(message, field)
    said = {
        "method": method.value,
        "result_code": result_code,
        "decided_by": decided_by.strip(),
        "decided_on": decided_on,
        "decision_reference": reference.strip(),
        "notice_served_on": notice_served_on,
        "ask_until": may_ask_until(notice_served_on) if notice_served_on else None,
    }
    endings = [_end(charge, said, by=by, at=at) for charge in charges]
    referral.ended = case_has_ended(referral)
    releases_follow(referral.person, by=by, at=at)
    altered(referral, f"ending {method.value}", compartment=Compartment.CJ, by=by, at=at)
    return endings


def case_may_go_on_until(referral: Referral) -> date | None:
    """The last day on which she may ask for the case to go on, after a notice of discontinuance (rule 7).

    The latest, where several charges were discontinued by notices of several days: until then the record is kept.
    """
    standing = (charge.ending for charge in referral.charges)
    return max((one.ask_until for one in standing if one is not None and one.ask_until is not None), default=None)


def served_day_unknown(referral: Referral) -> bool:
    """Whether a case was discontinued and nobody has said on which day a notice was served, if one was: then 35 days
    cannot be counted (rule 7)."""
    standing = (charge.ending for charge in referral.charges)
    discontinued = [one for one in standing if one is not None and one.method == Method.DISCONTINUED.value]
    return any(one.notice_served_on is None for one in discontinued)


def _check_charges(referral: Referral, charges: Sequence[Charge]) -> None:
    if not charges:
        raise Refused("Choose the charges that the decision covers", "charges")
    if any(charge.referral_id != referral.id for charge in charges):
        raise Refused("Choose charges of this referral only", "charges")


def _end(charge: Charge, said: Mapping[str, object], *, by: Actor, at: datetime) -> CaseEnding:
    """Set the earlier decision aside, first, so that never two stand at once."""
    before = charge.ending
    if before is not None:
        before.superseded_at = at
        db.session.flush()
    made = CaseEnding(recorded_at=at, recorded_by_id=by.staff_id, **said)
    charge.endings.append(made)
    db.session.flush()
    return made


def standing_endings(referral: Referral) -> list[CaseEnding]:
    """The endings of its charges that stand, in the order of the charges."""
    return [row for charge in referral.charges if (row := charge.ending) is not None]


def ending_in_error(
    referral: Referral, *, endings: Collection[int], seen: Collection[int], why: str, by: Actor, at: datetime
) -> list[CaseEnding]:
    """Take back endings that were never decided, or not of this case: their charges stand again (domain rule 4).

    `endings` are those that were wrong, by id, `seen` all that stood on the page. The rows stay, with who took them
    back, when (UTC) and why; a release that rested on one falls in the same transaction. Raises Refused on its field
    without one or without a reason, and Conflict where another was recorded meanwhile.
    """
    now = standing_endings(referral)
    if set(seen) != {row.id for row in now}:
        again = {"seen": ",".join(str(row.id) for row in now)}
        theirs = ", ".join(Method(row.method).value.replace("_", " ") for row in now) or "Nothing recorded"
        raise Conflict("How the case ended", theirs=theirs, yours="Recorded in error", again=again)
    wrong = [row for row in now if row.id in set(endings)]
    if not wrong:
        raise Refused("Choose what was recorded in error", "endings")
    if not why.strip():
        raise Refused("Say what was wrong, such as “the letter was about somebody else”", "why")
    for row in wrong:
        row.superseded_at, row.error_why, row.error_by_id = at, why.strip(), by.staff_id
    db.session.flush()
    referral.ended = case_has_ended(referral)
    releases_follow(referral.person, by=by, at=at)
    altered(referral, "ending recorded in error", compartment=Compartment.CJ, by=by, at=at)
    return wrong
