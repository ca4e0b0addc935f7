"""Hearings of our people at a court on a day that no referral or order stands for: listed too, and nothing told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from casework.courts import reference
from casework.courts.models import Hearing
from casework.courts.rules import HearingResult
from casework.kernel import words
from casework.kernel.database import db
from casework.kernel.showing import CourtGroup, CourtRow, Tag

NOTHING_TOLD = "Listed for another matter. We tell nothing about it"


def others(rows: Sequence[CourtRow], *, agency_id: int, court_code: str, day: dt.date) -> list[CourtRow]:
    """A row for each hearing of the day that none of these rows stands for: other matters, and those put off.

    An order stands for its person's hearings at the court that made it, but for those of a referral. At most three
    queries, and names are opened only of those who are shown.
    """
    known = {row.hearing_id for row in rows if row.hearing_id is not None}
    ordered = {row.person_id for row in rows if row.hearing_id is None}
    listed = select(Hearing.id, Hearing.person_id).where(
        Hearing.agency_id == agency_id, Hearing.court_code == court_code, Hearing.day == day
    )
    left = [key for key, person in db.session.execute(listed).all() if key not in known and person not in ordered]
    if not left:
        return []
    whole = (
        select(Hearing)
        .where(Hearing.id.in_(left))
        .options(joinedload(Hearing.person), selectinload(Hearing.outcomes))
        .order_by(Hearing.time, Hearing.id)
    )
    next_days = _following(left)
    return [_row(one, next_days.get(one.id)) for one in db.session.scalars(whole)]


def _following(hearings: Collection[int]) -> dict[int, Hearing]:
    """By hearing, the one that took its place when it was put off."""
    rows = db.session.scalars(select(Hearing).where(Hearing.adjourned_from_id.in_(hearings)))
    return {one.adjourned_from_id: one for one in rows if one.adjourned_from_id is not None}


def _row(hearing: Hearing, following: Hearing | None) -> CourtRow:
    person, outcome = hearing.person, hearing.outcome
    sentence = NOTHING_TOLD
    if outcome is not None:
        sentence = HearingResult(outcome.kind).words
        sentence += f": now {_where(following)}" if following is not None else ""
    return CourtRow(
        subject=f"hearing:{hearing.reference}",
        person_id=person.id,
        name=f"{person.given_name} {person.family_name}",
        date_of_birth=person.date_of_birth,
        police_reference="",
        time=hearing.time,
        tag=Tag("Listed", "blue") if outcome is None else Tag("Put off" if following else "Dealt with", "grey"),
        sentence=sentence,
        url=f"/hearings/{hearing.reference}",
        group=CourtGroup.OTHER,
    )


def _where(hearing: Hearing) -> str:
    court = reference.court(hearing.court_code)
    return f"{words.short_day(hearing.day)}, {court.name if court else hearing.court_code}"
