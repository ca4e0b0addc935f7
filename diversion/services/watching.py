"""What follows in a referral when something about its person or its hearing changes, in the same transaction."""

from __future__ import annotations

from datetime import datetime

from casework.courts.models import Hearing
from casework.courts.services import Happened
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.people.models import Person
from casework.people.services import Changed
from diversion.services.closing import death_undone
from diversion.services.from_court import settled_at_court
from diversion.services.hearings import hearing_moved
from diversion.services.loading import referrals_of
from diversion.services.restating import restate
from diversion.services.taking_back import releases_follow

FOLLOWED = (Changed.CIRCUMSTANCES, Changed.AGREEMENTS)


def person_changed(person: Person, what: Changed, *, by: Actor, at: datetime) -> None:
    """State her referrals again: a death, or an agreement withdrawn, changes where each stands. A warrant takes back
    what was released (rule 4)."""
    if what in FOLLOWED:
        for referral in referrals_of(person):
            death_undone(referral, by=by, at=at)
            restate(referral, by=by, at=at)
        releases_follow(person, by=by, at=at)


def hearing_changed(hearing: Hearing, what: Happened, *, by: Actor, at: datetime) -> None:
    """Let referrals follow a hearing that the court put off (domain rule 5); `hearing` is then the new one. What was
    released for a day on which something is now listed is taken back (rule 4)."""
    if what is Happened.PUT_OFF and hearing.adjourned_from_id is not None:
        before = db.session.get_one(Hearing, hearing.adjourned_from_id)
        settled_at_court(before, by=by, at=at)
        hearing_moved(before, hearing, by=by, at=at)
    else:
        settled_at_court(hearing, by=by, at=at)
    releases_follow(hearing.person, by=by, at=at)
