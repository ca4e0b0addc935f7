"""What follows in a referral when something about its person changes, in the same transaction."""

from __future__ import annotations

from datetime import datetime

from casework.kernel.actors import Actor
from casework.people.models import Person
from casework.people.services import Changed
from diversion.services.loading import referrals_of
from diversion.services.restating import restate

FOLLOWED = (Changed.CIRCUMSTANCES, Changed.AGREEMENTS)


def person_changed(person: Person, what: Changed, *, by: Actor, at: datetime) -> None:
    """State her referrals again: a death, or an agreement withdrawn, changes where each stands."""
    if what in FOLLOWED:
        for referral in referrals_of(person):
            restate(referral, by=by, at=at)
