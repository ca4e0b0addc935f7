"""A release that no longer stands: taken back at once, in the transaction of whatever came in its way (domain rule 4).

No text takes it back: a text may not arrive. The court reminders return, and a person is asked to tell her.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from casework.courts.models import Hearing
from casework.kernel import audit, clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.people.models import Person
from casework.people.services import hold
from diversion.models import Release
from diversion.rules.release import Allowed
from diversion.services.release import may_be_released
from reminders import services as reminders
from reminders.models import Text
from reminders.rules.life import WAITING, TextState

NO_LONGER = "What it rests on no longer stands"
_MAY_HAVE_GONE = [s.value for s in TextState if s not in WAITING | {TextState.CANCELLED, TextState.DROPPED}]


def releases_follow(person: Person, *, by: Actor, at: datetime) -> list[Release]:
    """Take back every release of hers for today or later that no longer stands, and remind of court again.

    Called after a change to a charge's ending, a hearing, an arrest or a warrant. Her record is held first, so that a
    text about to go is either stopped here or seen as gone and marked so. Returns what was taken back.
    """
    if not _standing(person, at):
        return []
    db.session.flush()
    hold(person)
    fallen = [made for made in _standing(person, at) if not isinstance(may_be_released(person, made.day), Allowed)]
    for made in fallen:
        _take_back(made, person, by=by, at=at)
    return fallen


def _standing(person: Person, at: datetime) -> Sequence[Release]:
    today = clock.local_day(at)
    rows = select(Release).where(Release.person_id == person.id, Release.day >= today, Release.taken_back_at.is_(None))
    return db.session.scalars(rows).all()


def _take_back(made: Release, person: Person, *, by: Actor, at: datetime) -> None:
    made.taken_back_at = at
    if made.text_id is not None:
        _stop(made.text_id, at)
    hearings = select(Hearing).where(Hearing.person_id == person.id, Hearing.day == made.day)
    for hearing in db.session.scalars(hearings):
        if hearing.outcome is None and hearing.starts_at > at:
            reminders.hearing_set(hearing, at=at)
    audit.record(
        Act.ALTERATION,
        f"release:{made.reference}",
        by=by,
        at=at,
        compartment="criminal justice",
        detail={"day": made.day.isoformat(), "word": "taken back"},
        others=(f"person:{person.reference}",),
    )


def _stop(text_id: int, at: datetime) -> None:
    """Cancel the text while it waits; say of one that may have gone that it came too late."""
    mine = Text.id == text_id
    ended = {"state": TextState.CANCELLED.value, "ended_why": NO_LONGER, "settled_at": at, "owner": None}
    db.session.execute(update(Text).where(mine, Text.state.in_(sorted(WAITING))).values(**ended))
    db.session.execute(update(Text).where(mine, Text.state.in_(_MAY_HAVE_GONE)).values(cancel_late=True))
