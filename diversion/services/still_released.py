"""Which of many releases still stand, asked of everybody at once: in a fixed number of queries (domain rule 4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload, selectinload

from casework.courts.models import Hearing
from casework.kernel.database import db
from casework.people.models import Circumstance
from diversion.models import Charge, Referral, Release
from diversion.rules.release import Allowed, may_release
from diversion.services.release import WARRANT, facts_from, is_released

_Theirs = TypeVar("_Theirs", Referral, Hearing, Circumstance)
_SEALED = (Referral.charge_name, Referral.custody_reference, Referral.urn, Referral.asn)


def still_standing(releases: Sequence[Release]) -> set[tuple[int, date]]:
    """The people and court days (London) of which `still_released` would be true, of these releases of one agency.

    At most six queries, however many releases there are.
    """
    last = {(one.person_id, one.day): one for one in sorted(_not_taken_back(releases), key=lambda one: one.id)}
    asked = [key for key, one in last.items() if is_released(one)]
    if not asked:
        return set()
    people, agency_id = {person for person, _day in asked}, releases[0].agency_id
    referrals, hearings, noted = _referrals(people, agency_id), _hearings(people, agency_id), _noted(people)
    facts = {one: facts_from(referrals[one], hearings[one], noted[one]) for one in people}
    return {(person, day) for person, day in asked if isinstance(may_release(day, *facts[person]), Allowed)}


def _not_taken_back(releases: Iterable[Release]) -> list[Release]:
    return [one for one in releases if one.taken_back_at is None]


def _referrals(people: Collection[int], agency_id: int) -> dict[int, list[Referral]]:
    whole = select(Referral).where(Referral.person_id.in_(people), Referral.agency_id == agency_id)
    charges = selectinload(Referral.charges).selectinload(Charge.endings)
    return _by_person(db.session.scalars(whole.options(charges, joinedload(Referral.hearing), *map(defer, _SEALED))))


def _hearings(people: Collection[int], agency_id: int) -> dict[int, list[Hearing]]:
    theirs = select(Hearing).where(Hearing.person_id.in_(people), Hearing.agency_id == agency_id)
    return _by_person(db.session.scalars(theirs.options(selectinload(Hearing.outcomes)).order_by(Hearing.starts_at)))


def _noted(people: Collection[int]) -> dict[int, list[Circumstance]]:
    noted = select(Circumstance).where(Circumstance.person_id.in_(people), Circumstance.kind == WARRANT)
    return _by_person(db.session.scalars(noted))


def _by_person(rows: Iterable[_Theirs]) -> dict[int, list[_Theirs]]:
    found: dict[int, list[_Theirs]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(row)
    return found
