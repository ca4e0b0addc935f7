"""Storing what the rules say of a referral, so that lists can find it (house habit 2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from casework.appointments.models import Appointment
from casework.courts.models import Hearing
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.database import db
from diversion.models import Referral, Requirement, RequirementBooking
from diversion.rules.standing import Standing, standing
from diversion.rules.words import Status
from diversion.services.facts import facts_of, facts_of_all
from diversion.services.loading import case_has_ended, load_all
from diversion.services.telling_her import tell_her

OPEN = tuple(
    status.value for status in (Status.NEW, Status.TRYING, Status.IN_PROGRESS, Status.RUNNING_OUT, Status.CHECK_FIRST)
)
SETTLED = (Status.COMPLETED.value, Status.NOT_COMPLETED.value)


def derived(found: Standing) -> dict[str, object]:
    """The stored repeats of a standing, by column."""
    complete = found.status is Status.COMPLETED
    return {
        "status": found.status.value,
        "done": found.done,
        "total": found.total,
        "finish_by": found.finish_by,
        "completed_on": max(kept.day for kept in found.kept) if complete else None,
    }


def restate(referral: Referral, *, at: datetime, by: Actor | None = None) -> Standing:
    """Derive where the referral stands at `at` (UTC) and store it, inside the caller's transaction.

    Where the status changes to completed, or to not completed, what she is told by text is queued in the same
    transaction. Returns what it derived.
    """
    found = standing(facts_of(referral, at=at), now=at)
    before = referral.status
    for column, value in derived(found).items():
        if getattr(referral, column) != value:
            setattr(referral, column, value)
    if before and before != found.status.value:
        tell_her(referral, found, by=by or Actor.system(referral.agency_id), at=at)
    return found


def differences(referral: Referral, *, at: datetime) -> dict[str, tuple[object, object]]:
    """Stored against derived, where they differ: what `verify` prints (house habit 2)."""
    wanted = derived(standing(facts_of(referral, at=at), now=at)) | {"ended": case_has_ended(referral)}
    return {k: (getattr(referral, k), v) for k, v in wanted.items() if getattr(referral, k) != v}


def stale(*, at: datetime) -> list[int]:
    """The ids of referrals whose stored status is no longer what their facts say at `at` (UTC).

    Time changes an open one, and one that was complete, or not, whose booked appointment has passed unrecorded since.
    """
    found: list[int] = []
    passed = (
        select(Requirement.referral_id)
        .join(RequirementBooking, RequirementBooking.requirement_id == Requirement.id)
        .join(Appointment, Appointment.id == RequirementBooking.appointment_id)
        .where(Appointment.outcome.is_(None), Appointment.starts_at <= at)
    )
    for agency_id in db.session.scalars(select(Referral.agency_id).distinct()):
        mine = load_all(
            Referral.status.in_(OPEN) | (Referral.status.in_(SETTLED) & Referral.id.in_(passed)), agency_id=agency_id
        )
        facts = facts_of_all(mine, at=at)
        found += [one.id for one in mine if _differs(one, standing(facts[one.id], now=at))]
    return found


def restate_these(ids: Sequence[int], *, at: datetime) -> None:
    """State these referrals again, inside the caller's transaction."""
    for referral in db.session.scalars(select(Referral).where(Referral.id.in_(ids))):
        restate(referral, at=at)


def _differs(referral: Referral, found: Standing) -> bool:
    return any(getattr(referral, column) != value for column, value in derived(found).items())


def restate_all(agency_id: int, *, at: datetime) -> int:
    """State again every referral of an agency with a court date still to come: a day was closed or opened (rule 20).

    Returns how many changed, inside the caller's transaction.
    """
    coming = load_all(Referral.hearing.has(Hearing.day >= clock.local_day(at)), agency_id=agency_id)
    facts = facts_of_all(coming, at=at)
    moved = [one for one in coming if _differs(one, standing(facts[one.id], now=at))]
    for referral in moved:
        restate(referral, at=at)
    return len(moved)
