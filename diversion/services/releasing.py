"""What releasing asks of people on Today: a case that has ended before court, a text that has not arrived (ux 4.3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import select, true

from casework.courts.models import Hearing
from casework.kernel import clock
from casework.kernel.clock import local_day, moment
from casework.kernel.database import db
from casework.kernel.showing import Rank, Task
from casework.kernel.words import short_day
from casework.people.models import Person
from diversion.models import Referral, Release
from diversion.services.facts import DELIVERED
from diversion.services.loading import load_all
from diversion.services.release import still_released
from diversion.services.telling_release import knows_it_is_over
from reminders.models import Text

EVENING = time(18)
"""From this London hour of the day before court, one who has not been told is the first thing on Today (ux 4.3)."""


def release_tasks(*, agency_id: int, staff_id: int | None, today: date) -> list[Task]:
    """One row for each referral whose case has ended before its court date and who is not known to have been told."""
    now = clock.now()
    mine = true() if staff_id is None else Referral.worker_id == staff_id
    ended = load_all(Referral.hearing.has(Hearing.day >= today), Referral.ended.is_(True), mine, agency_id=agency_id)
    texts = _texts(ended)
    found = ((one, _why(one, texts, now)) for one in ended)
    return [_task(one, *why) for one, why in found if why is not None] + _taken_back(agency_id, staff_id, today)


def _taken_back(agency_id: int, staff_id: int | None, today: date) -> list[Task]:
    """One row for each who was told that they need not go and must go after all: no text takes that back (rule 4)."""
    told = select(Release).where(Release.agency_id == agency_id, Release.day >= today, Release.text_id.is_not(None))
    return [_go_after_all(one) for one in db.session.scalars(told) if _is_over(one, staff_id)]


def _is_over(release: Release, staff_id: int | None) -> bool:
    worker = db.session.get_one(Referral, release.referral_id).worker_id
    person = db.session.get_one(Person, release.person_id)
    asked = release.taken_back_at is None or not knows_it_is_over(release)
    return staff_id in (None, worker) and asked and not still_released(person, release.day)


def _go_after_all(release: Release) -> Task:
    referral = db.session.get_one(Referral, release.referral_id)
    why = f"They were told that they need not go on {short_day(release.day)}. That no longer stands: tell them now"
    url = f"/referrals/{referral.reference}/release"
    return Task(rank=Rank.COURT_SOON, person_id=release.person_id, why=why, url=url, button="Open", due=release.day)


def _why(referral: Referral, texts: dict[tuple[int, date], bool], now: datetime) -> tuple[Rank, str, str] | None:
    """What to do: release it, or, from the evening before court, reach her because nobody knows that she was told."""
    if referral.hearing is None:
        return None
    day = referral.hearing.day
    eve = day - timedelta(days=1)
    if (referral.person_id, day) not in texts:
        why = f"The case has ended. Court {short_day(day)} stands until somebody releases it"
        return (Rank.COURT_SOON if local_day(now) >= eve else Rank.COURT_NOT_TOLD), why, "/release"
    if texts[referral.person_id, day] or now < moment(eve, EVENING):
        return None
    why = f"They need not go on {short_day(day)}, and do not know it yet. "
    return Rank.NOT_TOLD, why + "Reach them in person or by phone; warn the court desk they may come", "/release"


def _texts(referrals: Sequence[Referral]) -> dict[tuple[int, date], bool]:
    """Whether each person is known to have been told of the release that stands for them, by person and day."""
    people = {referral.person_id for referral in referrals}
    standing = select(Release.person_id, Release.day, Text.state, Text.dealt_with_at).where(
        Release.text_id == Text.id, Release.taken_back_at.is_(None), Release.person_id.in_(people)
    )
    return {
        (row.person_id, row.day): row.state == DELIVERED or row.dealt_with_at is not None
        for row in db.session.execute(standing)
    }


def _task(referral: Referral, rank: Rank, why: str, rest: str) -> Task:
    day = referral.hearing.day if referral.hearing else None
    url = f"/referrals/{referral.reference}{rest}"
    return Task(rank=rank, person_id=referral.person_id, why=why, url=url, button="Open", due=day)
