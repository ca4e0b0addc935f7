"""What figures go on counting of somebody who is erased."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

from sqlalchemy import select

from casework.kernel.database import db
from casework.people.models import Person
from casework.people.services.records import Figure, RoomRecords, one_stands, stands_again
from diversion.models import Referral, Scheme
from monitoring.models import PersonDetail
from monitoring.rules.census import ETHNICITY_WORDS, GENDER_WORDS
from monitoring.services.counting import facts_by_scheme
from monitoring.services.facts import QUARTER, to_keep_of
from monitoring.services.kept import REFERRAL, to_keep


class FigureRecords(RoomRecords):
    """How people described themselves, and what is counted of them."""

    room = "monitoring"
    tables: ClassVar[Mapping[Any, str]] = {PersonDetail: "How you described yourself, for monitoring"}
    words: ClassVar[Mapping[str, Any]] = {
        "person_detail.ethnicity": lambda code: ETHNICITY_WORDS.get(code, "Not asked"),
        "person_detail.gender": lambda code: GENDER_WORDS.get(code, "Not asked"),
    }

    def figures(self, person: Person) -> list[Figure]:
        """Each referral as the figures count it today, and what else each quarter counts."""
        schemes = {one.id: one.reference for one in db.session.execute(select(Scheme.id, Scheme.reference))}
        referrals = [
            Figure(REFERRAL, fact.arrested_on, to_keep(fact), about=schemes[scheme])
            for fact, scheme in facts_by_scheme(Referral.person_id == person.id)
        ]
        return [*referrals, *(Figure(QUARTER, day, kept) for day, kept in to_keep_of(person))]

    def joining(self, kept: Person, other: Person, at: dt.datetime) -> dict[str, list[int]]:
        """One description stands: the kept record's, where it has one."""
        return {"described": one_stands(PersonDetail, kept, other, at)}

    def parting(self, kept: Person, other: Person, changed: Mapping[str, list[int]]) -> None:
        """How they described themselves stands again."""
        stands_again(PersonDetail, changed.get("described", []))
