"""What figures go on counting of somebody who is erased."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from sqlalchemy import select

from casework.kernel.database import db
from casework.people.models import Person
from casework.people.services.records import Figure, RoomRecords
from diversion.models import Referral, Scheme
from monitoring.services.counting import facts_by_scheme
from monitoring.services.kept import REFERRAL, to_keep


class FigureRecords(RoomRecords):
    """This room holds nothing of anybody: it only counts."""

    room = "monitoring"
    tables: ClassVar[Mapping[Any, str]] = {}

    def figures(self, person: Person) -> list[Figure]:
        """Each referral as the figures count it today."""
        schemes = {one.id: one.reference for one in db.session.execute(select(Scheme.id, Scheme.reference))}
        return [
            Figure(REFERRAL, fact.arrested_on, to_keep(fact), about=schemes[scheme])
            for fact, scheme in facts_by_scheme(Referral.person_id == person.id)
        ]
