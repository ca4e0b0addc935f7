"""Which releases still stand, asked of many at once, is what is asked of each alone (domain rule 4)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from casework.kernel.database import db, transaction
from casework.people.models import Circumstance
from diversion import services
from diversion.models import Release
from diversion.services.release import still_released
from diversion.services.still_released import still_standing
from tests.diversion.conftest import COURT_DAY, Case, on

DAY = dt.date(2026, 10, 29)


def both(case: Case) -> tuple[bool, bool]:
    db.session.rollback()
    made = db.session.scalars(select(Release)).all()
    return still_released(case.person, COURT_DAY), (case.person.id, COURT_DAY) in still_standing(made)


def test_asked_together_as_asked_alone(case: Case) -> None:
    case.arrest()
    case.discontinued()
    assert both(case) == (False, False)
    with transaction():
        services.release(case.person, COURT_DAY, by=case.robin, at=on(DAY))
    assert both(case) == (True, True)
    whose = {"person_id": case.person.id, "agency_id": case.robin.agency_id}
    with transaction():  # by no service, so that nothing takes the release back
        db.session.add(Circumstance(kind="warrant", since=DAY, recorded_at=on(DAY), **whose))
    assert both(case) == (False, False)
