"""Somebody told her, in person or by phone, that she need not go, or that she must go after all (ux 4.3)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import Refused
from casework.people.models import Person
from diversion.models import Release
from diversion.services.release import still_released
from reminders.models import Text


def told_by_us(person: Person, day: date, *, by: Actor, at: datetime) -> None:
    """Record that a member of staff reached her about a London day: that she need not go, where the release stands,
    else that she must go after all. Raises Refused where nothing was ever released for that day, or by no person."""
    made = _last(person, day)
    text = db.session.get(Text, made.text_id) if made and made.text_id else None
    if by.staff_id is None or made is None or text is None:
        raise Refused("Nothing has been released for that day")
    text.dealt_with_at, text.dealt_with_by_id = at, by.staff_id
    what = "told they need not go" if still_released(person, day) else "told they must go"
    audit.record(
        Act.ALTERATION,
        f"release:{made.reference}",
        by=by,
        at=at,
        compartment="criminal justice",
        detail={"day": day.isoformat(), "word": what},
        others=(f"person:{person.reference}",),
    )


def taken_back_of(person: Person, day: date) -> Release | None:
    """The release of a day that was taken back and that she has not been told of since, if that is the last word."""
    made = _last(person, day)
    gone = made is not None and made.text_id is not None and made.taken_back_at is not None
    return made if made and gone and not knows_it_is_over(made) else None


def knows_it_is_over(made: Release) -> bool:
    """Whether somebody has told her, since it was taken back, that she must go after all."""
    text = db.session.get(Text, made.text_id) if made.text_id else None
    return knows_since(made, text.dealt_with_at if text else None)


def knows_since(made: Release, told_at: datetime | None) -> bool:
    """The same of a release whose text somebody dealt with at a moment (UTC), already read."""
    return told_at is not None and made.taken_back_at is not None and told_at > made.taken_back_at


def _last(person: Person, day: date) -> Release | None:
    made = select(Release).where(Release.person_id == person.id, Release.day == day).order_by(Release.id.desc())
    return db.session.scalar(made.limit(1))
