"""What releasing asks of people on Today: a case that has ended before court, a text that has not arrived (ux 4.3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select

from casework.courts.models import Hearing
from casework.kernel.database import db
from casework.kernel.showing import Rank, Task
from casework.kernel.words import short_day
from casework.people.models import Person
from diversion.models import Referral, Release
from diversion.services.facts import DELIVERED
from diversion.services.loading import case_has_ended, load_all
from diversion.services.release import still_released
from reminders.models import Text

EVE = timedelta(days=1)


def release_tasks(*, agency_id: int, staff_id: int | None, today: date) -> list[Task]:
    """One row for each referral whose case has ended before its court date and who is not known to have been told."""
    coming = load_all(Referral.hearing.has(Hearing.day >= today), agency_id=agency_id)
    ended = [one for one in coming if case_has_ended(one) and staff_id in (None, one.worker_id)]
    states = _texts(ended)
    found = ((one, _why(one, states, today)) for one in ended)
    return [_task(one, *why) for one, why in found if why is not None] + _taken_back(agency_id, staff_id, today)


def _taken_back(agency_id: int, staff_id: int | None, today: date) -> list[Task]:
    """One row for each who was told that they need not go and must go after all: no text takes that back (rule 4)."""
    told = select(Release).where(Release.agency_id == agency_id, Release.day >= today, Release.text_id.is_not(None))
    return [_go_after_all(one) for one in db.session.scalars(told) if _is_over(one, staff_id)]


def _is_over(release: Release, staff_id: int | None) -> bool:
    worker = db.session.get_one(Referral, release.referral_id).worker_id
    return staff_id in (None, worker) and not still_released(db.session.get_one(Person, release.person_id), release.day)


def _go_after_all(release: Release) -> Task:
    referral = db.session.get_one(Referral, release.referral_id)
    why = f"They were told that they need not go on {short_day(release.day)}. That no longer stands: tell them now"
    url = f"/referrals/{referral.reference}/release"
    return Task(rank=Rank.COURT_SOON, person_id=release.person_id, why=why, url=url, button="Open", due=release.day)


def _why(referral: Referral, states: dict[tuple[int, date], str | None], today: date) -> tuple[Rank, str, str] | None:
    """What to do: release it, or, on the eve of court, reach her because the text has not arrived."""
    if referral.hearing is None:
        return None
    day = referral.hearing.day
    if (referral.person_id, day) not in states:
        why = f"The case has ended. Court {short_day(day)} stands until somebody releases it"
        return (Rank.COURT_SOON if day - today <= EVE else Rank.COURT_NOT_TOLD), why, "/release"
    if states[referral.person_id, day] == DELIVERED or day - today > EVE:
        return None
    why = f"They need not go on {short_day(day)}, but the text has not arrived. Reach them, and warn the court desk"
    return Rank.COURT_SOON, why, ""


def _texts(referrals: Sequence[Referral]) -> dict[tuple[int, date], str | None]:
    """The state of the text of each release made for these people, by person and day."""
    people = {referral.person_id for referral in referrals}
    rows = select(Release.person_id, Release.day, Text.state).join(Text, Text.id == Release.text_id)
    return {
        (person_id, day): state
        for person_id, day, state in db.session.execute(rows.where(Release.person_id.in_(people)))
    }


def _task(referral: Referral, rank: Rank, why: str, rest: str) -> Task:
    day = referral.hearing.day if referral.hearing else None
    url = f"/referrals/{referral.reference}{rest}"
    return Task(rank=rank, person_id=referral.person_id, why=why, url=url, button="Open", due=day)
