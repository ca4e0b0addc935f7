"""Recording an arrest shows people who are known already: each is noted as looked at (domain rule 27)."""

from __future__ import annotations

from collections.abc import Callable

from casework.kernel.database import db
from casework.kernel.models import EventRecord
from casework.people import services as people
from tests.diversion.conftest import BORN, Case
from tests.support.application import Reader


def test_the_form_for_somebody_known_is_a_look(case: Case, sign_in: Callable[[str], Reader]) -> None:
    case.arrest()
    reader = sign_in("worker")
    before = _consultations(case)
    assert "Josephine" in reader.get(f"/arrests/new?person={case.person.reference}").text
    assert _consultations(case) == before + 1


def test_is_this_the_same_person_is_a_look(case: Case) -> None:
    from casework.kernel import audit

    case.arrest()
    assert people.similar_people("Josephine", "Barnes", BORN, by=case.robin) == [case.person]
    assert audit.waiting_looks()


def _consultations(case: Case) -> int:
    from casework.kernel.models import Event

    db.session.rollback()
    record = f"person:{case.person.reference}"
    own = db.session.scalars(db.select(Event).where(Event.act == "consultation", Event.record == record)).all()
    other = db.select(EventRecord).join(Event).where(Event.act == "consultation", EventRecord.record == record)
    return len(own) + len(db.session.scalars(other).all())
