"""Storing what the rules say of a referral, so that lists can find it (house habit 2)."""

from __future__ import annotations

from datetime import datetime

from casework.kernel.actors import Actor
from diversion.models import Referral
from diversion.rules.standing import Standing, standing
from diversion.rules.words import Status
from diversion.services.facts import facts_of
from diversion.services.telling_her import tell_her


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
    wanted = derived(standing(facts_of(referral, at=at), now=at))
    return {k: (getattr(referral, k), v) for k, v in wanted.items() if getattr(referral, k) != v}
