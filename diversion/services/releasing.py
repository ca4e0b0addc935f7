"""What releasing asks of people on Today: a case that has ended before court, a text that has not arrived (ux 4.3)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from functools import cache

from sqlalchemy import bindparam, select, true

from casework.courts.models import Hearing
from casework.kernel import clock, light
from casework.kernel.clock import local_day, moment
from casework.kernel.database import db
from casework.kernel.questions import Fixed, kind
from casework.kernel.showing import Rank, Task
from casework.kernel.words import short_day
from diversion.models import Referral, Release
from diversion.services.facts import DELIVERED
from diversion.services.still_released import still_standing
from diversion.services.telling_release import knows_since
from reminders.models import Text

EVENING = time(18)
"""From this London hour of the day before court, one who has not been told is the first thing on Today (ux 4.3)."""


def release_tasks(*, agency_id: int, staff_id: int | None, today: date) -> list[Task]:
    """One row for each referral whose case has ended before its court date and who is not known to have been told.

    A fixed number of queries, however many there are.
    """
    now = clock.now()
    rows = _ended(staff_id is None, kind()).seen(agency=agency_id, staff=staff_id, today=today)
    texts = _texts({row.person_id for row in rows})
    found = ((row, _why(row.person_id, row.day, texts, now)) for row in rows)
    told = [_task(row.reference, row.person_id, row.day, *why) for row, why in found if why is not None]
    return told + _taken_back(agency_id, staff_id, today)


@cache
def _ended(team: bool, kind: str) -> Fixed:
    mine = true() if team else Referral.worker_id == bindparam("staff")
    ahead = select(Hearing.id).where(Hearing.agency_id == bindparam("agency"), Hearing.day >= bindparam("today"))
    return Fixed(
        lambda: (
            select(Referral.reference, Referral.person_id, Hearing.day)
            .join(Hearing, Hearing.id == Referral.hearing_id)
            .where(Referral.agency_id == bindparam("agency"), Referral.ended.is_(True), mine)
            .where(light.found_by(Referral.hearing_id, ahead, kind))
            .order_by(Referral.id)
        )
    )


def released_on(day: date, *, agency_id: int) -> set[int]:
    """The people (ids) who need not go on a London day, and were released by everybody whose word it takes. One query.

    What a release rests on is watched: it is taken back in the commit of whatever ends it.
    """
    standing = select(Release.person_id).where(Release.agency_id == agency_id, Release.day == day)
    return set(db.session.scalars(standing.where(Release.taken_back_at.is_(None), Release.text_id.is_not(None))))


def released_days(person_id: int, *, agency_id: int) -> set[date]:
    """The London days on which one person was released from going to court. One query."""
    standing = select(Release.day).where(Release.agency_id == agency_id, Release.person_id == person_id)
    return set(db.session.scalars(standing.where(Release.taken_back_at.is_(None), Release.text_id.is_not(None))))


def attend_words(*, ended: bool, released: bool) -> str:
    """Whether somebody on a court list must come: said to staff, never in a notice (rule 4)."""
    if released:
        return "Released: need not come."
    return "The case has ended, nobody has released them: they must come." if ended else ""


def _taken_back(agency_id: int, staff_id: int | None, today: date) -> list[Task]:
    """One row for each who was told that they need not go and must go after all: no text takes that back (rule 4)."""
    rows = _RELEASED.seen(agency=agency_id, today=today)
    stands = still_standing([row.Release for row in rows])
    return [
        _go_after_all(row.Release, row.reference)
        for row in rows
        if row.Release.text_id is not None
        and staff_id in (None, row.worker_id)
        and not knows_since(row.Release, row.dealt_with_at)
        and (row.Release.person_id, row.Release.day) not in stands
    ]


_RELEASED = Fixed(
    lambda: (
        select(Release, Referral.reference, Referral.worker_id, Text.dealt_with_at)
        .join(Referral, Referral.id == Release.referral_id)
        .outerjoin(Text, Text.id == Release.text_id)
        .where(Release.agency_id == bindparam("agency"), Release.day >= bindparam("today"))
        .order_by(Release.id)
    )
)


def _go_after_all(release: Release, reference: str) -> Task:
    why = f"They were told that they need not go on {short_day(release.day)}. That no longer stands: tell them now"
    url = f"/referrals/{reference}/release"
    return Task(rank=Rank.COURT_SOON, person_id=release.person_id, why=why, url=url, button="Open", due=release.day)


def _why(person_id: int, day: date, texts: dict[tuple[int, date], bool], now: datetime) -> tuple[Rank, str, str] | None:
    """What to do: release it, or, from the evening before court, reach her because nobody knows that she was told."""
    eve = day - timedelta(days=1)
    if (person_id, day) not in texts:
        why = f"The case has ended. Court {short_day(day)} stands until somebody releases it"
        return (Rank.COURT_SOON if local_day(now) >= eve else Rank.COURT_NOT_TOLD), why, "/release"
    if texts[person_id, day] or now < moment(eve, EVENING):
        return None
    why = f"They need not go on {short_day(day)}, and do not know it yet. "
    return Rank.NOT_TOLD, why + "Reach them in person or by phone; warn the court desk they may come", "/release"


def _texts(people: Collection[int]) -> dict[tuple[int, date], bool]:
    """Whether each person is known to have been told of the release that stands for them, by person and day."""
    rows = _TEXTS.seen(people)
    return {(row.person_id, row.day): row.state == DELIVERED or row.dealt_with_at is not None for row in rows}


_TEXTS = light.Question(
    lambda among: select(Release.person_id, Release.day, Text.state, Text.dealt_with_at).where(
        Release.text_id == Text.id, Release.taken_back_at.is_(None), among(Release.person_id)
    )
)


def _task(reference: str, person_id: int, day: date, rank: Rank, why: str, rest: str) -> Task:
    url = f"/referrals/{reference}{rest}"
    return Task(rank=rank, person_id=person_id, why=why, url=url, button="Open", due=day)
